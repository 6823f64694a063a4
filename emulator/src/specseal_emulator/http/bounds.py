"""What a request may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..state.settings import Settings


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a request may cost. Beyond a bound it is refused before anything is done with it."""

    body_bytes: int = 16 * 1024 * 1024
    fields: int = 200
    text_bytes: int = 256 * 1024
    """The query and the text fields of a form together; files are not counted."""
    seconds: float = 30.0
    """Time a sender has for the whole body."""
    head_seconds: float = 10.0
    """Time a sender has for a request's line and headers: after connecting, and from its first byte on."""
    head_bytes: int = 64 * 1024
    """How long line and headers may be together."""

    @classmethod
    def of(cls, settings: Settings) -> Bounds:
        """Those that the settings give to callers of the vendors."""
        return cls(
            body_bytes=settings.body_bytes,
            fields=settings.fields,
            text_bytes=settings.text_bytes,
            seconds=settings.body_seconds,
            head_seconds=settings.head_seconds,
            head_bytes=settings.head_bytes,
        )
