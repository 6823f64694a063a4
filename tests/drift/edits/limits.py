"""Edits of what a parameter may hold: limits, defaults, values, ports, and its description."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from specseal.drift.facts import Field
from tests.drift.edits.edit import Edit, edit, replaced, spread
from tests.drift.writer import TITLES, Sheet


def _limited(row: Field, name: str, value: Any) -> Field:
    changes: dict[str, Any] = {name: value, "unit": row.unit if value else None}
    return replace(row, **changes)


def limit_edits(sheet: Sheet) -> Iterator[Edit]:
    """All edits of limits, for each parameter that has one and some that have none."""
    rows = sheet.facts.request
    for row in rows:
        for name in ("minimum", "maximum", "max_length", "max_bytes"):
            value = getattr(row, name)
            if value is not None:
                for new in (value + 3, None) if name != "minimum" else (value + 1, None):
                    yield edit(
                        f"{row.at} {name} {value} to {new}",
                        sheet,
                        ("parameter-limit", row.at),
                        request=replaced(rows, row, _limited(row, name, new)),
                    )
        if row.default is not None:
            for default in ("7", None):
                yield edit(
                    f"{row.at} default {default}",
                    sheet,
                    ("parameter-default", row.at),
                    request=replaced(rows, row, replace(row, default=default)),
                )
        if len(row.values) > 1:
            for values in ((*row.values, "2"), row.values[1:] + ("5",), ()):
                yield edit(
                    f"{row.at} values {values}",
                    sheet,
                    ("parameter-values", row.at),
                    request=replaced(rows, row, replace(row, values=values)),
                )
        elif row.values:
            yield edit(
                f"{row.at} constant changed",
                sheet,
                ("parameter-values", row.at),
                request=replaced(rows, row, replace(row, values=("other_v2",))),
            )
        if row.ports:
            yield edit(
                f"{row.at} ports",
                sheet,
                ("parameter-ports", row.at),
                request=replaced(rows, row, replace(row, ports=(*row.ports, 9443))),
            )
        if row.sample and sheet.layout not in {"flat", "bulleted"}:
            yield edit(
                f"{row.at} sample value",
                sheet,
                ("parameter-sample", row.at),
                request=replaced(rows, row, replace(row, sample="7")),
            )
    free = [
        one for one in rows if one.type == "string" and not (one.max_bytes or one.max_length or one.values)
    ]
    for row in spread(free, 3):
        yield edit(
            f"{row.at} limited to 77 bytes",
            sheet,
            ("parameter-limit", row.at),
            request=replaced(rows, row, replace(row, max_bytes=77)),
        )
        yield edit(
            f"{row.at} limited to 32 characters",
            sheet,
            ("parameter-limit", row.at),
            request=replaced(rows, row, replace(row, max_length=32)),
        )
        yield edit(
            f"{row.at} given values",
            sheet,
            ("parameter-values", row.at),
            request=replaced(rows, row, replace(row, values=("a1", "b2", "c3"))),
        )
        if row.default is None:
            yield edit(
                f"{row.at} given a default",
                sheet,
                ("parameter-default", row.at),
                request=replaced(rows, row, replace(row, default="zero")),
            )
    for row in spread(rows, 2):
        yield Edit(
            f"{row.at} reworded",
            replace(sheet, words=((row.at, TITLES[sheet.language]["note"] + " *"),)),
            frozenset({("parameter-text", row.at)}),
        )
