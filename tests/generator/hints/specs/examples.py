"""Examples that `specseal lint` refuses."""

from __future__ import annotations

from typing import Any

from .errors import error, outcome
from .parts import content
from .row import Row, both, given


def shown(s: Any, value: str) -> None:
    content(s)["application/json"]["example"] = {"id": value}


EXAMPLES: list[Row] = [
    Row(
        "example-invalid",
        lambda s: s.properties["id"].update(examples=[5]),
        lambda s: s.properties["id"].update(examples=["5"]),
        "Correct the example or the schema, in a wire overlay if the vendor's document contradicts itself.",
    ),
    Row(
        "example-invalid",
        lambda s: s.properties["id"].update(examples=[5]),
        lambda s: s.overlay("wire", {"target": "$..properties.id", "update": {"type": "integer"}}),
        "Correct the example or the schema, in a wire overlay if the vendor's document contradicts itself.",
    ),
    *[
        Row(
            "example-fails",
            both(error, given(outcome, {"pointer": "/id"}), given(shown, "5")),
            mended,
            "Let `failed_when` name the values that mean failure (`equals`) or success (`not_equals`), "
            "or correct the example.",
        )
        for mended in (
            given(outcome, {"pointer": "/id", "equals": "6"}),
            given(outcome, {"pointer": "/id", "not_equals": ["4", "5"]}),
            given(shown, ""),
        )
    ],
]
