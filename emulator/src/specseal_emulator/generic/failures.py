"""The documented responses of failures: which one an error is written as, and what it has besides code and message."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ..json_types import is_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..contract import Operation
    from ..contract.model import Json

_DEEPEST = 4
_STATUS = frozenset({"status", "statuscode", "httpstatus", "httpstatuscode", "httpcode"})
_SENTENCES = frozenset(
    {"message", "msg", "errormessage", "errormsg", "detail", "description", "reason", "text"}
)


def failure_of(operation: Operation, others: Sequence[Operation], status: int) -> Json:
    """The response that a failure of this status is documented as; else the one most like it, of the same vendor.

    Args: `others`, all operations of the contract. Empty where none documents the body of a failure.
    """
    if (known := operation.response(status)) is not None:
        return known
    own = _failing(operation)
    same = [response for other in others if (response := other.response(status)) is not None]
    elsewhere = [response for other in others for _, response in _failing(other)]
    nearest = [response for _, response in sorted(own, key=partial(_distance, status))]
    empty: Json = {}
    return next((one for one in (*nearest, *same, *elsewhere) if one.get("content")), empty)


def _distance(status: int, one: tuple[int, Json]) -> int:
    return abs(one[0] - status)


def _failing(operation: Operation) -> list[tuple[int, Json]]:
    """The responses of failures, each with its status."""
    found: list[tuple[int, Json]] = []
    for key, response in operation.responses.items():
        number = key.upper().replace("XX", "00")
        if number.isdigit() and int(number) >= 400:
            found.append((int(number), response))
    return found


def told(value: Any, status: int, sentence: str, depth: int = 0) -> Any:
    """A body that was made from a schema, with status, title and words in the fields that mostly hold them."""
    if not is_object(value) or depth > _DEEPEST:
        return value
    found: Json = {}
    for name, inner in value.items():
        plain = name.lower().replace("_", "").replace("-", "")
        if plain in _STATUS and isinstance(inner, int) and not isinstance(inner, bool):
            found[name] = status
        elif plain == "title" and isinstance(inner, str):
            found[name] = _phrase(status)
        elif plain in _SENTENCES and isinstance(inner, str) and sentence:
            found[name] = sentence
        else:
            found[name] = told(inner, status, sentence, depth + 1)
    return found


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
