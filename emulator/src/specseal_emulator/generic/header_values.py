"""The documented headers of a response: their examples, or values of their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..contract.model import examples_of
from ..contract.pointers import ABSENT
from ..json_types import is_array, is_object

if TYPE_CHECKING:
    from ..contract import Operation
    from ..contract.model import Json
    from .making import Maker

#: Headers that the server writes.
_OURS = frozenset({"content-type", "content-length", "transfer-encoding", "connection"})


def documented_headers(operation: Operation, status: int, maker: Maker) -> Iterator[tuple[str, str]]:
    """Names, in lower case, and texts."""
    documented: Json = operation.response(status) or {}
    for name, said in documented.get("headers", {}).items():
        if name.lower() not in _OURS:
            text = _text(operation, operation.contract.resolve(said), maker)
            if text.isascii() and "\n" not in text:
                yield name.lower(), text


def _text(operation: Operation, header: Json, maker: Maker) -> str:
    """The text of a header, in the style ``simple`` or as its ``content`` says."""
    value = next(iter(examples_of(operation.contract, header).values()), ABSENT)
    for content in header.get("content", {}).values():
        value = maker.value(content.get("schema", {})) if value is ABSENT else value
        return value if isinstance(value, str) else json.dumps(value)
    if value is ABSENT:
        value = maker.value(header.get("schema", {}))
    if is_object(value):
        between = "=" if header.get("explode") else ","
        return ",".join(f"{key}{between}{_plain(one)}" for key, one in value.items())
    return ",".join(map(_plain, value)) if is_array(value) else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else json.dumps(value)
