"""Reading the journal as it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .entry import Entry
    from .journal import Journal


class Follower:
    """Reads a journal as it grows, each entry once, in the order of ids.

    In memory, an id is taken before its entry can be read; a follower waits a few polls for such an entry before it
    skips the id.
    """

    def __init__(self, journal: Journal, after: int | None = None, patience: int = 8) -> None:
        """Follow from an id on, or from now on."""
        self._journal = journal
        self._next = (journal.newest() if after is None else after) + 1
        self._patience = patience
        self._waited = 0

    def poll(self) -> Iterable[Entry]:
        """The entries since the last poll."""
        newest = self._journal.newest()
        self._next = max(self._next, self._journal.oldest())
        while self._next <= newest:
            entry = self._journal.get(self._next)
            if entry is None and self._waited < self._patience and self._next > newest - 64:
                self._waited += 1
                return
            self._next += 1
            if entry is not None:
                self._waited = 0
                yield entry
