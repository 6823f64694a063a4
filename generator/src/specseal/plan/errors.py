"""Error tables as classes."""

from __future__ import annotations

from dataclasses import replace

from ..contract import Contract, ErrorBody, ErrorRow, Operation
from ..naming import error_class
from .package import ErrorBodyPlan, ErrorPlan


def plan_errors(operation: Operation) -> tuple[ErrorPlan, ...]:
    """The rows of an operation: exact codes, families, statuses; each in the document's order."""
    return tuple(map(_row, _in_order(operation)))


def all_errors(contract: Contract) -> tuple[ErrorPlan, ...]:
    """Every row of every operation, once."""
    found: dict[str, ErrorPlan] = {}
    for operation in contract.operations:
        for row in _in_order(operation):
            found.setdefault(row.code, _row(row) if row.stated else _of_any_operation(_row(row)))
    return tuple(found.values())


def _in_order(operation: Operation) -> list[ErrorRow]:
    return sorted(operation.errors, key=lambda row: (row.by_status, row.pattern is not None))


def plan_error_body(body: ErrorBody | None) -> ErrorBodyPlan:
    """``x-error-body`` in the form that the runtime takes."""
    if body is None:
        return ErrorBodyPlan()
    return ErrorBodyPlan(
        code=body.code,
        message=body.message,
        request_id=body.request_id,
        request_id_headers=body.request_id_headers,
        retry_after_ms=body.retry_after_ms,
        separator=body.separator,
        failed_when=body.failed_when,
    )


def _of_any_operation(row: ErrorPlan) -> ErrorPlan:
    """The row of a status that operations document each in their own words."""
    meaning = f"The vendor responded with HTTP {row.status}."
    return replace(row, doc=meaning, hint="")


def _row(row: ErrorRow) -> ErrorPlan:
    meaning = doc = " ".join(row.description.split())
    if row.reasons:
        reasons = "; ".join(f"`{name}`: {text.rstrip('.')}" for name, text in row.reasons)
        doc += f" Reasons: {reasons}."
    if row.arguments:
        doc += f" Arguments: {', '.join(f'`{name}`' for name in row.arguments)}."
    if row.retryable:
        doc += " Temporary: a retry may succeed."
    return ErrorPlan(
        code=row.code,
        class_name=row.name or error_class(row.code),
        status=row.status,
        doc=doc,
        hint=meaning,
        retryable=row.retryable,
        detail=row.detail,
        pattern=row.pattern,
        by_status=row.by_status,
        clock_skew=row.clock_skew,
        string_to_sign=row.string_to_sign,
        reasons=row.reasons,
    )
