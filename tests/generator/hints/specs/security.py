"""Security schemes that `specseal lint` refuses."""

from __future__ import annotations

from typing import Any

from .parts import TEXT, received
from .row import Row, both

_DECLARE = "Declare it in components.securitySchemes, in the spec or a wire overlay."


def signed(s: Any) -> None:
    received(s)
    s.spec["components"]["securitySchemes"]["other"] = s.spec["components"]["securitySchemes"]["callback"]


def cookie_scheme(text: str, sent: str, cookie: str = "") -> dict[str, Any]:
    """A scheme that sets a cookie; ``sent`` is what a request with another ``cookie`` has then."""
    request: dict[str, Any] = {"method": "GET", "url": "https://x.example/"}
    if cookie:
        request["headers"] = {"cookie": cookie}
    vector = {
        "name": "one",
        "source": "by hand",
        "credentials": {"key": "secret"},
        "request": request,
        "expect": {"headers": {"cookie": sent}},
    }
    recipe = {
        "credentials": ["key"],
        "secrets": ["key"],
        "unsigned": ["body", "files"],
        "steps": f'headers["cookie"] = {text}\n',
        "vectors": [vector],
    }
    return {"type": "http", "scheme": "acme", "x-signing": recipe}


def adding(s: Any) -> None:
    """The same scheme, which keeps the other cookies."""
    text = 'value(headers, "cookie", "") + "; session=" + key'
    s.spec["components"]["securitySchemes"] = {"key": cookie_scheme(text, "a=1; session=secret", "a=1")}


def with_cookies(s: Any) -> Any:
    """A cookie beside the one that a scheme sets."""
    s.spec["components"]["securitySchemes"] = {"key": cookie_scheme('"session=" + key', "session=secret")}
    s.operation["security"] = [{"key": []}]
    s.operation["parameters"] = [{"name": "a", "in": "cookie", "schema": TEXT}]
    return s.spec["paths"]


SECURITY: list[Row] = [
    Row("security-undeclared", lambda s: s.receive(scheme="other"), signed, _DECLARE),
    Row(
        "security-conflict",
        both(signed, lambda s: s.spec.update(security=[{"callback": [], "other": []}])),
        lambda s: s.spec.update(security=[{"callback": []}, {"other": []}]),
        "List them as alternatives, or write one recipe that does what both do.",
    ),
    Row(
        "security-conflict",
        lambda s: s.spec.update(paths=with_cookies(s)),
        adding,
        'Let its recipe add its cookie to `value(headers, "cookie", "")`, or remove the parameters.',
    ),
    Row(
        "security-undeclared",
        lambda s: s.spec.update(security=[{"callback": []}]),
        received,
        _DECLARE,
    ),
    Row(
        "security-recipe",
        both(
            lambda s: s.spec["components"].update(
                securitySchemes={"callback": {"type": "http", "scheme": "digest"}}
            ),
            lambda s: s.spec.update(security=[{"callback": []}]),
        ),
        received,
        "Set `type: http`, a `scheme` name of its own, and `x-signing` (docs/signing.md).",
    ),
]
