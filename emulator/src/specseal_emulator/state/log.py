"""The log of a store: numbered records, of which the last so many are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .encoding import Record


class Log(Protocol):
    """A log. It is apart from the records that have keys: when these are replaced, it stays.

    Every verb is atomic, and raises `StoreUnusable` when the storage fails.
    """

    def append(self, value: Record) -> int:
        """Write a record under the next number, which is also its ``id``; returns the number.

        The number is taken and the record written in one step: a number that was taken has its record.
        """
        ...

    def records(self) -> list[Record]:
        """Those that are kept, oldest first."""
        ...

    def get(self, number: int) -> Record | None:
        """The record of a number, or None when it does not exist, or no longer."""
        ...

    def last(self) -> int:
        """The number of the last one, which may be gone; 0 before the first."""
        ...

    def forget(self, last: int) -> None:
        """Remove the records up to a number. The next one has a new number all the same."""
        ...
