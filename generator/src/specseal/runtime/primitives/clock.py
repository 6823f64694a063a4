"""Time as text."""

from __future__ import annotations

from time import gmtime, strftime

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def utc(seconds: int, layout: str) -> str:
    """A Unix time as text, in UTC.

    The layout may hold ``%Y %m %d %H %M %S %j``, and ``%a %b``, which are English whatever the program's locale.
    """
    moment = gmtime(seconds)
    layout = layout.replace("%a", _DAYS[moment.tm_wday]).replace("%b", _MONTHS[moment.tm_mon - 1])
    return strftime(layout, moment)
