"""Writing many records at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from .chunks import chunks
from .database import Database
from .encoding import decode, encode
from .lists import Filling
from .sizes import check_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..listing import Index
    from .lists import Lists
    from .store import Dumped, Prepared

Row = tuple[str, str, str, float | None]
"""Kind, key, record as JSON, and when it expires."""


def prepare(dumped: Dumped, indexes: Mapping[str, Index]) -> Prepared:
    """What is written of a record. Raises `TooLong`. Args: `indexes`, by kind."""
    kind, key, record, expires = dumped
    check_key(kind, key)
    index = indexes.get(kind)
    return kind, key, encode(record), expires, None if index is None else index.placed(key, record)


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
        self._filling = Filling()
        self._listed = self._overwritten = False

    def write(self, records: Iterable[Dumped | Prepared]) -> int:
        """Write them, and return how many there were."""
        self._lists.read()  # other processes may have declared some since
        number = 0
        for chunk in chunks(records):
            number += len(chunk)
            kinds: dict[str, dict[str, Prepared]] = {}
            for given in chunk:  # of two records with one key the later one counts
                record = self._prepared(given)
                kinds.setdefault(record[0], {})[record[1]] = record
            for kind, found in kinds.items():
                self._write(kind, list(found.values()))
        if self._overwritten:
            self._lists.rebuild()
        elif self._listed:
            self._lists.finish(self._filling)
        return number

    def _prepared(self, given: Dumped | Prepared) -> Prepared:
        if len(given) != 5:
            return prepare(given, self._lists.indexes)
        kind, key, value, expires, placed = given
        if placed is None and kind in self._lists.indexes:  # it was not, when this was prepared
            return prepare((kind, key, decode(value), expires), self._lists.indexes)
        return given

    def _write(self, kind: str, records: list[Prepared]) -> None:
        rows: list[Row] = [record[:4] for record in records]
        if kind not in self._lists.indexes:
            self._db.upsert_records(rows)
            return
        self._listed = True
        if self._db.insert_records(rows) < len(rows):
            self._overwritten = True
            self._db.upsert_records(rows)
        if not self._overwritten:
            listed = ((key, placed) for _, key, _, _, placed in records if placed)
            self._lists.fill(kind, listed, self._filling)
