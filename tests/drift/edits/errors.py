"""Edits of the error table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from specseal.drift.facts import ErrorRow
from tests.drift.edits.edit import Edit, edit, replaced, spread
from tests.drift.writer import TITLES, Sheet


def error_edits(sheet: Sheet) -> Iterator[Edit]:
    """Rows added, removed, renamed, reworded, or given another status or reason."""
    rows = sheet.facts.errors
    if not rows:
        return
    key = rows[0].key
    fresh = ErrorRow("QUOTA_EXHAUSTED", 403, key)
    for place in (0, len(rows)):
        made = (*rows[:place], fresh, *rows[place:])
        yield edit(f"error row added at {place}", sheet, ("error-added", "QUOTA_EXHAUSTED"), errors=made)
    detailed = replace(fresh, code="INVALID_SCENE", detail="argument", status=400)
    yield edit(
        "error row with an argument added", sheet, ("error-added", "INVALID_SCENE"), errors=(*rows, detailed)
    )
    for row in spread(rows, 3):
        if len(rows) > 1:
            yield edit(
                f"error row {row.code} removed",
                sheet,
                ("error-removed", row.code),
                ("fewer-rows", "error rows"),
                errors=replaced(rows, row),
            )
        yield edit(
            f"error {row.code} renamed",
            sheet,
            ("error-removed", row.code),
            ("error-added", f"{row.code}_NEW"),
            errors=replaced(rows, row, replace(row, code=f"{row.code}_NEW")),
        )
        yield edit(
            f"error {row.code} has another status",
            sheet,
            ("error-status", row.code),
            errors=replaced(rows, row, replace(row, status=429)),
        )
        yield Edit(
            f"error {row.code} reworded",
            replace(sheet, words=((row.code, TITLES[sheet.language]["note"]),)),
            frozenset({("error-text", row.code)}),
        )
    for row in rows:
        if row.reasons:
            yield edit(
                f"a reason of {row.code} added",
                sheet,
                ("error-reasons", row.code),
                errors=replaced(rows, row, replace(row, reasons=(*row.reasons, "NOT_PAID"))),
            )
            yield edit(
                f"a reason of {row.code} removed",
                sheet,
                ("error-reasons", row.code),
                errors=replaced(rows, row, replace(row, reasons=row.reasons[1:])),
            )
