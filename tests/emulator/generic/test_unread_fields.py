"""A time or nonce that cannot be read: the refusal names the field, what it should hold, and what it looks like."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from specseal_emulator.testing import running
from tests.emulator.generic.vendors import write

Json = dict[str, Any]


def document(steps: str, reads: Json | None = None) -> Json:
    """A vendor with one operation and this recipe."""
    signing = {
        "credentials": ["api_key", "api_secret"],
        "secrets": ["api_secret"],
        "settings": {"ttl": 60},
        "steps": f'headers["x-key"] = api_key\n{steps}',
        "vectors": [],
    }
    scheme = {"type": "http", "scheme": "acme", "x-signing": signing, "x-emulator": {"reads": reads or {}}}
    return {
        "security": [{"acme": []}],
        "components": {"securitySchemes": {"acme": scheme}},
        "paths": {"/ping": {"get": {"operationId": "ping", "responses": {"204": {"description": "Alive."}}}}},
    }


DATE = """now = unix_time()
date = utc(now, "%a, %d %b %Y %H:%M:%S GMT")
headers["x-date"] = date
headers["x-sign"] = hex(hmac_sha256(api_secret, date))
"""
HELD = """nonce = random_digits(12)
time = unix_millis()
headers["x-auth"] = f"A1 n={nonce},t={time},s={hex(hmac_sha256(api_secret, nonce))}"
"""
WRAPPED = """time = unix_millis()
headers["x-auth"] = base64(f't:{time}')
headers["x-sign"] = hex(hmac_sha256(api_secret, f"{time}"))
"""
BEHIND = """time = unix_millis()
headers["x-sign"] = hex(hmac_sha256(api_secret, f"{time}"))
headers["x-at"] = f"{time}"
"""
SUM = """expires = unix_time() + ttl
query["until"] = f"{expires}"
headers["x-sign"] = hex(hmac_sha256(api_secret, f"{expires}"))
"""
ELSEWHERE = """now = unix_time()
headers["x-sign"] = hex(hmac_sha256(api_secret, f"{now}"))
"""


@pytest.mark.parametrize(
    ("steps", "reads", "sent", "told"),
    [
        (
            DATE,
            None,
            {"x-date": "Tomorrow, at 7:30 PM", "x-sign": "0"},
            "header x-date of acme cannot be read: expected <a time such as Fri, 02 Jan 2026 03:04:05 GMT>; it has "
            "the shape 'Aaaaaaaa, aa 9:99 AA'",
        ),
        (
            HELD,
            None,
            {"x-auth": "A1 n=123456789012,t=soon,s=0f"},
            "header x-auth of acme cannot be read: expected A1 n=…,t=<a Unix time in milliseconds>,s=…; it has the "
            "shape 'A9 a=999999999999,a=aaaa,a=9a'",
        ),
        (
            HELD,
            None,
            {"x-auth": "A2 " + "é" * 100},
            "header x-auth of acme cannot be read: expected A1 n=<12 digits>,t=<a Unix time in milliseconds>,s=…; it "
            "has the shape 'A9 " + "a" * 61 + "…'",
        ),
        (
            WRAPPED,
            None,
            {"x-auth": "dDphYmM=", "x-sign": "0"},
            "header x-auth of acme cannot be read: expected base64(t:<a Unix time in milliseconds>); it has the shape "
            "'aAaaAaA='",
        ),
        (
            BEHIND,
            None,
            {"x-at": "now", "x-sign": "0"},
            "header x-at of acme cannot be read: expected <a Unix time in milliseconds>; it has the shape 'aaa'",
        ),
        (
            SUM,
            None,
            {"?until": "never", "x-sign": "0"},
            "parameter until of acme cannot be read: expected <a Unix time in seconds> + …; it has the shape 'aaaaa'",
        ),
        (
            ELSEWHERE,
            {"now": {"in": "header", "name": "X-At", "format": "unix"}},
            {"x-at": "noon", "x-sign": "0"},
            "header x-at of acme cannot be read: expected a Unix time in seconds; it has the shape 'aaaa'",
        ),
        (
            ELSEWHERE,
            {"now": {"in": "header", "name": "X-At", "format": "%Y-%m-%d %H:%M:%S"}},
            {"x-sign": "0"},
            "header x-at of acme cannot be read: expected a time such as 2026-01-02 03:04:05; it is missing",
        ),
    ],
)
def test_the_field_is_named(
    tmp_path: Path, steps: str, reads: Json | None, sent: Mapping[str, str], told: str
) -> None:
    headers = {name: text.encode("latin-1") for name, text in sent.items() if not name.startswith("?")}
    query = {name[1:]: text for name, text in sent.items() if name.startswith("?")}
    with running([write(tmp_path, "acme", document(steps, reads))]) as emulator:
        known: dict[str, Any] = {"x-key": b"demo-key", **headers}
        response = httpx.get(f"{emulator.base_url}/ping", params=query, headers=known, trust_env=False)
        assert response.status_code == 400
        assert emulator.journal.last().why == told
