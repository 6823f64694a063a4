"""Which error row stands for which failure: what an overlay says, and what it leaves for the emulator to guess."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..contract.walk import METHODS
from ..diagnostics import Diagnostic
from ..document import Map, is_map, is_seq, locate
from .extensions import failures


def check_emulation(document: Map) -> Iterator[Diagnostic]:
    """Yield one note for a document that says of some failures, but not of all, which row stands for them."""
    stated = set(_stated(document))
    left = [kind for kind in failures() if kind not in stated]
    if stated and left:
        yield Diagnostic(
            "emulates-guessed",
            f"No error row says by `emulates` that it stands for {', '.join(left)}: the emulator guesses by the words "
            "of the rows. `specseal-emulator explain` prints what it takes.",
            locate(document, "/x-errors" if "x-errors" in document else ""),
            severity="note",
        )


def _stated(document: Map) -> Iterator[str]:
    """The failures that the rows of all error tables stand for."""
    paths: Any = document.get("paths")
    items = list(paths.values()) if is_map(paths) else []
    operations = [item.get(method) for item in items if is_map(item) for method in METHODS]
    for holder in (document, *operations):
        table: Any = holder.get("x-errors") if is_map(holder) else None
        for row in table.values() if is_map(table) else ():
            yield from _kinds(row.get("emulates") if is_map(row) else None)


def _kinds(given: Any) -> list[str]:
    if isinstance(given, str):
        return [given]
    return list(map(str, given)) if is_map(given) or is_seq(given) else []
