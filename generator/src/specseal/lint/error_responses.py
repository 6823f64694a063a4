"""Error rows whose status has no response: nothing says what body such a failure has."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Contract, Operation
from ..diagnostics import Diagnostic


def check_error_responses(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the operations whose error rows have failing statuses without a response, as warnings."""
    for operation in contract.operations:
        statuses = sorted(
            {row.status for row in operation.errors if not _has_response(operation, row.status)}
        )
        if statuses:
            word = "status" if len(statuses) == 1 else "statuses"
            listed = ", ".join(map(str, statuses))
            yield Diagnostic(
                "response-missing",
                f"{operation.id} has rows of `x-errors`, and no response, with the {word} {listed}: the emulator "
                "writes such a failure as it writes others, which may not be what the vendor sends.",
                operation.location,
                "Add a response `default`, which stands for all of them, or one for each status.",
                "warning",
            )


def _has_response(operation: Operation, status: int) -> bool:
    fitting = {str(status), f"{status // 100}XX", "default"}
    return any(one.status in fitting for one in operation.responses)
