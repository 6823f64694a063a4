"""Integers in untrusted text."""

from __future__ import annotations

_DIGITS = 18
"""Enough for every number here, and few enough for every store."""


def whole(text: str) -> int | None:
    """An integer of at most 18 ASCII digits, without a sign; None for any other text."""
    return int(text) if len(text) <= _DIGITS and text.isascii() and text.isdigit() else None
