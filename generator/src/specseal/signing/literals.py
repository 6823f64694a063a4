"""What literal arguments of primitives may be. Each function returns the problem of a value, or ``None``."""

from __future__ import annotations

import re

MOST_DIGITS = 64
_DIRECTIVES = "YmdHMSjabL"


def time_layout(value: str | int) -> str | None:
    """The layout of a time: known directives only."""
    found: list[str] = re.findall(r"%.?", str(value), re.DOTALL)
    unknown = [directive for directive in found if directive[1:] not in tuple(_DIRECTIVES)]
    if unknown:
        known = " ".join(f"%{letter}" for letter in _DIRECTIVES)
        return f"unknown directive {', '.join(unknown)}; expected one of {known}"
    return None


def digit_count(value: str | int) -> str | None:
    """How many random digits."""
    return None if isinstance(value, int) and 1 <= value <= MOST_DIGITS else f"it must be 1 to {MOST_DIGITS}"


def header_pattern(value: str | int) -> str | None:
    """A header name, or the beginning of some."""
    if isinstance(value, str) and re.fullmatch(r"[a-z0-9_-]+\*?", value):
        return None
    return "a pattern is a lower-case header name, or a prefix followed by *"


def header_prefix(value: str | int) -> str | None:
    """The beginning of header names."""
    if isinstance(value, str) and re.fullmatch(r"[a-z0-9_-]+", value):
        return None
    return "a prefix is the beginning of a lower-case header name, without *"


def field_name(value: str | int) -> str | None:
    """The name of a field."""
    return None if value else "it is empty"


def any_text(value: str | int) -> str | None:
    """Any text."""
    return None if isinstance(value, str) else "it is a text"
