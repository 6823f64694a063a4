"""Whether a response with a successful status is a failure by its body, and what stands where in a body."""

from __future__ import annotations

import functools
import re
from typing import Any

from .content import Mismatch, is_xml
from .decode import is_list, is_object, refuse_repeated_names
from .operation import ErrorBody, FailedWhen

# Texts that JSON writers leave as they are, so that they can be searched for in the bytes.
_PLAIN_TEXT = r"[A-Za-z0-9_.+-]+(?: [A-Za-z0-9_.+-]+)*"


def failed(content: bytes, body: Any, error_body: ErrorBody) -> bool:
    """Whether a body, in UTF-8 and as plain values, is a failure. Raises ``Mismatch`` when it is ambiguous."""
    if not is_xml(content):
        refuse_repeated_names(content)
    return any(applies(body, one) for one in error_body.failed_when)


def may_fail(content: bytes, error_body: ErrorBody) -> bool:
    """Whether a successful status may be a failure by its body: a quick check that may be wrong only by saying yes."""
    # with `find`: `in` asks bytes whether they are a number first, which takes longer than the search
    if not content.startswith(b"{") or content.find(b"\0", 0, 4) >= 0:  # not JSON, or not in UTF-8
        return True
    # searched backwards, which CPython does several times faster
    if content.find(b"\\") >= 0 and content.rfind(b"\\u00") >= 0:  # a key may be escaped with it
        return True
    for above, key, harmless in _marks(error_body.failed_when):
        if above and content.rfind(above) < 0:
            continue
        at = content.rfind(key)
        while at >= 0:
            if harmless is None or not harmless.match(content, at + len(key)):
                return True
            at = content.rfind(key, 0, at)
    return False


@functools.cache
def _marks(conditions: tuple[FailedWhen, ...]) -> tuple[tuple[bytes, bytes, re.Pattern[bytes] | None], ...]:
    """The last two keys on the way to each condition, and the values with which the last is harmless.

    An empty key is in every body.
    """
    marks: list[tuple[bytes, bytes, re.Pattern[bytes] | None]] = []
    for one in conditions:
        tokens = tokens_of(one.pointer)
        inside_list = bool(tokens) and tokens[-1].isdigit()
        *_, above, key = b"", b"", *[_quoted(token) for token in tokens if not token.isdigit()]
        marks.append((above, key, None if inside_list or not key else _harmless(one)))
    return tuple(marks)


def _quoted(key: str) -> bytes:
    """A key as it stands in JSON; empty for one that may be escaped."""
    return f'"{key}"'.encode() if key.isascii() and key.isidentifier() else b""


def _harmless(one: FailedWhen) -> re.Pattern[bytes] | None:
    """What follows the key where its value means no failure; ``None`` where that cannot be told from the bytes."""
    values = one.equals if one.equals is not None else one.not_equals
    if values is None or not all(re.fullmatch(_PLAIN_TEXT, value) for value in values):
        return None
    texts = b"|".join([re.escape(value.encode()) for value in values])
    if (
        one.equals is not None
    ):  # another value begins with a visible character of ASCII that neither escapes nor nests
        other = rb'"?+\s*+(?!%b)[!-Z\]-z|}~]' % texts
    else:
        other = rb'(?:"\s*+(?:%b)\s*+"|(?:%b))\s*+[,}]' % (texts, texts)
    return re.compile(rb"\s*+:\s*+" + other, re.IGNORECASE)


def applies(body: Any, one: FailedWhen) -> bool:
    """Whether a condition holds. Raises ``Mismatch`` where several values stand in place of the one to compare."""
    value = at(body, one.pointer)
    if one.equals is None and one.not_equals is None:
        return value is not None and value != ""
    if is_list(value) or is_object(value):
        raise Mismatch(f"${one.pointer.replace('/', '.')}", "expected one value")
    found = (text(value) or "").casefold()
    if one.equals is not None:
        return found in [other.casefold() for other in one.equals]
    return bool(found) and found not in [other.casefold() for other in one.not_equals or ()]


def tokens_of(pointer: str) -> list[str]:
    """The steps of a JSON Pointer."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def at(value: Any, pointer: str) -> Any:
    """The value at a JSON Pointer; ``None`` when there is none.

    What stands in place of a list is read as ``decode`` reads it, so that no failure passes for a success: a single
    item is the first one, and an object of one key may wrap the list.
    """
    tokens = tokens_of(pointer)
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        indexes = token.isascii() and token.isdigit()
        if is_object(value) and (token in value or not indexes):
            value = value.get(token)
        elif indexes and int(token) < len(items := _items(value, following)):
            value = items[int(token)]
        else:
            return None
    return value


def _items(value: Any, following: str) -> list[Any]:
    """The items of a list, or of what stands in its place; ``following`` is the key that an item should have."""
    if is_object(value) and len(value) == 1 and following not in value:
        (inner,) = value.values()
        if is_list(inner) or is_object(inner) or inner is None or inner == "":
            value = inner
    if value is None or value == "":
        return []
    return value if is_list(value) else [value]


def text(value: Any) -> str | None:
    """A scalar as text; ``None`` for anything else and for blank text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() or None if isinstance(value, str | int | float) else None


def first(body: Any, pointers: tuple[str, ...]) -> str | None:
    """The first text at one of several pointers."""
    return next(filter(None, (text(at(body, pointer)) for pointer in pointers)), None)
