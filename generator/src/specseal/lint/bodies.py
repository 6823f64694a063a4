"""Request bodies: media types that exist, forms that are objects, and an encoding for every field of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..contract import (
    Anything,
    Body,
    Dictionary,
    Media,
    Object,
    RequestField,
    Union,
    body_fields,
    composed,
    format_of,
    is_media_type,
    is_xml,
    kind,
)
from ..diagnostics import Diagnostic
from ..request_styles import shapes_of
from .values import check_composed, check_sendable, unsupported

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_STYLES = frozenset({"", "form", "spaceDelimited", "pipeDelimited", "deepObject"})


def check_body(body: Body) -> Iterator[Diagnostic]:
    """Yield the problems of a request body."""
    for media in body.misnamed:
        yield Diagnostic(
            "media-type-misnamed",
            f"{media.type!r} is not a media type; the body is sent as {_named_types(body)}.",
            media.location,
            "Correct it, or remove the entry.",
        )
    for media in body.media:
        if not is_media_type(media.type):
            yield Diagnostic(
                "media-type-invalid",
                f"{media.type!r} is not a media type, so no body can be sent as one.",
                media.location,
                "Correct it, or remove the entry.",
            )
        elif format_of(media) in {"multipart", "urlencoded", "xml"}:
            yield from _form(media)
        elif media.schema is not None and isinstance(found := media.schema.resolved(), Object):
            yield from check_composed(found)
            yield from _patterns(found)
            if is_xml(media.type):
                yield Diagnostic(
                    "body-xml",
                    "The XML body is more than an element for each scalar, so callers write it as text.",
                    media.location,
                    "Nothing to do, unless it is: then describe an object of scalars, or of lists of them, without "
                    "`allOf`, and without `xml` but for the name of the root.",
                    "note",
                )


def _named_types(body: Body) -> str:
    return " or ".join(one.type for one in body.media)


def _form(media: Media) -> Iterator[Diagnostic]:
    schema = media.schema.resolved() if media.schema is not None else Anything(location=media.location)
    fields = list(body_fields(media))
    if isinstance(schema, Union) and fields and fields[0].where == "others":
        yield Diagnostic(
            "body-union",
            f"The form is one of {len(schema.members)} schemas (`{schema.keyword}`), not all of them objects.",
            schema.location,
            "Describe one object with the properties of all, each optional, or one operation for each.",
        )
        return
    if not isinstance(schema, Object | Dictionary | Anything | Union):
        yield Diagnostic(
            "body-not-object",
            f"The form is {_named(kind(schema))}, so its fields have no names.",
            schema.location,
            "Describe it with `type: object` and `properties`.",
        )
        return
    if isinstance(schema, Object):
        yield from check_composed(schema)
        yield from _patterns(schema)
    for field in fields:
        yield from _form_field(field)
    names = {one.name for one in fields}
    for name, _ in media.encodings if isinstance(schema, Object | Union) else ():
        if name.text not in names:
            yield Diagnostic(
                "encoding-unknown",
                f"`encoding` names an unknown property: {name.text!r}.",
                name.location,
                "Correct the name, or remove the entry.",
            )


def _patterns(schema: Object) -> Iterator[Diagnostic]:
    for one in composed(schema):
        for keyword in one.unheld:
            if keyword.text == "patternProperties":
                yield unsupported(
                    keyword.location,
                    f"{keyword.text!r} in a request is",
                    "List each property under `properties`.",
                )


def _form_field(field: RequestField) -> Iterator[Diagnostic]:
    yield from check_sendable(field.schema)
    encoding = field.encoding
    deep = encoding.style == "deepObject"
    if encoding.style not in _STYLES or (deep and "map" not in shapes_of(field.schema)):
        yield unsupported(
            field.location,
            f"Style {encoding.style!r} of {field.name!r} is",
            "Use `form`, or `deepObject` for objects.",
        )
    for media_type in (encoding.content_type or "text/plain").split(","):
        if not is_media_type(media_type):
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


def _named(found: str) -> str:
    return f"a{'n' if found in {'array', 'integer'} else ''} {found}"
