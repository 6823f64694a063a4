"""Responses that `specseal lint` refuses."""

from __future__ import annotations

from .parts import OBJECT, TEXT, THING, content, received, schema
from .row import Row, both

RESPONSES: list[Row] = [
    Row(
        "unsupported",
        lambda s: content(s).update({"application/pdf": content(s).pop("application/json")}),
        lambda s: content(s)["application/pdf"].update(schema={"type": "string", "format": "binary"}),
        "Describe its body as `type: string, format: binary`.",
    ),
    Row(
        "unsupported",
        both(
            lambda s: content(s).pop("application/json"),
            lambda s: content(s).update({"text/xml": {"schema": {"type": "array", "items": THING}}}),
        ),
        lambda s: content(s).update({"text/xml": {"schema": OBJECT}}),
        "Describe the root element as an object, whose properties are its children.",
    ),
    Row(
        "unsupported",
        both(received, lambda s: schema(s).update(Thing={"type": "array", "items": TEXT})),
        lambda s: schema(s).update(Thing=OBJECT),
        "Describe an object, with `type: object` and `properties`.",
    ),
]
