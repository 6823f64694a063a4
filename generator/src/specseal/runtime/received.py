"""Texts of responses that stand for something else: dates, times, and numbers with decimals.

Vendors do not always send what they document. What cannot be read exactly is given as the text that came, so that no
response is lost for it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,6})?")


class _Reader(type):
    """The type of the classes below, which stand in annotations for a class or a text."""

    of_: type[date | time | Decimal]

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.of_ | str)

    def read_(cls, value: Any) -> Any:
        """The value of a text; the text itself if it has none. Raises ``ValueError`` for what is no scalar."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
        if not isinstance(value, str):
            raise ValueError("expected a text")  # noqa: TRY004 - the only kind that the decoder reports
        try:
            found: object = msgspec.convert(value, cls.of_)
        except msgspec.ValidationError:
            return value
        return value if isinstance(found, datetime) and found.tzinfo is None else found


class _Digits(_Reader):
    def read_(cls, value: Any) -> Any:
        if isinstance(value, float):
            raise ValueError("expected all digits")  # noqa: TRY004 - read again, with all digits
        if isinstance(value, Decimal):
            return value
        text = super().read_(value) if not isinstance(value, str) else value
        return Decimal(text) if _NUMBER.fullmatch(text) else text


if TYPE_CHECKING:
    DateTime: TypeAlias = datetime | str
    Date: TypeAlias = date | str
    Time: TypeAlias = time | str
    DecimalText: TypeAlias = Decimal | str
else:
    DateTime = _Reader("DateTime", (), {"of_": datetime})
    Date = _Reader("Date", (), {"of_": date})
    Time = _Reader("Time", (), {"of_": time})
    DecimalText = _Digits("DecimalText", (), {"of_": Decimal})
