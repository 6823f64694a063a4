"""Values in the shape of an example: fresh ids, tokens and times, and what a request brings."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..contract.pointers import ABSENT

if TYPE_CHECKING:
    from ..state import Clock, Ids

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEAD = r"(?P<head>[A-Za-z]{1,6}[-_.]?)?"
_BODIES = (
    (re.compile(_HEAD + r"(?P<body>[0-9]{4,})"), "0123456789"),
    (re.compile(_HEAD + r"(?P<body>[0-9a-f]{8,})"), "0123456789abcdef"),
    (re.compile(_HEAD + r"(?P<body>[0-9A-F]{8,})"), "0123456789ABCDEF"),
    (
        re.compile(r"(?P<head>[A-Za-z]{1,6}[-_.])?(?P<body>[0-9A-Za-z]{12,})"),
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    ),
)
_PARTED = re.compile(r"[0-9A-Za-z]{1,64}([-_.:][0-9A-Za-z]{1,64}){0,15}")
_PART = re.compile(r"[0-9A-Za-z]+")
_KEPT = re.compile(r"[A-Za-z]+|[vV][0-9]{1,2}")
"""Parts of an id that are the same in every id: words and versions."""
_COUNTED = re.compile(r"[A-Za-z]{1,6}(?=[0-9]+$)")
"""The letters before a number, which stay."""
_LEAST_DRAWN = 4
"""Characters of an id that have to differ from one to the next; fewer have too few values."""
_IDENTITY = re.compile(
    r"(^|[_-])(id|sid|token|uuid|guid|serial|nonce)$|[a-z](Id|ID|Sid|SID|Token|Uuid|UUID|Guid|Nonce)$"
    r"|^(ID|Id|SID|Sid|Token|TOKEN)$"
)
_TIME = re.compile(
    r"(time|timestamp|date|created|updated|modified|expires)(_?at|_?time|_?on)?$", re.IGNORECASE
)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)

_NUMBERS = frozenset({"integer", "number"})
_NUMBER = re.compile(r"[+-]?[0-9]{1,64}(\.[0-9]{1,64})?([eE][+-]?[0-9]{1,2})?")


def is_identity(name: str) -> bool:
    """Whether a field of this name holds an id or a token."""
    return bool(_IDENTITY.search(name))


def is_time(name: str) -> bool:
    """Whether a field of this name says when something was made or changed."""
    return bool(_TIME.search(name))


def fresh_identity(example: Any, ids: Ids) -> Any:
    """Another id in the shape of an example; the example itself where its shape tells nothing."""
    if isinstance(example, bool) or not isinstance(example, str | int):
        return example
    if isinstance(example, int):
        digits = len(str(abs(example)))
        return ids.chance.randrange(10 ** (digits - 1), 10**digits) if digits > 3 else example
    if _UUID.fullmatch(example):
        fresh = ids.uuid()
        return fresh.upper() if example.isupper() else fresh
    for pattern, alphabet in _BODIES:
        if found := pattern.fullmatch(example):
            return (found["head"] or "") + "".join(ids.chance.choice(alphabet) for _ in found["body"])
    return _of_parts(example, ids) if _PARTED.fullmatch(example) else example


def _of_parts(example: str, ids: Ids) -> str:
    """An id whose parts with digits are drawn anew, each in its own alphabet, such as ``usr-8f3a01``."""
    drawn = 0

    def part(found: re.Match[str]) -> str:
        nonlocal drawn
        text = found[0]
        if _KEPT.fullmatch(text):
            return text
        head = _COUNTED.match(text)
        kept = head[0] if head else ""
        body = text.removeprefix(kept)
        drawn += len(body)
        return kept + "".join(ids.chance.choice(_alphabet(body)) for _ in body)

    made = _PART.sub(part, example)
    return made if drawn >= _LEAST_DRAWN else example


def _alphabet(text: str) -> str:
    """The characters that texts like this consist of."""
    for alphabet in ("0123456789", "0123456789abcdef", "0123456789ABCDEF"):
        if set(text) <= set(alphabet):
            return alphabet
    lower, upper = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "0123456789" + (
        upper if text.upper() == text else lower if text.lower() == text else upper + lower
    )


def fresh_time(example: Any, clock: Clock) -> Any:
    """The present time in the shape of an example; the example itself where its shape tells nothing."""
    now = clock.now()
    if isinstance(example, bool):
        return example
    if isinstance(example, int | float) and example > 10**8:
        whole = int(now * 1000) if example > 10**11 else int(now)
        return whole if isinstance(example, int) else now
    if isinstance(example, str):
        if example.isdigit() and len(example) in {10, 13}:
            return str(int(now * 1000) if len(example) == 13 else int(now))
        if found := _MOMENT.fullmatch(example):
            moment = datetime.fromtimestamp(now, UTC)
            text = moment.strftime(f"%Y-%m-%d{example[10]}%H:%M:%S")
            fraction = found[1]
            if fraction:
                text += f".{moment.microsecond:06d}"[: len(fraction)].ljust(len(fraction), "0")
            zone = found[2] or ""
            return text + (zone if zone in {"", "Z"} else "+00:00" if ":" in zone else "+0000")
    return example


def kind_of(value: Any) -> str:
    """The type that JSON Schema gives a value: an integer for every whole number."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) or value.is_integer() else "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list | tuple) else "object"


def like(value: Any, example: Any, kinds: frozenset[str] = frozenset()) -> Any:
    """A value in one of the types that it may have; the example where it cannot be.

    Args: `kinds`, the types that the schema allows; where it says nothing, those of the example count.
    """
    kinds = kinds or kinds_like(example)
    own = kind_of(value)
    if not kinds or own in kinds or (own == "integer" and "number" in kinds):
        return value
    if own in _NUMBERS and "string" in kinds:
        return str(value)
    if own == "string" and (number := _number(value)) is not None and like(number, None, kinds) is not None:
        return number
    return example


def kinds_like(example: Any) -> frozenset[str]:
    """The types of values that stand in for an example; none for null, which says nothing."""
    kind = "null" if example is ABSENT else kind_of(example)
    return frozenset() if kind == "null" else _NUMBERS if kind in _NUMBERS else frozenset({kind})


def _number(text: str) -> int | float | None:
    """The number that a text is in JSON; None for any other text."""
    if not _NUMBER.fullmatch(text):
        return None
    return float(text) if any(mark in text for mark in ".eE") else int(text)
