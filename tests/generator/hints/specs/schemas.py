"""Schemas that `specseal lint` refuses, wherever they stand."""

from __future__ import annotations

from .parts import NUMBER, OBJECT, TEXT, schema
from .row import Row, both, given

SCHEMAS: list[Row] = [
    Row(
        "constraint-unstated",
        lambda s: s.properties["id"].update({"not": {"minLength": 3}}),
        both(lambda s: s.properties["id"].pop("not"), lambda s: s.properties["id"].update(maxLength=2)),
        "State it in the `description`, and remove the keyword.",
    ),
    Row(
        "constraint-unstated",
        lambda s: s.body["schema"].update(dependentSchemas={"id": {"minProperties": 2}}),
        lambda s: s.body["schema"].pop("dependentSchemas"),
        "State it in the `description`, and remove the keyword.",
    ),
    Row(
        "keyword-unknown",
        lambda s: s.properties["id"].update(minLenght=3),
        lambda s: s.properties["id"].update(minLength=s.properties["id"].pop("minLenght")),
        "Did you mean 'minLength'?",
    ),
    Row(
        "unsupported",
        lambda s: s.properties.update(x={"type": "object", "patternProperties": {"^x": TEXT}}),
        lambda s: s.properties.update(x={"type": "object"}),
        "Remove it, and describe the value without it.",
    ),
    Row(
        "property-conflict",
        lambda s: s.answer.update(x={"allOf": [{"properties": {"a": TEXT}}, {"properties": {"a": NUMBER}}]}),
        lambda s: s.answer.update(x={"allOf": [{"properties": {"a": TEXT}}, {"properties": {"a": TEXT}}]}),
        "Declare it once, or with the same type.",
    ),
    *[
        Row(
            "unsupported",
            given(lambda s, key, value: s.answer.update(x={"type": "object", key: value}), key, value),
            both(
                lambda s: schema(s).update(X=OBJECT),
                lambda s: s.answer.update(x={"$ref": "#/components/schemas/X"}),
            ),
            "Remove it, and list the fields under `properties`.",
        )
        for key, value in (("dependentSchemas", {"x": OBJECT}), ("if", True))
    ],
    Row(
        "unsupported",
        lambda s: schema(s)["Thing"].update(allOf=[TEXT]),
        lambda s: schema(s)["Thing"].pop("allOf"),
        "Describe one object with the properties of all parts.",
    ),
    *[
        Row(
            "required-unknown",
            lambda s: s.body["schema"].update(required=["id", "nmae"]),
            mended,
            "Correct the name, or declare the property.",
        )
        for mended in (
            lambda s: s.body["schema"].update(required=["id"]),
            lambda s: s.properties.update(nmae=TEXT),
        )
    ],
]
