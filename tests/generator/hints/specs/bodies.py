"""Bodies of requests that `specseal lint` refuses."""

from __future__ import annotations

from .parts import OBJECT, TEXT, body
from .row import Row, both

BODIES: list[Row] = [
    Row(
        "media-type-invalid",
        lambda s: s.operation["requestBody"].update(content={"json": {"schema": OBJECT}}),
        lambda s: body(s).update({"application/json": body(s).pop("json")}),
        "Correct it, or remove the entry.",
    ),
    Row(
        "media-type-misnamed",
        lambda s: body(s).update(none={"schema": TEXT}),
        lambda s: body(s).pop("none"),
        "Correct it, or remove the entry.",
    ),
    Row(
        "body-union",
        lambda s: s.body.update(schema={"oneOf": [OBJECT, TEXT]}),
        lambda s: s.body.update(schema=OBJECT | {"properties": {"a": TEXT, "b": TEXT}}),
        "Describe one object with the properties of all, each optional, or one operation for each.",
    ),
    Row(
        "body-not-object",
        lambda s: s.body.update(schema=TEXT),
        lambda s: s.body.update(schema=OBJECT),
        "Describe it with `type: object` and `properties`.",
    ),
    Row(
        "unsupported",
        lambda s: s.body["schema"].update(patternProperties={"^x": TEXT}),
        both(lambda s: s.body["schema"].pop("patternProperties"), lambda s: s.properties.update(x1=TEXT)),
        "List each property under `properties`.",
    ),
    Row(
        "encoding-unknown",
        lambda s: s.body.update(encoding={"picture": {"contentType": "image/png"}}),
        lambda s: s.body.update(encoding={"id": {"contentType": "image/png"}}),
        "Correct the name, or remove the entry.",
    ),
    Row(
        "encoding-unknown",
        lambda s: s.body.update(encoding={"picture": {"contentType": "image/png"}}),
        lambda s: s.body.pop("encoding"),
        "Correct the name, or remove the entry.",
    ),
    Row(
        "unsupported",
        lambda s: s.body.update(encoding={"id": {"style": "deepObject"}}),
        lambda s: s.body.update(encoding={"id": {"style": "form"}}),
        "Use `form`, or `deepObject` for objects.",
    ),
    Row(
        "encoding-media-type",
        lambda s: s.body.update(encoding={"id": {"contentType": "text"}}),
        lambda s: s.body.update(encoding={"id": {"contentType": "image/png"}}),
        "Write it as type/subtype, such as image/png.",
    ),
    Row(
        "encoding-header",
        lambda s: s.body.update(encoding={"id": {"headers": {"X-Kind": {"schema": TEXT}}}}),
        lambda s: s.body.update(encoding={"id": {"headers": {"X-Kind": {"schema": {"const": "a"}}}}}),
        "Give its schema a `const` of printable text, and use a valid header name.",
    ),
    Row(
        "encoding-header",
        lambda s: s.body.update(encoding={"id": {"headers": {"X Kind": {"schema": {"const": "a"}}}}}),
        lambda s: s.body.update(encoding={"id": {"headers": {"X-Kind": {"schema": {"const": "a"}}}}}),
        "Give its schema a `const` of printable text, and use a valid header name.",
    ),
    Row(
        "file-unmarked",
        lambda s: s.properties.update(file={"type": "string", "contentMediaType": "image/png"}),
        both(
            lambda s: s.properties.update(file={"type": "string", "format": "binary"}),
            lambda s: s.body.update(encoding={"file": {"contentType": "image/png"}}),
        ),
        "Write `type: string, format: binary`, and put the media type into `encoding`.",
    ),
]
