"""What the lists of a store need of its database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..listing import Needle

Row = tuple[Any, ...]
Entry = tuple[int, bytes, str, str | None, int | None]
"""List, place, key, text that is searched, fingerprint of the text that is compared."""
FEW = 512
"""Records that may be filtered, skipped or sorted one by one: a short list, few matches, a full node."""


class Database(Protocol):
    """SQLite or PostgreSQL. Statements are written with ``?`` for values."""

    records: str
    """The table of records."""
    holds: str
    """The condition that one sequence of bytes holds another one, with two places to fill."""

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Execute a statement."""
        ...

    def each(self, statement: str, values: Sequence[Any]) -> Iterable[Row]:
        """Execute a statement that may give more rows than are wanted; they are read as far as they are asked for."""
        ...

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Execute a statement for each."""
        ...

    def key(self, key: str) -> str | bytes:
        """A key as it is stored."""
        ...

    def insert_entries(self, entries: Iterable[Entry]) -> None:
        """Write entries, with the grams of their texts."""
        ...

    def settle(self) -> None:
        """Make searches as quick as they can be, after many entries were written."""
        ...

    def delete_entry(self, list_id: int, sort: bytes, text: str | None) -> None:
        """Remove an entry, with the grams of its text."""
        ...

    def delete_entries(self) -> None:
        """Remove all entries."""
        ...

    def gram_condition(self, list_id: int, needle: Needle) -> tuple[str, Any] | None:
        """A condition for entries that hold every gram of a needle, and its value; None without such an index."""
        ...

    def gram_count(self, list_id: int, needle: Needle) -> int | None:
        """The number of texts that hold a needle, where the grams alone can tell."""
        ...
