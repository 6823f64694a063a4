"""Signatures of requests and callbacks that `specseal lint` refuses."""

from __future__ import annotations

import hashlib
from typing import Any

from .parts import TEXT, received
from .row import Change, Row, both


def sha1(text: str) -> str:
    """The signature of all recipes here."""
    return hashlib.sha1(text.encode()).hexdigest()


def sign(steps: str, made: str, place: str = "headers", **changes: Any) -> Change:
    """Let the operation be signed by a recipe, whose only vector has the key ``k`` and an empty request."""

    def change(s: Any) -> None:
        request = {"method": "POST", "url": "https://x.example/"}
        expect = {place: {"x-sign": sha1(made)}}
        vector = {"name": "one", "credentials": {"key": "k"}, "request": request, "expect": expect}
        recipe = {"credentials": ["key"], "secrets": ["key"], "steps": steps, "vectors": [vector]} | changes
        scheme = {"type": "http", "scheme": "acme", "x-signing": recipe}
        s.spec["components"]["securitySchemes"] = {"acme": scheme}
        s.operation["security"] = [{"acme": []}]

    return change


def query(s: Any) -> None:
    s.operation["parameters"] = [{"name": "q", "in": "query", "schema": TEXT}]


def file(s: Any) -> None:
    s.properties["file"] = {"type": "string", "format": "binary", "description": "A file."}


def receive(steps: str, made: str, headers: dict[str, str] | None = None, **told: Any) -> Change:
    """Let the vendor send a body that a recipe signs. ``headers`` are others that a vector expects."""

    def change(s: Any) -> None:
        s.receive()
        request = {"method": "POST", "url": "https://x.example/", "body": "{}"}
        expect = {"headers": {"x-sign": sha1(made)} | (headers or {})}
        vector = {
            "name": "one",
            "credentials": {"key": "k"},
            "clock": 5,
            "request": request,
            "expect": expect,
        }
        if "uuid" in steps:
            vector["random"] = {"uuid": "u"}
        recipe = {"credentials": ["key"], "secrets": ["key"], "steps": steps, "vectors": [vector]}
        s.spec["components"]["securitySchemes"]["callback"]["x-signing"] = recipe
        callback = s.spec["x-callbacks"]["outcome"]
        kept = {name: value for name, value in callback.items() if name not in {"data", "sign"}}
        s.spec["x-callbacks"]["outcome"] = kept | {"header": "X-Sign"} | told

    return change


_METHOD = 'headers["x-sign"] = hex(sha1(key + method))'
_FORM = 'headers["x-sign"] = hex(sha1(key + form_encode(form)))'
_BODY = 'headers["x-sign"] = hex(sha1(key + body))'
_SHORT = 'headers["x-sign"] = hex(sha1(key + target))'
_TIMED = 'now = unix_time()\nheaders["x-time"] = now\nheaders["x-sign"] = hex(sha1(f"{key}{now}" + body))'
_TIME = {"header": "X-Time", "age": 60}
_DECLARED = "in the recipe, or declare `unsigned: [{}]` if the vendor leaves it unsigned."

SIGNATURES: list[Row] = [
    Row(
        "callback-sign",
        lambda s: s.receive(sign="signature"),
        received,
        "Set that field in the recipe, or correct `sign`.",
    ),
    Row(
        "signing-unsigned",
        both(query, sign(_FORM, "k")),
        sign('headers["x-sign"] = hex(sha1(key + form_encode(params)))', "k"),
        f"Read `query`, `params` or `target` {_DECLARED.format('query')}",
    ),
    Row(
        "signing-unsigned",
        sign(_METHOD, "kPOST"),
        sign(_METHOD, "kPOST", unsigned=["body"]),
        f"Read `form`, `params` or `body` {_DECLARED.format('body')}",
    ),
    Row(
        "signing-unsigned",
        both(file, sign(_FORM, "k")),
        sign(_FORM, "k", unsigned=["files"]),
        f"Read `body` {_DECLARED.format('files')}",
    ),
    Row(
        "signing-place",
        sign('json["x-sign"] = hex(sha1(key + join_fields(params, "=", "&")))', "k", "json"),
        sign(_FORM, "k"),
        "Set the field in the query or in a header, or sign this operation by another scheme.",
    ),
    Row(
        "signing-place",
        sign('headers["x-a"] = take(query, "q")\n' + _FORM, "k"),
        both(
            query,
            sign('query["x-a"] = "1"\nheaders["x-sign"] = hex(sha1(key + form_encode(params)))', "kx-a=1"),
        ),
        "Add the field to the operation, or sign it by another scheme.",
    ),
    Row(
        "callback-sign",
        receive(_BODY.replace("x-sign", "x-other"), "k{}"),
        receive(_BODY, "k{}"),
        "Set that header in the recipe, or correct `header`.",
    ),
    Row("callback-sign", receive(_SHORT, "k/"), receive(_BODY, "k{}"), "Sign the body and headers."),
    Row("callback-sign", receive(_SHORT, "k/"), receive(_BODY, "k{}"), "Sign the body that arrives."),
    Row(
        "callback-sign",
        receive('headers["x-sign"] = hex(sha1(key + uuid() + body))', "ku{}"),
        receive('headers["x-sign"] = hex(sha1(key + value(headers, "x-id", "") + body))', "k{}"),
        "Read the value from its header: value(headers, …).",
    ),
    Row(
        "callback-sign",
        receive(_TIMED, "k5{}"),
        receive(_TIMED, "k5{}", time=_TIME),
        "State `time: {header, age}`, and sign unix_time().",
    ),
    Row(
        "callback-sign",
        receive(_TIMED.replace("x-time", "x-other"), "k5{}", time=_TIME),
        receive(_TIMED, "k5{}", time=_TIME),
        "Set that header in the recipe, or correct `time`.",
    ),
]
