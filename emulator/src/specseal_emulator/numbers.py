"""Whole numbers out of texts that others sent."""

from __future__ import annotations

_DIGITS = 18
"""More digits than any number here may have, and few enough for every store."""


def whole(text: str) -> int | None:
    """A whole number of at most 18 ASCII digits; None for any other text, however long it is."""
    return int(text) if len(text) <= _DIGITS and text.isascii() and text.isdigit() else None
