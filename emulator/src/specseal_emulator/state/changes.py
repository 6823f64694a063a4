"""Which kinds of records were changed: numbers that the processes of one file share."""

from __future__ import annotations

from functools import cache
from zlib import crc32

NUMBERS = 256
"""Kinds share a number when there are more; a change of one then counts for the other, too."""
BYTES = NUMBERS * 8


class Changes:
    """A number for each kind, which differs once a record of it has changed.

    A number is odd while its kind is being written: what is read meanwhile may be the old or the new. It stays odd
    where the writer dies, until the next one has written. Only one may write at a time: see `Turns`.
    """

    def __init__(self, numbers: memoryview[int]) -> None:
        """Args: `numbers`, so many of 64 bits."""
        self._numbers = numbers
        self._begun: tuple[int, ...] | range = ()

    def begin(self, *kinds: str) -> None:
        """Note, before it is written, that kinds will be; all of them when none is named. Once in a turn."""
        self._begun = tuple({_place(kind) for kind in kinds}) if kinds else range(NUMBERS)
        for place in self._begun:
            number = self._numbers[place]
            self._numbers[place] = number + 1 + number % 2

    def end(self) -> None:
        """Note that what was begun is written, or given up."""
        for place in self._begun:
            self._numbers[place] += 1
        self._begun = ()

    def version(self, kind: str) -> int | None:
        """The number of a kind, or None while it is being written."""
        number = self._numbers[_place(kind)]
        return None if number % 2 else number


@cache
def _place(kind: str) -> int:
    return crc32(kind.encode()) % NUMBERS
