"""Error rows with a success status: what tells such a failure from a success, and which body it has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..contract import Contract, ErrorRow, Operation, Places
from ..contract.error_table import ErrorBody, FailedWhen
from ..diagnostics import Diagnostic
from ..document import is_map, value_at
from ..pointer import escape, join


def check_success_rows(contract: Contract, places: Places) -> Iterator[Diagnostic]:
    """Yield rows that clients would return as results, and default responses that no row has."""
    body = contract.error_body
    if body is None or not body.code:  # another check reports it
        return
    told: set[ErrorRow] = set()
    for operation in contract.operations:
        rows = [row for row in operation.errors if 200 <= row.status < 300 and not row.by_status]
        unnoticed = [row for row in rows if row not in told and not _noticed(row, body)]
        told |= {*unnoticed}
        if unnoticed:
            yield _returned(unnoticed, body, operation, places)
        failing = [row for row in operation.errors if row.status >= 300 and row.stated]
        default = next((one for one in operation.responses if one.status == "default"), None)
        if rows and not failing and default and operation.success:
            yield Diagnostic(
                "response-unused",
                f"Every row of `x-errors` has a success status, so no failure of {operation.id} has this response.",
                default.location,
                f"Move its fields and examples into the response {operation.success.status}, and remove it.",
                "warning",
            )


def _noticed(row: ErrorRow, body: ErrorBody) -> bool:
    """Whether a condition can hold for a body with the code of a row."""
    return any(_holds(row, one, body) for one in body.failed_when)


def _holds(row: ErrorRow, one: FailedWhen, body: ErrorBody) -> bool:
    at = f"/{escape(row.key)}"
    if one.pointer not in body.code or not (one.pointer == at or one.pointer.startswith(f"{at}/")):
        return True  # it is about another value
    if row.pattern or row.detail:  # the value is more than the code
        return True
    if one.equals is not None:
        return row.code in one.equals
    return one.not_equals is None or row.code not in one.not_equals


def _returned(rows: list[ErrorRow], body: ErrorBody, operation: Operation, places: Places) -> Diagnostic:
    first = rows[0]
    more = f" and {len(rows) - 1} more rows have" if len(rows) > 1 else " has"
    if body.failed_when:
        return Diagnostic(
            "error-unnoticed",
            f"{first.code}{more} the status {first.status}, and no condition of `failed_when` holds for its code: "
            "clients would return the failure as a result.",
            first.location,
            "Correct the status, or let `failed_when` name the code.",
        )
    at = f"/{escape(first.key)}"
    pointer = next((one for one in body.code if one == at or one.startswith(f"{at}/")), body.code[0])
    success = _of_successes(pointer, rows, operation, places)
    condition = f"pointer: {pointer}" + ("" if success is None else f", not_equals: {success}")
    return Diagnostic(
        "error-unnoticed",
        f"{first.code}{more} the status {first.status}, as successes have: clients would return the failure as a "
        "result.",
        first.location,
        f"Correct the status, or add `failed_when: [{{{condition}}}]` to `x-error-body` (docs/extensions.md).",
    )


def _of_successes(pointer: str, rows: list[ErrorRow], operation: Operation, places: Places) -> str | None:
    """The value that examples of successes have where failures have their code, as YAML; None if they have none."""
    codes = {row.code for row in rows}
    for response in operation.successes:
        for media in response.media:
            steps = ("responses", response.status, "content", media.type)
            node = places.value(places.follow(join(operation.location.pointer, *steps)))
            for example in _examples(node):
                value = value_at(example, pointer) if is_map(example) else None
                if isinstance(value, bool | int | str) and str(value) not in codes:
                    return f'"{value}"' if isinstance(value, str) else str(value).lower()
    return None


def _examples(media: Any) -> Iterator[Any]:
    if is_map(media):
        yield media.get("example")
        shown = media.get("examples")
        yield from (one.get("value") for one in shown.values() if is_map(one)) if is_map(shown) else ()
