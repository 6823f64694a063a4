"""JSON of requests and seeds. Half of a surrogate pair is no character: nothing could store or send it."""

from __future__ import annotations

import json
from typing import Any

from .json_types import is_array, is_object


class NotUnicode(ValueError):
    """A text in JSON holds half of a surrogate pair; says where."""


def loads(text: str | bytes) -> Any:
    """The value of a JSON text. Raises `ValueError`, of which `NotUnicode` is one."""
    value = json.loads(text)
    check_halves(text, value)
    return value


def check_halves(text: str | bytes, value: Any) -> None:
    """Raises `NotUnicode` for half of a surrogate pair. Args: a JSON text and its value."""
    if _may_hold_halves(text):
        _check(value, ())


def _may_hold_halves(text: str | bytes) -> bool:
    """A quick look, which does not hold up other threads: a body may have 16 MiB."""
    if isinstance(text, bytes):
        return b"\\ud" in text or b"\\uD" in text or b"\xed" in text
    if "\\ud" in text or "\\uD" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _check(value: Any, path: tuple[str, ...]) -> None:
    """The same, for the part of a value that these names and numbers lead to."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            where = f"{'.'.join(path)}: " if path else ""
            raise NotUnicode(f"{where}unpaired surrogate is not valid Unicode") from error
    elif is_object(value):
        for name, part in value.items():
            _check(name, path)
            _check(part, (*path, name))
    elif is_array(value):
        for number, part in enumerate(value):
            _check(part, (*path, str(number)))
