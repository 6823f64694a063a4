"""Processes that write to one file take turns, and tell each other what they have changed.

SQLite itself has a writer that meets another one sleep for a millisecond, then two, five, ten: a write takes a tenth of
the first, so the processors would be idle most of the time. And it tells readers only that anything was written.
"""

from __future__ import annotations

import mmap
import os
import sys
import time
import weakref
from typing import TYPE_CHECKING

from .changes import BYTES, Changes
from .store import StoreUnusable

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_WAIT = 10.0
_PAUSE = 30e-6
"""Seconds between two looks; the system adds about as much."""


class Turns:
    """The turns at one file, by a lock on another one beside it, which the system releases when a process dies.

    That file holds the numbers of `Changes`, in memory that all processes share.
    """

    def __init__(self, path: Path) -> None:
        """Raises `OSError`, and `StoreUnusable` as `take` does."""
        self._path = path
        self._file = os.open(f"{path}-turns", os.O_RDWR | os.O_CREAT, 0o666)
        self.close = weakref.finalize(self, os.close, self._file)
        """Close the file; once is enough."""
        self.changes = None if sys.platform == "win32" else Changes(self._numbers())
        """None where nobody waits for a turn: the numbers would be wrong."""

    def _numbers(self) -> memoryview[int]:
        if os.fstat(self._file).st_size < BYTES:
            self.take()
            try:
                if (size := os.fstat(self._file).st_size) < BYTES:
                    os.pwrite(
                        self._file, bytes(BYTES - size), size
                    )  # a hole in the file might find no room later
            finally:
                self.give()
        return memoryview(mmap.mmap(self._file, BYTES)).cast("Q")

    def take(self) -> None:
        """Wait for the turn. Raises `StoreUnusable` after ten seconds."""
        until = 0.0
        while not _lock(self._file):
            now = time.monotonic()
            until = until or now + LONGEST_WAIT
            if now > until:
                raise StoreUnusable(f"{self._path}: database is locked: another process writes for long")
            time.sleep(_PAUSE)

    def give(self) -> None:
        """Give it to whoever waits."""
        _unlock(self._file)


def _lock(file: int) -> bool:
    """Whether the lock was free."""
    if sys.platform == "win32":  # SQLite's own waiting must do
        return True
    import fcntl  # noqa: PLC0415 - not on every system

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unlock(file: int) -> None:
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415

        fcntl.flock(file, fcntl.LOCK_UN)
