"""Edits of parameters: added, removed, renamed, made required, or given another type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from specseal.drift.facts import Field
from tests.drift.edits.edit import Edit, edit, replaced, spread
from tests.drift.edits.limits import limit_edits
from tests.drift.writer import Sheet


def parameter_edits(sheet: Sheet) -> Iterator[Edit]:
    """All edits of parameters."""
    rows = sheet.facts.request
    fresh = Field(at="/retry_policy", type="string", required=False)
    for place in (0, len(rows) // 2, len(rows)):
        made = (*rows[:place], fresh, *rows[place:])
        yield edit(f"parameter added at {place}", sheet, ("parameter-added", "/retry_policy"), request=made)
    for what, row in (
        ("a required parameter", replace(fresh, required=True, max_bytes=256)),
        ("a number with a range", replace(fresh, type="integer", minimum=1, maximum=9, default="3")),
        ("a parameter with values", replace(fresh, values=("fast", "slow"), default="fast")),
        ("a file", replace(fresh, type="file")),
    ):
        yield edit(f"{what} added", sheet, ("parameter-added", "/retry_policy"), request=(*rows, row))
    for row in spread(rows, 3):
        new = replace(row, at=f"{row.at}_v2")
        yield edit(
            f"{row.at} renamed",
            sheet,
            ("parameter-added", new.at),
            ("parameter-removed", row.at),
            request=replaced(rows, row, new),
        )
    for row in spread(rows, 3):
        yield edit(
            f"{row.at} removed",
            sheet,
            ("parameter-removed", row.at),
            ("fewer-rows", "parameters"),
            request=replaced(rows, row),
        )
    for row in spread([one for one in rows if one.required is not None], 4):
        new = replace(row, required=not row.required)
        yield edit(
            f"{row.at} required: {new.required}",
            sheet,
            ("parameter-required", row.at),
            request=replaced(rows, row, new),
        )
    for row in spread([one for one in rows if one.type == "string"], 3):
        plain = replace(
            row, type="boolean", values=(), default=None, max_bytes=None, max_length=None, ports=()
        )
        named = {"type"} | {
            code
            for code, before in (
                ("values", row.values),
                ("default", row.default),
                ("limit", row.max_bytes or row.max_length),
                ("ports", row.ports),
            )
            if before
        }
        yield edit(
            f"{row.at} made boolean",
            sheet,
            *((f"parameter-{code}", row.at) for code in named),
            request=replaced(rows, row, plain),
        )
    yield from limit_edits(sheet)
