"""Bodies that are a sequence of items: server-sent events, and JSON values, one on each line."""

from __future__ import annotations

import functools
import typing
from typing import Any

import msgspec

from .content import too_long
from .decode import OTHERS, convert, decode_json, has_decimals, parse_exact, parse_json, wire_fields

_WHOLE = frozenset({"event", "data", "id", "retry"})


class Lines:
    """Reads JSON values, one on each line; blank lines between them are skipped.

    ``kind`` is the documented type of an item. An item longer than ``limit`` bytes is refused.
    """

    def __init__(self, kind: Any, limit: int) -> None:
        self._kind = kind
        self._limit = limit
        self._rest = b""

    def feed(self, part: bytes) -> list[Any]:
        """The items that are complete now. Raises ``Mismatch``."""
        lines = (self._rest + part).split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > self._limit:
            raise too_long(self._limit)
        return [one for line in lines for one in self._line(line.removesuffix(b"\r"))]

    def end(self) -> list[Any]:
        """The items that only the end of the body completes. Raises ``Mismatch``."""
        rest, self._rest = self._rest, b""
        return self._line(rest)

    def _line(self, line: bytes) -> list[Any]:
        text = line.strip(b"\x1e \t")  # JSON text sequences begin each with a record separator
        return [_item(text, self._kind)] if text else []


class ServerSentEvents(Lines):
    """Reads the data of server-sent events; ``[DONE]`` is not an event.

    An item is the data of an event, as JSON or as text; or the whole event, where the documented type has no properties
    but ``event``, ``data``, ``id`` and ``retry``.
    """

    def __init__(self, kind: Any, limit: int) -> None:
        super().__init__(kind, limit)
        self._whole = _is_whole_event(kind)
        self._fields: dict[str, str] = {}
        self._data: list[bytes] = []
        self._size = 0
        self._after_return = False
        self._begun = False

    def feed(self, part: bytes) -> list[Any]:
        if not self._begun:
            part = part.removeprefix(b"\xef\xbb\xbf")
            self._begun = bool(part)
        if self._after_return:  # the second half of CR LF
            part = part.removeprefix(b"\n")
        self._after_return = part.endswith(b"\r")
        return super().feed(part.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))

    def end(self) -> list[Any]:
        """Nothing: an event without a blank line behind it is incomplete."""
        self._rest = b""
        return []

    def _line(self, line: bytes) -> list[Any]:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        self._size += len(value)
        if self._size > self._limit:
            raise too_long(self._limit)
        if name == b"data":
            self._data.append(value)
        elif name in {b"event", b"id", b"retry"}:
            self._fields[name.decode()] = value.decode("utf-8", "replace")
        return []

    def _dispatch(self) -> list[Any]:
        fields, data, self._size = self._fields, b"\n".join(self._data), 0
        empty = not self._data
        self._fields, self._data = {}, []
        if empty or data == b"[DONE]":
            return []
        if not self._whole:
            return [_item(data, self._kind)]
        value: Any = data.decode("utf-8", "replace")
        if data[:1] in {b"{", b"[", b'"'}:
            value = (parse_exact if has_decimals(self._kind) else parse_json)(data)
        return [convert({**fields, "data": value}, self._kind)]


def _item(data: bytes, kind: Any) -> Any:
    if kind is str:
        return data.decode("utf-8", "replace")
    return decode_json(data, kind, functools.partial(parse_json, data))


@functools.cache
def _is_whole_event(kind: Any) -> bool:
    """Whether a type describes an event with its name, and not only its data."""
    classes = [one for one in _members(kind) if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    names = [{field.encode_name for field in wire_fields(one) if field.name != OTHERS} for one in classes]
    return bool(names) and all("data" in one and one <= _WHOLE for one in names)


def _members(kind: Any) -> list[Any]:
    if typing.get_origin(kind) is typing.Annotated:
        return _members(typing.get_args(kind)[0])
    members = typing.get_args(kind) if not isinstance(kind, type) else ()
    return [inner for one in members for inner in _members(one)] if members else [kind]
