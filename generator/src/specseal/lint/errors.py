"""Error tables: their rows agree with the error body, and every row has an exception class of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..contract import Contract, ErrorBody, ErrorRow
from ..diagnostics import Diagnostic
from ..naming import UnnameableError, error_class
from ..pointer import escape

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

#: Exception classes of the runtime, in every package.
RESERVED_ERRORS = frozenset(
    {
        *("APIConnectionError", "APIDecodeError", "APIError", "APIStatusError", "APITimeoutError"),
        *("CallbackError", "ClientError", "ConfigurationError"),
    }
)


def check_errors(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of ``x-errors`` and ``x-error-body``; each row once, however many operations share it."""
    rows = {(row.code, row.location): row for operation in contract.operations for row in operation.errors}
    coded = [row for row in rows.values() if not row.by_status]
    if coded and contract.error_body is None:
        first = coded[0]
        yield Diagnostic(
            "error-body-missing",
            "`x-errors` is used without `x-error-body`, so error responses cannot be read.",
            first.location,
            "Add `x-error-body` at the root (docs/extensions.md).",
        )
        return
    named: dict[str, str] = {}
    for row in rows.values():
        if contract.error_body is not None and not row.by_status:
            yield from _row(row, contract.error_body)
        yield from _class(row, named)


def _row(row: ErrorRow, body: ErrorBody) -> Iterator[Diagnostic]:
    arrives = f"/{escape(row.key)}"
    if not body.code:
        yield Diagnostic(
            "error-code-unread",
            f"`x-error-body` does not say where the code {row.code} is.",
            row.location,
            "Add `code` to `x-error-body`, or write `by_status: true` in the row, in place of `key`.",
        )
    elif not any(pointer == arrives or pointer.startswith(f"{arrives}/") for pointer in body.code):
        yield Diagnostic(
            "error-key",
            f"The code {row.code} is in {row.key!r}, which `x-error-body` does not read.",
            row.location,
            f"Add a pointer to `x-error-body.code` (now {', '.join(body.code)}); its first step is `key`.",
        )
    reasons = {name for name, _ in row.reasons}
    for reason in row.clock_skew:
        if reason is not None and reason not in reasons:
            yield Diagnostic(
                "error-reason",
                f"{reason!r} is not a reason of {row.code}.",
                row.location,
                "Write `clock_skew: true`, or list names from its `reasons`.",
            )
    if row.code != row.code.strip() or not row.code or _CONTROL.search(row.code):
        yield Diagnostic(
            "error-code",
            f"The code {row.code!r} is empty, or has white space at an end or a control character inside.",
            row.location,
            "Write the code as it arrives, without white space around it: clients compare it so.",
        )
    if row.detail and body.separator is None:
        yield Diagnostic(
            "error-separator",
            f"{row.code} is followed by a {row.detail}, but `x-error-body` has no separator.",
            row.location,
            'Add `separator` to `x-error-body`, such as `separator: ":"`.',
        )


def _class(row: ErrorRow, named: dict[str, str]) -> Iterator[Diagnostic]:
    try:
        name = row.name or error_class(row.code)
    except UnnameableError as error:
        message = f"The code {row.code} has no valid class name: {error}."
        yield Diagnostic("error-name", message, row.location, _NAME_IT)
        return
    if name in RESERVED_ERRORS:
        message = f"The class name {name} of {row.code} is reserved."
        yield Diagnostic("error-name", message, row.location, _NAME_IT)
    elif twin := next((one for one in sorted(RESERVED_ERRORS) if one.lower() == name.lower()), None):
        message = f"The class name {name} of {row.code} differs from {twin}, which every client has, in capitals only."
        yield Diagnostic("error-name", message, row.location, _NAME_IT)
    elif named.setdefault(name, row.code) != row.code:
        message = f"{row.code} and {named[name]} have the same class name, {name}."
        yield Diagnostic("error-name", message, row.location, _NAME_IT)


_NAME_IT = "Give the row a unique `name`, such as `name: InvalidTokenError`."
