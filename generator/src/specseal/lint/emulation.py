"""Which error row stands for which failure: what an overlay says, and what it leaves for the emulator to guess."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..contract import Contract, ErrorRow, Operation, body_fields
from ..contract.walk import METHODS
from ..diagnostics import Diagnostic, Location
from ..document import Map, is_map, is_seq, locate
from ..suggest import nearest
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


def check_emulated_parameters(contract: Contract) -> Iterator[Diagnostic]:
    """Yield each row that stands for a failure of a parameter that none of its operations has."""
    users: dict[tuple[str, Location], list[Operation]] = {}
    rows: dict[tuple[str, Location], ErrorRow] = {}
    for operation in contract.operations:
        for row in operation.errors:
            if any(":" in failure for failure in row.emulates):
                users.setdefault((row.code, row.location), []).append(operation)
                rows[row.code, row.location] = row
    for key, row in rows.items():
        names: set[str] = set()
        for operation in users[key]:
            names |= _names(operation)
        for failure in row.emulates:
            kind, _, parameter = failure.partition(":")
            if parameter and "" not in names and parameter.partition(".")[0] not in names:
                near = nearest(parameter, names)
                yield Diagnostic(
                    "emulates-parameter",
                    f"the row {row.code} stands for {kind} {parameter!r}, which no operation with it has.",
                    row.location,
                    f"Did you mean {kind}:{near}?" if near else "Name a parameter or a field of the body.",
                )


def _names(operation: Operation) -> set[str]:
    """The parameters of an operation and the fields of its bodies; an empty name where it takes any."""
    found = {one.name for one in operation.parameters}
    for media in operation.body.media if operation.body else ():
        found |= {"" if one.where in {"body", "others"} else one.name for one in body_fields(media)}
    return found


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
