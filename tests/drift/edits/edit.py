"""An edit of a page, and helpers that make one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.drift.writer import Sheet

Expected = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Edit:
    """One edit: its name, the resulting page, and the expected findings as pairs of code and place.

    A finding with the place ``*`` is allowed but not required: the edit touches that line or waiver too.
    """

    name: str
    sheet: Sheet
    expected: Expected


def edit(name: str, sheet: Sheet, *expected: tuple[str, str], **changes: Any) -> Edit:
    """An edit that changes facts of the page."""
    return Edit(name, replace(sheet, facts=replace(sheet.facts, **changes)), frozenset(expected))


def spread(rows: Sequence[Any], count: int) -> list[Any]:
    """This many rows, spread over the list."""
    step = max(1, len(rows) // count)
    return list(rows[::step][:count])


def replaced(rows: tuple[Any, ...], old: Any, *new: Any) -> tuple[Any, ...]:
    """The rows with `new` in place of `old`."""
    at = rows.index(old)
    return (*rows[:at], *new, *rows[at + 1 :])
