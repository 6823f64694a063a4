"""Error tables as classes."""

from __future__ import annotations

from ..contract import Contract, ErrorBody, ErrorRow, Operation
from ..contract.notes import Json
from ..naming import error_class
from .package import ErrorBodyPlan, ErrorPlan


def plan_errors(operation: Operation) -> tuple[ErrorPlan, ...]:
    """The rows of an operation: exact codes first, families behind them, each in the document's order."""
    return tuple(sorted(map(_row, operation.errors), key=lambda row: row.pattern is not None))


def all_errors(contract: Contract) -> tuple[ErrorPlan, ...]:
    """Every row of every operation, once."""
    found: dict[str, ErrorPlan] = {}
    for operation in contract.operations:
        for row in plan_errors(operation):
            found.setdefault(row.code, row)
    return tuple(found.values())


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
        failed_when=tuple((one.pointer, _text(one.equals)) for one in body.failed_when),
    )


def _text(value: Json) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


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
        clock_skew=row.clock_skew,
        string_to_sign=row.string_to_sign,
        reasons=row.reasons,
    )
