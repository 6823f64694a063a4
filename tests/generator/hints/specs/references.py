"""References that `specseal lint` refuses."""

from __future__ import annotations

from .parts import OBJECT, THING, schema
from .row import Row, both

REFERENCES: list[Row] = [
    Row(
        "reference-outside",
        lambda s: s.answer.update(x={"$ref": "other.yaml#/Thing"}),
        lambda s: s.answer.update(x=THING),
        "Move the target into this document's components.",
    ),
    *[
        Row(
            "reference-dangling",
            lambda s: s.answer.update(x={"$ref": "#/components/schemas/Thign"}),
            mended,
            "Correct the reference, or add the component.",
        )
        for mended in (lambda s: s.answer.update(x=THING), lambda s: schema(s).update(Thign=OBJECT))
    ],
    Row(
        "reference-circle",
        both(
            lambda s: schema(s).update(
                A={"$ref": "#/components/schemas/B"}, B={"$ref": "#/components/schemas/A"}
            ),
            lambda s: s.answer.update(x={"$ref": "#/components/schemas/A"}),
        ),
        lambda s: schema(s).update(B=OBJECT),
        "Replace one of the references in the circle by a schema.",
    ),
]
