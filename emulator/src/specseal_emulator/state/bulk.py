"""Writing many records at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from .chunks import chunks
from .database import Database
from .store import encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..listing import Record
    from .lists import Lists
    from .store import Dumped

Row = tuple[str, str, str, float | None]
"""Kind, key, record as JSON, and when it expires."""


class BulkDatabase(Database, Protocol):
    """What writing many records needs besides. No two rows have the same kind and key."""

    def insert_records(self, rows: list[Row]) -> int:
        """Write those whose key has no record yet; returns how many."""
        ...

    def upsert_records(self, rows: list[Row]) -> None:
        """Write them over older ones."""
        ...


class Bulk:
    """One stream of records into one store, within a transaction.

    Lists grow with the stream as long as all its records are new, and are counted at the end. Once it has written over
    an older record, all lists are made anew instead.
    """

    def __init__(self, database: BulkDatabase, lists: Lists) -> None:
        self._db = database
        self._lists = lists
        self._ids: dict[tuple[str, str], int] = {}
        self._listed = self._overwritten = False

    def write(self, records: Iterable[Dumped]) -> int:
        """Write them, and return how many there were."""
        number = 0
        for chunk in chunks(records):
            number += len(chunk)
            kinds: dict[str, dict[str, tuple[Record, float | None]]] = {}
            for kind, key, record, expires in chunk:  # of two records with one key the later one counts
                kinds.setdefault(kind, {})[key] = record, expires
            for kind, given in kinds.items():
                self._write(kind, given)
        if self._overwritten:
            self._lists.rebuild()
        elif self._listed:
            self._lists.finish()
        return number

    def _write(self, kind: str, given: dict[str, tuple[Record, float | None]]) -> None:
        rows = [(kind, key, encode(record), expires) for key, (record, expires) in given.items()]
        if kind not in self._lists.indexes:
            self._db.upsert_records(rows)
            return
        self._listed = True
        if self._db.insert_records(rows) < len(rows):
            self._overwritten = True
            self._db.upsert_records(rows)
        if not self._overwritten:
            self._lists.fill(kind, ((key, record) for key, (record, _) in given.items()), self._ids)
