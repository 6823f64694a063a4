"""Argument values as the text that is sent."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeGuard

import msgspec

from .operation import Field

_MAX_DIGITS = 1000
_NUMBERS = msgspec.json.Encoder(decimal_format="number")


def encode_field(
    field: Field, value: Any, structured: Callable[[Field, Any], list[tuple[str, str]]]
) -> list[tuple[str, str]]:
    """Names and texts of one argument; ``structured`` encodes all but plain values and repeated fields.

    Raises ``TypeError`` for a value without an exact text, and ``ValueError`` for one whose text would mean something
    else. Both name the argument.
    """
    if field.style in {"single", "repeat"}:
        if (type(value) is str and value.isascii()) or type(value) is int:  # most values
            return [(field.name, value if isinstance(value, str) else digits(field.argument, value))]
        if field.style == "repeat" and is_sequence(value):
            return [(field.name, scalar(field.argument, item, flag=field.flag)) for item in value]
        return [(field.name, scalar(field.argument, value, flag=field.flag))]
    return structured(field, value)


def is_mapping(value: Any) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def is_sequence(value: Any) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray | memoryview)


def scalar(argument: str, value: Any, *, flag: bool = False) -> str:
    """The text of a single value. ``flag`` writes a ``bool`` as ``1`` or ``0``."""
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{argument}: unpaired surrogate is not valid Unicode") from None
        return str(value)
    if isinstance(value, bool):
        return ("1" if value else "0") if flag else ("true" if value else "false")
    if isinstance(value, int):
        return digits(argument, value)
    if type(value).__name__ == "UUID":  # importing uuid is slow
        return str(value)
    if isinstance(value, float | decimal.Decimal):
        number = decimal.Decimal(str(value))
        if not number.is_finite():
            raise ValueError(f"{argument}: must be a finite number")
        if abs(number.adjusted()) + len(number.as_tuple().digits) > _MAX_DIGITS:
            raise ValueError(f"{argument}: would have more than {_MAX_DIGITS} digits")
        return format(number, "f")
    if isinstance(value, datetime.datetime) and value.tzinfo is None:
        raise ValueError(f"{argument}: a datetime must have a time zone")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    raise TypeError(f"{argument}: {type(value).__name__} cannot be sent as a text field")


def digits(argument: str, value: int) -> str:
    """The digits of a whole number. Raises ``ValueError`` for one that is too long."""
    if value.bit_length() > 3 * _MAX_DIGITS:  # before Python itself refuses to write it
        raise ValueError(f"{argument}: has more than {_MAX_DIGITS} digits")
    return str(int(value))


def json_bytes(argument: str, value: object, *, numbers: bool = False) -> bytes:
    """The value as JSON. Raises ``TypeError`` or ``ValueError``, which names the argument, when it has none.

    ``numbers`` writes a ``Decimal`` as a number, and not as text.
    """
    try:
        _refuse_inexact(argument, value, numbers=numbers)
    except RecursionError:
        raise ValueError(
            f"{argument}: cannot be encoded as JSON: nested too deeply, or contains itself"
        ) from None
    try:
        return _NUMBERS.encode(value) if numbers else msgspec.json.encode(value)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise TypeError(f"{argument}: cannot be encoded as JSON ({error})") from None


def _refuse_inexact(argument: str, value: object, *, numbers: bool) -> None:
    """Raise ``ValueError`` for a number that JSON does not have, and for a time that could be any of many."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{argument}: must be a finite number")
    elif numbers and isinstance(value, decimal.Decimal):
        if not value.is_finite():
            raise ValueError(f"{argument}: must be a finite number")
    elif isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise ValueError(f"{argument}: a datetime must have a time zone")
    elif is_mapping(value) or is_sequence(value):
        for item in value.values() if is_mapping(value) else value:
            _refuse_inexact(argument, item, numbers=numbers)
