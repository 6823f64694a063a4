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
        case "json":
            return decoded(response, outcome.result)
        case _:
            reader = reader_of(outcome, len(response.content))
            return [*reader.feed(response.utf8()), *reader.end()]


def reader_of(outcome: Outcome, limit: int) -> Any:
    """What reads the items of a body of events or lines, each of at most so many bytes."""
    if outcome.reader is None:
        raise RuntimeError(f"{outcome.media}: the outcome has no reader")
    return outcome.reader(outcome.result, limit)


def chosen(outcomes: tuple[Outcome, ...], response: RawResponse) -> Outcome:
    """The documented outcome that a response is: by its status, then by its media type."""
    found = _of_status(outcomes, response)
    if not response.content and (empty := [one for one in found if one.read == "none"]):
        return empty[0]
    found = [one for one in found if one.read != "none"] or found
    return _of_media_type(found, response) or found[0]


def matching(outcomes: tuple[Outcome, ...], response: RawResponse) -> Outcome | None:
    """The documented outcome with the status and the media type of a response."""
    return _of_media_type(_of_status(outcomes, response), response)


def _of_status(outcomes: tuple[Outcome, ...], response: RawResponse) -> list[Outcome]:
    status = str(response.status_code)
    for wanted in (status, f"{status[0]}XX", "default"):
        if found := [one for one in outcomes if one.status.upper() == wanted.upper()]:
            return found
    return list(outcomes)


def _of_media_type(outcomes: list[Outcome], response: RawResponse) -> Outcome | None:
    kind = response.content_type.partition(";")[0].strip()
    for matches in (_is_same, _is_json, _is_in_range):
        for one in outcomes:
            if kind and matches(kind, one.media):
                return one
    return None


def _is_same(kind: str, documented: str) -> bool:
    return kind == documented


def _is_json(kind: str, documented: str) -> bool:
    return kind.endswith(("/json", "+json")) and documented.endswith(("/json", "+json"))


def _is_in_range(kind: str, documented: str) -> bool:
    return documented == "*/*" or (documented.endswith("/*") and kind.startswith(documented[:-1]))
