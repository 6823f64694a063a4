"""How long keys and places in lists may be: the same in every store, though SQLite would hold longer ones.

An entry of an index of PostgreSQL takes at most 2,704 bytes, with all its columns.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..listing import Index
    from .encoding import Record

LONGEST_KEY = 2000
"""Bytes in UTF-8 of a key."""
LONGEST_PLACE = 2600
"""Bytes of a place in a list."""
_ALWAYS_FIT = LONGEST_KEY // 4
"""Characters of a text that is not longer than a key, whatever they are."""


class TooLong(ValueError):
    """A record that no store takes, because what it is found by is too long; the text names that and the limit."""

    @classmethod
    def of(cls, kind: str, key: str) -> TooLong:
        """For a key."""
        size = len(key.encode())
        return cls(f"{kind} {key[:40]!r}…: its key takes {size} bytes; a key has at most {LONGEST_KEY}")


def fits(text: str) -> bool:
    """Whether a text is short enough for a key."""
    return len(text) <= _ALWAYS_FIT or len(text.encode()) <= LONGEST_KEY


def check_key(kind: str, key: str) -> None:
    """Raises `TooLong`."""
    if not fits(key):
        raise TooLong.of(kind, key)


def check_place(kind: str, key: str, sort: bytes, index: Index) -> None:
    """Raises `TooLong`. Args: `sort`, the place of the record."""
    if len(sort) > LONGEST_PLACE:
        names = ", ".join((*index.order, "key"))
        raise TooLong(
            f"{kind} {key[:40]!r}: what it is ordered by ({names}) takes {len(sort)} bytes;"
            f" together they have at most {LONGEST_PLACE}"
        )


def check_record(kind: str, key: str, record: Record, index: Index | None) -> None:
    """Raises `TooLong` for a record that no store takes. Args: `index` of its kind."""
    check_key(kind, key)
    if index is not None:
        check_place(kind, key, index.placed(key, record)[1], index)


def short(text: str) -> str:
    """What stands for a text, of any length, where it is a key that is only ever compared: mostly itself."""
    return text if fits(text) else f"sha256:{sha256(text.encode()).hexdigest()}"
