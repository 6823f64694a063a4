"""Times as recipes write them: ``utc`` and the way back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHAPES = {
    "Y": "(?P<Y>[0-9]{4})",
    "m": "(?P<m>[0-9]{2})",
    "d": "(?P<d>[0-9]{2})",
    "H": "(?P<H>[0-9]{2})",
    "M": "(?P<M>[0-9]{2})",
    "S": "(?P<S>[0-9]{2})",
    "L": "(?P<L>[0-9]{3})",
    "j": "(?P<j>[0-9]{3})",
    "a": "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)",
    "b": f"(?P<b>{'|'.join(_MONTHS)})",
}
_DIRECTIVE = re.compile("%(.)")
MILLIS = 10**11
"""From here on a number is a time in milliseconds: in seconds it would be the year 5138."""


def seconds_of(time: int) -> float:
    """A Unix time in seconds, of one in seconds or milliseconds."""
    return time / 1000 if abs(time) >= MILLIS else float(time)


def as_text(time: int, layout: str) -> str:
    """A Unix time in UTC, by a layout with ``%Y %m %d %H %M %S %j %a %b``.

    The time is in seconds; with ``%L``, in milliseconds.
    """
    millis = time if "%L" in layout else time * 1000
    moment = datetime.fromtimestamp(millis // 1000, UTC)

    def part(found: re.Match[str]) -> str:
        match found[1]:
            case "a":
                return _DAYS[moment.weekday()]
            case "b":
                return _MONTHS[moment.month - 1]
            case "L":
                return f"{millis % 1000:03d}"
            case letter:
                return moment.strftime(f"%{letter}")

    return _DIRECTIVE.sub(part, layout)


@cache
def _pattern(layout: str) -> re.Pattern[str]:
    parts: list[str] = []
    end = 0
    seen: set[str] = set()
    for found in _DIRECTIVE.finditer(layout):
        parts.append(re.escape(layout[end : found.start()]))
        shape = _SHAPES.get(found[1], re.escape(found[0]))
        parts.append(shape if found[1] not in seen else re.sub(r"\?P<.>", "?:", shape))
        seen.add(found[1])
        end = found.end()
    return re.compile("".join(parts) + re.escape(layout[end:]))


def from_text(text: str, layout: str) -> int | None:
    """The Unix time in milliseconds that a text stands for, or None when the layout is another or not whole."""
    found = _pattern(layout).fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    if "Y" not in parts or not (("d" in parts and ("m" in parts or "b" in parts)) or "j" in parts):
        return None
    try:
        if "j" in parts:
            day = datetime.strptime(f"{parts['Y']} {parts['j']}", "%Y %j").replace(tzinfo=UTC)
        else:
            month = _MONTHS.index(parts["b"]) + 1 if "b" in parts else int(parts["m"])
            day = datetime(int(parts["Y"]), month, int(parts["d"]), tzinfo=UTC)
        moment = day.replace(
            hour=int(parts.get("H", 0)), minute=int(parts.get("M", 0)), second=int(parts.get("S", 0))
        )
    except ValueError:
        return None
    return int(moment.timestamp()) * 1000 + int(parts.get("L", 0))


def precision(layout: str) -> int:
    """The milliseconds that a layout tells apart."""
    found = set(_DIRECTIVE.findall(layout))
    for letter, size in (("L", 1), ("S", 1000), ("M", 60_000), ("H", 3_600_000)):
        if letter in found:
            return size
    return 86_400_000
