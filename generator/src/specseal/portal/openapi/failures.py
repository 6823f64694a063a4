"""What may go wrong, where readers look for it: a table under each operation, and the codes of each response."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...plan.package import ErrorPlan, OperationPlan
from ..markdown import blocks, code, table

_UNDOCUMENTED = "A failure. The vendor's document describes none of this operation."


def describe_failures(operation: dict[str, Any], plan: OperationPlan) -> None:
    """Add the error table to the description of an operation, and the codes to its responses."""
    listed = error_table(plan.errors)
    if listed:
        operation["description"] = blocks(str(operation.get("description", "")), "### Errors", listed)
    responses = operation["responses"]
    for status, response in responses.items():
        codes = [error.code for error in plan.errors if str(error.status) == status and not error.by_status]
        if codes and "$ref" not in response:
            text = str(response.get("description", "")).strip()
            response["description"] = f"{text} Codes: {', '.join(map(code, codes))}.".strip()
    for error in plan.errors:
        told = error.doc if error.by_status else f"Codes: {code(error.code)}."
        responses.setdefault(str(error.status), {"description": told})
    if not any(str(status).startswith("4") for status in responses):
        responses["4XX"] = {"description": _UNDOCUMENTED}


def error_table(errors: Sequence[ErrorPlan]) -> str:
    """The error table of an operation in Markdown; the empty text where the document has none."""
    rows = [
        (
            "any other" if error.by_status else code(error.pattern or error.code),
            str(error.status),
            code(error.class_name),
            error.doc,
        )
        for error in errors
    ]
    return table(("code", "HTTP", "class in Python", "meaning, and what to do"), rows)
