"""The code and message of a refusal, from the row that stands for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sites.base import Refusal

if TYPE_CHECKING:
    from .accounts import Denied
    from .kinds import Choice, Kind

_LONGEST = 300


def refusal_of(choice: Choice, kind: Kind, denied: Denied) -> Refusal:
    """The refusal of a request. The message is the vendor's own where the contract has it."""
    row, parameter = choice.row, denied.parameter
    code, detail = row.code, choice.detail
    if row.pattern:
        code = row.pattern.replace("<argument>", parameter or "Parameter")
    if row.detail == "argument" and parameter:
        detail = parameter
    elif row.detail == "reason" and not detail and row.details:
        detail = row.details[0]
    message = row.message.replace("<argument>", parameter)
    if kind == "signature" and row.string_to_sign and denied.string_to_sign:
        message = row.string_to_sign.replace("<string>", denied.string_to_sign)
    return Refusal(code, detail, message=message or _message(choice, kind, denied), why=str(denied))


def _message(choice: Choice, kind: Kind, denied: Denied) -> str:
    if kind == "missing" and denied.parameter:
        return f"The parameter {denied.parameter} is missing."
    if kind in {"malformed", "too-large"} and denied.parameter:
        return f"The parameter {denied.parameter} is invalid."
    sentence, dot, _ = choice.row.description.partition(". ")
    return (sentence + dot.strip() if sentence else f"{choice.row.code}.")[:_LONGEST]
