"""Bodies of requests: one media type, an object whose keys become arguments, each written in a way that is known."""

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
    """Diagnostics of a request's body."""
    if len(body.media) > 1:
        yield Diagnostic(
            "media-types-several",
            f"The body may be {' or '.join(media.type for media in body.media)}; a method sends one.",
            body.location,
            "Keep the one that the vendor's document asks for.",
        )
    for media in body.media:
        if media.type not in MEDIA_TYPES:
            yield unsupported(media.location, f"A body of {media.type} is", f"Use {', '.join(MEDIA_TYPES)}.")
        else:
            yield from _fields(media)


def _fields(media: Media) -> Iterator[Diagnostic]:
    schema = media.schema.resolved() if media.schema is not None else None
    if isinstance(schema, Union):
        yield Diagnostic(
            "body-union",
            f"The body is one of {len(schema.members)} kinds (`{schema.keyword}`), so it has no one set of arguments.",
            schema.location,
            "Describe one object with the keys of all, each optional, or an operation for each.",
        )
        return
    if not isinstance(schema, Object):
        yield Diagnostic(
            "body-not-object",
            f"The body is {_named(schema)} without keys of its own, so nothing becomes an argument.",
            schema.location if schema is not None else media.location,
            "Describe it with `type: object` and `properties`.",
        )
        return
    yield from check_composed(schema)
    for one in composed(schema):
        for keyword in one.unheld:
            if keyword.text in {"discriminator", "patternProperties"}:
                yield unsupported(
                    keyword.location, f"{keyword.text!r} in a request is", "Describe each key plainly."
                )
    names = {one.name for one in schema.properties()}
    for field in body_fields(media):
        if media.type != JSON_MEDIA_TYPE:
            yield from _form_field(field)
    for name, _ in media.encodings:
        if name.text not in names:
            yield Diagnostic(
                "encoding-unknown",
                f"There is no property {name.text!r} to encode.",
                name.location,
                "Correct the name, or remove it.",
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
            f"Nothing says how the nested value {field.name!r} is written in a form.",
            field.location,
            "Give it `encoding` with contentType application/json, or style deepObject.",
        )
    if encoding.style not in {"", "form", "deepObject"} or (
        encoding.style == "deepObject" and found not in {"object", "map"}
    ):
        yield unsupported(
            field.location, f"Style {encoding.style!r} of {field.name!r} is", "Use form, or deepObject."
        )
    for media_type in (encoding.content_type or "text/plain").split(","):
        if not _MEDIA_TYPE.fullmatch(media_type.strip()):
            yield Diagnostic(
                "encoding-media-type",
                f"{media_type.strip()!r} is not a media type.",
                field.location,
                "Write type/subtype.",
            )
    for header, constant in encoding.headers:
        if not isinstance(constant, str) or not constant.isprintable() or not _TOKEN.fullmatch(header):
            yield Diagnostic(
                "encoding-header",
                f"The part header {header!r} is not one line of text that is known.",
                field.location,
                "Give its schema a `const` of printable text.",
            )


def _named(schema: Schema | None) -> str:
    match kind(schema) if schema is not None else "any":
        case "any":
            return "a value of any kind"
        case "map" | "object":
            return "an object"
        case "array" | "integer" as found:
            return f"an {found}"
        case found:
            return f"a {found}"
