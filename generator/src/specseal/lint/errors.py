"""Error tables: rows and the shape of the failing body agree, and every row gives a class of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Contract, ErrorBody, ErrorRow
from ..diagnostics import Diagnostic
from ..naming import UnnameableError, error_class
from ..pointer import escape

#: Classes of the runtime that every package has.
RESERVED_ERRORS = frozenset(
    {
        *("APIConnectionError", "APIDecodeError", "APIError", "APIStatusError", "APITimeoutError"),
        *("CallbackError", "ClientError", "ConfigurationError"),
    }
)


def check_errors(contract: Contract) -> Iterator[Diagnostic]:
    """Diagnostics of ``x-errors`` against ``x-error-body``; each row once, however many operations have it."""
    rows = {(row.code, row.location): row for operation in contract.operations for row in operation.errors}
    if rows and contract.error_body is None:
        first = next(iter(rows.values()))
        yield Diagnostic(
            "error-body-missing",
            "There are error rows, but nothing says how a failing body is read.",
            first.location,
            "Add `x-error-body` at the root (docs/extensions.md).",
        )
        return
    named: dict[str, str] = {}
    for row in rows.values():
        if contract.error_body is not None:
            yield from _row(row, contract.error_body)
        yield from _class(row, named)


def _row(row: ErrorRow, body: ErrorBody) -> Iterator[Diagnostic]:
    arrives = f"/{escape(row.key)}"
    if not any(pointer == arrives or pointer.startswith(f"{arrives}/") for pointer in body.code):
        yield Diagnostic(
            "error-key",
            f"The code {row.code} arrives under {row.key!r}, where `x-error-body` does not look.",
            row.location,
            f"Add its pointer to `x-error-body.code`, which has {', '.join(body.code)}; `key` is the first step of it.",
        )
    reasons = {name for name, _ in row.reasons}
    for reason in row.clock_skew:
        if reason is not None and reason not in reasons:
            yield Diagnostic(
                "error-reason",
                f"{reason!r} is not among the reasons of {row.code}.",
                row.location,
                "Write `clock_skew: true`, or some of its `reasons`.",
            )
    if row.detail and body.separator is None:
        yield Diagnostic(
            "error-separator",
            f"{row.code} has a {row.detail} behind it, but `x-error-body` names no separator.",
            row.location,
            "Add `separator` to `x-error-body`.",
        )


def _class(row: ErrorRow, named: dict[str, str]) -> Iterator[Diagnostic]:
    try:
        name = row.name or error_class(row.code)
    except UnnameableError as error:
        message = f"No class can be named after the code {row.code}: {error}."
        yield Diagnostic("error-name", message, row.location, _NAME_IT)
        return
    if name in RESERVED_ERRORS:
        message = f"{row.code} would be the class {name}, which every package has already."
        yield Diagnostic("error-name", message, row.location, _NAME_IT)
    elif named.setdefault(name, row.code) != row.code:
        message = f"{row.code} and {named[name]} would both be the class {name}."
        yield Diagnostic("error-name", message, row.location, _NAME_IT)


_NAME_IT = "Give the row a `name` of its own, such as `name: InvalidTokenError`."
