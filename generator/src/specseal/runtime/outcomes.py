"""Results that depend on the status and the media type of the response."""

from __future__ import annotations

from typing import Any

from .interpret import decoded
from .operation import Operation, Outcome
from .response import RawResponse


def outcome_result(operation: Operation[Any], response: RawResponse) -> Any:
    """The result of a response, by what is documented for its status and media type. Raises ``Mismatch``.

    An undocumented media type is read as the first documented one, and so is an undocumented status.
    """
    outcome = chosen(operation.outcomes, response)
    match outcome.read:
        case "none":
            return None
        case "text":
            return response.utf8().decode("utf-8", "replace")
        case "bytes":
            return response.content
        case _:
            return decoded(response, outcome.result)


def chosen(outcomes: tuple[Outcome, ...], response: RawResponse) -> Outcome:
    """The documented outcome that a response is: by its status, then by its media type."""
    status = str(response.status_code)
    for wanted in (status, f"{status[0]}XX", "default"):
        if found := [one for one in outcomes if one.status.upper() == wanted.upper()]:
            break
    else:
        found = list(outcomes)
    if not response.content and (empty := [one for one in found if one.read == "none"]):
        return empty[0]
    found = [one for one in found if one.read != "none"] or found
    kind = response.content_type.partition(";")[0].strip()
    for matches in (_is_same, _is_json, _is_in_range):
        for one in found:
            if kind and matches(kind, one.media):
                return one
    return found[0]


def _is_same(kind: str, documented: str) -> bool:
    return kind == documented


def _is_json(kind: str, documented: str) -> bool:
    return kind.endswith(("/json", "+json")) and documented.endswith(("/json", "+json"))


def _is_in_range(kind: str, documented: str) -> bool:
    return documented == "*/*" or (documented.endswith("/*") and kind.startswith(documented[:-1]))
