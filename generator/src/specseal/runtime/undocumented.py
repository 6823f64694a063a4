"""Undocumented calls, and undocumented fields that a client adds to every call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import msgspec

from . import headers as fields
from .address import checked_method, checked_path
from .encode import json_bytes, scalar
from .operation import BodyKind, Field, Operation
from .parts import Parts, Ready, Whole

_FORMS = ("multipart", "urlencoded")


class Given(NamedTuple):
    """What the caller of an undocumented call passes."""

    query: Mapping[str, Any] | None
    headers: Mapping[str, str] | None
    form: Mapping[str, Any] | None
    files: Mapping[str, Any] | None
    json: object
    content: object
    media_type: str | None


def call(
    template: Operation[Any],
    method: str,
    path: str,
    given: Given,
    idempotent: bool,
    parts: Parts,
    asynchronous: bool,
) -> tuple[Operation[Any], dict[str, Any]]:
    """The operation, and its arguments. Raises ``TypeError`` or ``ValueError``, which names what cannot be sent."""
    for name, text in (("method", method), ("path", path)):
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{name}: must be a str, not {type(text).__name__}")
    if not path.startswith("/"):
        raise ValueError("path: must begin with /")
    method, path = checked_method(method), checked_path("path", path)
    body = _kind(template, given)
    whole = _whole(given, parts, asynchronous)
    listed = {
        "query": given.query,
        "header": fields.named(given.headers) if given.headers is not None else None,
        "form": given.form,
        "file": given.files,
        "json": given.json if body == "json" else None,
    }
    values = {
        (place, name): value
        for place, found in listed.items()
        for name, value in _named("files" if place == "file" else place, cast("Any", found)).items()
    }
    kept = [
        field
        for field in template.fields
        if (field.place, field.name) not in values
        and (body == template.body or field.place not in {"form", "json"})
    ]
    operation = msgspec.structs.replace(
        template,
        id=f"{method} {path}",
        method=method,
        path=path,
        body=body,
        media_type="",
        fields=(
            *kept,
            *(Field(name, f"{place} {name}", cast("Any", place), "repeat") for place, name in values),
            *([Field("content", "content", "body")] if whole is not None else []),
        ),
        idempotent=idempotent,
    )
    arguments: dict[str, Any] = {f"{place} {name}": value for (place, name), value in values.items()}
    return operation, arguments | ({"content": whole} if whole is not None else {})


def _kind(template: Operation[Any], given: Given) -> BodyKind:
    """The kind of body. Raises ``TypeError`` where several are given."""
    bodies = {
        "json": given.json is not None,
        "content": given.content is not None,
        "form and files": bool(given.form) or bool(given.files),
    }
    if sum(bodies.values()) > 1:
        listed = " and ".join([f"{name}=" for name, is_given in bodies.items() if is_given])
        raise TypeError(f"{listed}: a request has one body")
    if given.media_type is not None and not (bodies["json"] or bodies["content"]):
        raise TypeError("media_type: is that of json= or content=")
    if bodies["content"]:
        return "binary"
    if bodies["json"]:
        return "json" if isinstance(given.json, Mapping) and given.media_type is None else "value"
    if given.files:
        return "multipart"
    if given.form and template.body not in _FORMS:
        return "urlencoded"
    return template.body if template.body in {*_FORMS, "json"} else "none"


def _whole(given: Given, parts: Parts, asynchronous: bool) -> Whole | None:
    """The body that is no form and no JSON object."""
    if given.json is not None and (given.media_type is not None or not isinstance(given.json, Mapping)):
        return Ready(json_bytes("json", given.json), given.media_type or "application/json")
    content = given.content
    if content is None:
        return None
    if isinstance(content, str):
        return Ready(content.encode(), given.media_type or "text/plain; charset=utf-8")
    media_type = given.media_type or "application/octet-stream"
    if parts.upload is not None:
        return parts.upload(Field("content", "content", "body"), content, media_type, asynchronous)
    if isinstance(content, bytes | bytearray | memoryview):
        return Ready(bytes(content), media_type)  # pyright: ignore[reportUnknownArgumentType]
    raise TypeError(f"content: must be str or bytes in this package, not {type(content).__name__}")


def texts(place: str, given: Mapping[str, str] | None) -> dict[str, str]:
    """Fields of every call. Raises as ``call``."""
    return {name: scalar(f"{place}: {name}", value) for name, value in _named(place, given).items()}


def _named(place: str, given: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if given is not None and not isinstance(given, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{place}: must be a mapping of names to values, not {type(given).__name__}")
    for name in given or {}:
        if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{place}: the name of a field must be a str, not {type(name).__name__}")
        scalar(place, name)
    return given or {}
