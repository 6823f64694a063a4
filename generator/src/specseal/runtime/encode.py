"""Argument values as the text that travels."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from .operation import Field, optional_part


def encode_field(field: Field, value: Any) -> list[tuple[str, str]]:
    """Names and texts of one argument.

    Raises ``TypeError`` for a value that has no exact text, and ``ValueError`` for one whose text would be read as
    something else. Both name the argument.
    """
    if (type(value) is str and value.isascii()) or type(value) is int:  # most values
        return [(field.name, str(value))]
    if field.style == "json" and not isinstance(value, str):
        return [(field.name, optional_part("styles", "json_text")(field.argument, value))]
    if is_mapping(value) and field.style == "brackets":
        found: list[tuple[str, str]] = optional_part("styles", "brackets")(field, field.name, value)
        return found
    if field.style != "single" and _is_sequence(value):
        items = [scalar(field.argument, item, flag=field.flag) for item in value]
        if field.style == "repeat":
            return [(field.name, item) for item in items]
        if any("," in item for item in items):
            raise ValueError(f"{field.argument}: an item holds a comma, which parts the items")
        return [(field.name, ",".join(items))]
    return [(field.name, scalar(field.argument, value, flag=field.flag))]


def is_mapping(value: Any) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _is_sequence(value: Any) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray | memoryview)


def scalar(argument: str, value: Any, *, flag: bool = False) -> str:
    """The text of a single value. ``flag`` writes a ``bool`` as ``1`` or ``0``."""
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{argument}: holds a lone surrogate, which UTF-8 cannot carry") from None
        return str(value)
    if isinstance(value, bool):
        return ("1" if value else "0") if flag else ("true" if value else "false")
    if isinstance(value, int) or type(value).__name__ == "UUID":  # importing uuid is dear
        return str(value)
    if isinstance(value, float | decimal.Decimal):
        if not math.isfinite(value):
            raise ValueError(f"{argument}: must be a finite number")
        return format(decimal.Decimal(str(value)), "f")
    if isinstance(value, datetime.datetime) and value.tzinfo is None:
        raise ValueError(f"{argument}: a datetime must carry its time zone")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{argument}: {type(value).__name__} cannot be sent as a text field")
