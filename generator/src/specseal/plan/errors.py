"""Error tables as classes."""

from __future__ import annotations

from typing import Any

from ..contract import error_rows, operations
from ..document import Map
from ..naming import error_class
from .package import ErrorBodyPlan, ErrorPlan


def plan_errors(operation: dict[str, Any]) -> tuple[ErrorPlan, ...]:
    """The rows of an operation: exact codes first, families behind them, each in the document's order."""
    rows = [_row(code, row) for code, row in error_rows(operation).items()]
    return tuple(sorted(rows, key=lambda row: row.pattern is not None))


def all_errors(document: Map) -> tuple[ErrorPlan, ...]:
    """Every row of every operation, once."""
    found: dict[str, ErrorPlan] = {}
    for operation in operations(document):
        for row in plan_errors(operation.data):
            found.setdefault(row.code, row)
    return tuple(found.values())


def plan_error_body(document: Map) -> ErrorBodyPlan:
    """``x-error-body`` as the runtime takes it."""
    body = document.get("x-error-body")
    if body is None:
        return ErrorBodyPlan()
    return ErrorBodyPlan(
        code=tuple(body["code"]),
        message=tuple(body.get("message", ())),
        request_id=tuple(body.get("request_id", ())),
        separator=body.get("separator"),
        failed_when=tuple((one["pointer"], _text(one.get("equals"))) for one in body.get("failed_when", ())),
    )


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _row(code: str, row: dict[str, Any]) -> ErrorPlan:
    doc = " ".join(str(row["description"]).split())
    if reasons := row.get("reasons"):
        doc += (
            " Reasons: " + "; ".join(f"`{name}`: {text.rstrip('.')}" for name, text in reasons.items()) + "."
        )
    if arguments := row.get("arguments"):
        doc += f" Arguments: {', '.join(f'`{name}`' for name in arguments)}."
    if row["retryable"]:
        doc += " The same call may succeed later."
    if certainty := _uncertain(row.get("source", {})):
        doc += f" {certainty}"
    return ErrorPlan(
        code=code,
        class_name=error_class(code),
        status=row["status"],
        doc=doc,
        hint=" ".join(str(row["description"]).split()),
        retryable=row["retryable"],
        detail=row.get("detail"),
        pattern=row.get("pattern"),
        clock_skew=_skewed(row.get("clock_skew", ())),
        string_to_sign=tuple(row.get("string_to_sign", ())),
    )


def _skewed(value: Any) -> tuple[str | None, ...]:
    return (None,) if value is True else tuple(value)


def _uncertain(source: dict[str, Any]) -> str:
    match source.get("certainty"):
        case "third-party":
            return "Known from third-party code alone."
        case "inferred":
            return "Inferred; the vendor does not say so."
        case _:
            return ""
