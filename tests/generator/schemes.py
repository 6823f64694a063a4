"""Security schemes to put into specs."""

from __future__ import annotations

from typing import Any

SIGNED: dict[str, Any] = {
    "type": "http",
    "scheme": "acme",
    "x-signing": {
        "credentials": ["api_key"],
        "secrets": ["api_key"],
        "unsigned": ["query", "body"],
        "steps": 'headers["x-sign"] = hex(sha1(api_key + method))\n',
        "vectors": [
            {
                "name": "one",
                "source": "printf %s secretPOST | openssl dgst -sha1",
                "credentials": {"api_key": "secret"},
                "request": {"method": "POST", "url": "https://x.example/"},
                "expect": {"headers": {"x-sign": "ad8c15c8a884af959306d006dfd48166126012ed"}},
            }
        ],
    },
}
"""A recipe that is right, and signs the method alone. Whoever changes it takes a copy."""
