"""Request bodies: one media type, and an object whose properties become arguments, each with a known encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..contract import (
    FORMS,
    JSON_MEDIA_TYPE,
    Array,
    Body,
    Media,
    Object,
    RequestField,
    Schema,
    Union,
    body_fields,
    composed,
    kind,
)
from ..diagnostics import Diagnostic
from .values import check_composed, check_sendable, unsupported

MEDIA_TYPES = (*FORMS, JSON_MEDIA_TYPE)
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_MEDIA_TYPE = re.compile(rf"{_TOKEN.pattern}/{_TOKEN.pattern}(;\s*{_TOKEN.pattern}={_TOKEN.pattern})*")


def check_body(body: Body) -> Iterator[Diagnostic]:
    """Yield the problems of a request body."""
    if len(body.media) > 1:
        yield Diagnostic(
            "media-types-several",
            f"The body has several media types ({', '.join(media.type for media in body.media)}); a method sends one.",
            body.location,
            "Keep the one that the vendor documents.",
        )
    for media in body.media:
        if media.type not in MEDIA_TYPES:
            yield unsupported(
                media.location,
                f"A request body of type {media.type} is",
                f"Use one of: {', '.join(MEDIA_TYPES)}.",
            )
        else:
            yield from _fields(media)


def _fields(media: Media) -> Iterator[Diagnostic]:
    schema = media.schema.resolved() if media.schema is not None else None
    if isinstance(schema, Union):
        yield Diagnostic(
            "body-union",
            f"The body is one of {len(schema.members)} schemas (`{schema.keyword}`), so its arguments are ambiguous.",
            schema.location,
            "Describe one object with the properties of all, each optional, or one operation for each.",
        )
        return
    if not isinstance(schema, Object):
        yield Diagnostic(
            "body-not-object",
            f"The body is {_named(schema)} without declared properties, so it has no arguments.",
            schema.location if schema is not None else media.location,
            "Describe it with `type: object` and `properties`.",
        )
        return
    yield from check_composed(schema)
    for one in composed(schema):
        for keyword in one.unheld:
            if keyword.text in {"discriminator", "patternProperties"}:
                yield unsupported(
                    keyword.location,
                    f"{keyword.text!r} in a request is",
                    "List each property under `properties`.",
                )
    names = {one.name for one in schema.properties()}
    for field in body_fields(media):
        if media.type != JSON_MEDIA_TYPE:
            yield from _form_field(field)
    for name, _ in media.encodings:
        if name.text not in names:
            yield Diagnostic(
                "encoding-unknown",
                f"`encoding` names an unknown property: {name.text!r}.",
                name.location,
                "Correct the name, or remove the entry.",
            )


def _form_field(field: RequestField) -> Iterator[Diagnostic]:
    yield from check_sendable(field.schema)
    schema = field.schema.resolved()
    found = kind(schema)
    nested = found in {"object", "map"} or (
        isinstance(schema, Array) and kind(schema.items) in {"object", "map", "array"}
    )
    encoding = field.encoding
    if nested and encoding.content_type != JSON_MEDIA_TYPE and encoding.style != "deepObject":
        yield Diagnostic(
            "form-nested",
            f"The encoding of the nested value {field.name!r} in a form is not specified.",
            field.location,
            "Add an `encoding` with `contentType: application/json` or `style: deepObject`.",
        )
    if encoding.style not in {"", "form", "deepObject"} or (
        encoding.style == "deepObject" and found not in {"object", "map"}
    ):
        yield unsupported(
            field.location,
            f"Style {encoding.style!r} of {field.name!r} is",
            "Use `form`, or `deepObject` for objects.",
        )
    for media_type in (encoding.content_type or "text/plain").split(","):
        if not _MEDIA_TYPE.fullmatch(media_type.strip()):
            yield Diagnostic(
                "encoding-media-type",
                f"{media_type.strip()!r} is not a media type.",
                field.location,
                "Write it as type/subtype, such as image/png.",
            )
    for header, constant in encoding.headers:
        if not isinstance(constant, str) or not constant.isprintable() or not _TOKEN.fullmatch(header):
            yield Diagnostic(
                "encoding-header",
                f"The part header {header!r} has no constant value.",
                field.location,
                "Give its schema a `const` of printable text, and use a valid header name.",
            )


def _named(schema: Schema | None) -> str:
    match kind(schema) if schema is not None else "any":
        case "any":
            return "a value of any type"
        case "map" | "object":
            return "an object"
        case "array" | "integer" as found:
            return f"an {found}"
        case found:
            return f"a {found}"
