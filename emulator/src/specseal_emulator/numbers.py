"""Integers in untrusted text, and numbers in explanations."""

from __future__ import annotations

_DIGITS = 18
"""Enough for every number here, and few enough for every store."""


def whole(text: str) -> int | None:
    """An integer of at most 18 ASCII digits, without a sign; None for any other text."""
    return int(text) if len(text) <= _DIGITS and text.isascii() and text.isdigit() else None


def in_seconds(seconds: float) -> str:
    """A time as people say it: ``1 second``, ``90 seconds``."""
    number = f"{seconds:.0f}"
    return f"{number} second" if number == "1" else f"{number} seconds"
