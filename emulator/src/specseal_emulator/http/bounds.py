"""Bounds of a request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of a request; one beyond a bound is refused before anything is done with it."""

    body_bytes: int = 16 * 1024 * 1024
    fields: int = 200
    text_bytes: int = 256 * 1024
    """The query and the text fields of a form together; files are not counted."""
    seconds: float = 30.0
    """Time limit for the whole body."""
    head_seconds: float = 10.0
    """Time limit for request line and headers: after connecting, and from the first byte on."""
    head_bytes: int = 64 * 1024
    """Request line and headers together."""
