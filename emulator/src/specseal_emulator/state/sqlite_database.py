"""A SQLite database as the store uses it: opened and claimed, with its tables and its index of grams."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any

from ..listing import haystack
from . import grams
from .changes import BYTES, Changes
from .chunks import chunks
from .store import StoreUnusable
from .turns import LONGEST_WAIT, Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
    from pathlib import Path

    from ..listing import Needle
    from .database import Entry, Row

APPLICATION_ID = 0x53504543
"""``SPEC``: what SQLite keeps in the head of a file to say whose it is."""
_TO_WRITE = "BEGIN IMMEDIATE"
_MANY = 10_000
"""Entries written at once from which on indexes are made at the end, and that of grams is worth being one piece."""
_CHECKED_BYTES = 256 * 1024 * 1024
"""Files up to this size are checked as a whole when they are opened."""
_INDEXES = {
    "specseal_places": "UNIQUE INDEX IF NOT EXISTS specseal_places ON specseal_entries (list, sort)",
    "specseal_equal_places": (
        "INDEX IF NOT EXISTS specseal_equal_places ON specseal_entries (equal, sort) WHERE equal IS NOT NULL"
    ),
}
_MERGES = {"automerge": 4, "crisismerge": 16}
"""How eagerly pieces of the index of grams are merged: FTS5's own settings."""
_NO_MERGES = {"automerge": 0, "crisismerge": 1000}
"""The same for pieces that become one soon. There may be at most 2000 of them."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires REAL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS expiring ON records (expires) WHERE expires IS NOT NULL;
CREATE TABLE IF NOT EXISTS specseal_indexes (
    kind TEXT PRIMARY KEY, definition TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS specseal_lists (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, scope TEXT NOT NULL, n INTEGER NOT NULL, UNIQUE (kind, scope)
);
CREATE TABLE IF NOT EXISTS specseal_entries (
    id INTEGER PRIMARY KEY, list INTEGER NOT NULL, sort BLOB NOT NULL, key TEXT NOT NULL,
    haystack BLOB, equal INTEGER
);
DROP INDEX IF EXISTS specseal_equals; -- of an earlier version, without the places
CREATE TABLE IF NOT EXISTS specseal_nodes (
    list INTEGER NOT NULL, level INTEGER NOT NULL, first BLOB NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (list, level, first)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS specseal_counts (
    list INTEGER NOT NULL, needle BLOB NOT NULL, equal INTEGER NOT NULL, n INTEGER NOT NULL,
    number INTEGER NOT NULL, PRIMARY KEY (list, needle, equal)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS specseal_log (
    place INTEGER PRIMARY KEY, number INTEGER NOT NULL, value TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS specseal_log_end (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL);
"""
_GRAMS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS specseal_grams USING fts5"
    "(terms, content='', columnsize=0, detail=none, tokenize='ascii', prefix='2 3')"
)


class _Locked:
    """A connection for one thread at a time, and to write for one process at a time."""

    __slots__ = ("_changes", "_db", "_lock", "_name", "_turns")

    def __init__(
        self,
        db: sqlite3.Connection,
        name: str,
        lock: threading.Lock,
        turns: Turns | None = None,
        changes: Changes | None = None,
    ) -> None:
        self._db = db
        self._name = name
        self._lock = lock
        self._turns = turns
        self._changes = changes

    def __enter__(self) -> sqlite3.Connection:
        self._lock.acquire()
        if self._turns:
            try:
                self._turns.take()
            except BaseException:
                self._lock.release()
                raise
        return self._db

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self._changes:
            self._changes.end()
        if self._turns:
            self._turns.give()
        self._lock.release()
        if isinstance(error, sqlite3.Error):
            raise StoreUnusable(f"{self._name}: {error}") from error


class SQLiteDatabase:
    """One connection, safe to use by several threads in turn: see `locked`. See `Database`."""

    records = "records"
    holds = "instr({}, {}) > 0"

    def __init__(self, path: Path | None = None) -> None:
        """Open it. Raises `StoreUnusable` when the file cannot be used, or is another program's."""
        self._path = path
        try:
            self._db = sqlite3.connect(
                ":memory:" if path is None else path,
                isolation_level=None,
                check_same_thread=False,
                timeout=LONGEST_WAIT,
            )
        except sqlite3.Error as error:
            raise StoreUnusable(f"{path}: {error}") from error
        # also of a store that nobody closes, such as that of an emulator whose contracts are refused
        weakref.finalize(self, self._db.close).atexit = False
        try:
            self._turns = None if path is None else Turns(path)
        except OSError as error:
            self._db.close()
            raise StoreUnusable(f"{path}: {error.strerror or error}") from error
        if self._turns is None:
            self.changes: Changes | None = Changes(memoryview(bytearray(BYTES)).cast("Q"))
        else:
            self.changes = self._turns.changes
        lock, name = threading.Lock(), str(path or "memory")
        self._locked = _Locked(self._db, name, lock)
        self._writing = _Locked(self._db, name, lock, self._turns, self.changes)
        self._grams = False
        self._unsettled = 0  # entries since `settle`
        self._entries = 0  # written by this transaction
        self._unindexed = False  # whether it has put off their indexes
        try:
            with self.locked():
                self._prepare()
        except BaseException:
            self._db.close()
            raise

    @property
    def path(self) -> Path | None:
        """The file; None for memory."""
        return self._path

    def locked(self) -> _Locked:
        """The connection, for one verb that only reads; errors of SQLite become `StoreUnusable`."""
        return self._locked

    def writing(self) -> _Locked:
        """The same for one that writes, once no other process does; it notes what with `changing`."""
        return self._writing

    def changing(self, *kinds: str) -> None:
        """Note in time that kinds will be written, or all: see `Changes.begin`."""
        if self.changes is not None:
            self.changes.begin(*kinds)

    @contextlib.contextmanager
    def transaction(self, begin: str = _TO_WRITE) -> Generator[sqlite3.Connection]:
        """The connection, for one verb of several statements: all of them happen, or none."""
        with self._writing if begin == _TO_WRITE else self._locked as db:
            db.execute(begin)
            self._entries, self._unindexed = 0, False
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close it."""
        with self.locked() as db:
            db.close()
        if self._turns:
            self._turns.close()

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """See `Database.rows`."""
        return self._db.execute(statement, values).fetchall()

    def each(self, statement: str, values: Sequence[Any]) -> Iterable[Row]:
        """See `Database.each`."""
        return self._db.execute(statement, values)

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """See `Database.many`."""
        self._db.executemany(statement, values)

    def key(self, key: str) -> str:
        """See `Database.key`."""
        return key

    def insert_records(self, rows: list[Row]) -> int:
        """See `BulkDatabase.insert_records`."""
        return self._db.executemany(
            "INSERT INTO records VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows
        ).rowcount

    def upsert_records(self, rows: list[Row]) -> None:
        """See `BulkDatabase.upsert_records`."""
        self._db.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", rows)

    def insert_entries(self, entries: Iterable[Entry]) -> None:
        """See `Database.insert_entries`."""
        last = self._db.execute("SELECT max(id) FROM specseal_entries").fetchone()[0] or 0
        for chunk in chunks(entries):
            numbered = [(last + number, *entry) for number, entry in enumerate(chunk, 1)]
            last += len(chunk)
            self._unsettled += len(chunk)
            self._entries += len(chunk)
            if not self._unindexed and self._entries > max(_MANY, last // 2):
                self._put_off_indexes()
            self._db.executemany(
                "INSERT INTO specseal_entries VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (number, list_id, sort, key, None if text is None else haystack(text), equal)
                    for number, list_id, sort, key, text, equal in numbered
                ],
            )
            if self._grams:
                self._insert_grams(
                    [
                        (number, list_id, text)
                        for number, list_id, _, _, text, _ in numbered
                        if text is not None
                    ]
                )

    def _insert_grams(self, texts: list[tuple[int, int, str]]) -> None:
        """Args: `texts`, each with the number of its entry and its list."""
        self._db.executemany(
            "INSERT INTO specseal_grams (rowid, terms) VALUES (?, ?)",
            [(number, grams.terms(list_id, text)) for number, list_id, text in texts],
        )

    def _put_off_indexes(self) -> None:
        """Leave indexes to `settle`: sorting most of a table once is quicker than keeping it sorted.

        No other process sees it without them, nor does any after this one was killed: it is one transaction. In memory
        they stay: the first hundred writes after indexes were made there take three times as long as the later ones.
        """
        self._unindexed = True
        for name in _INDEXES if self._path else ():
            self._db.execute(f"DROP INDEX {name}")
        self._merge_grams(_NO_MERGES)

    def _merge_grams(self, settings: Mapping[str, int]) -> None:
        if self._grams:
            for name, value in settings.items():
                self._db.execute(
                    "INSERT INTO specseal_grams (specseal_grams, rank) VALUES (?, ?)", (name, value)
                )

    def settle(self) -> None:
        """See `Database.settle`. The pieces of the index of grams, which single writes would merge little by little,
        become one, unless nearly all it holds was settled before.
        """
        if self._unindexed:
            self._unindexed = False
            for index in _INDEXES.values() if self._path else ():
                self._db.execute(f"CREATE {index}")
            self._merge_grams(_MERGES)
        new, self._unsettled = self._unsettled, 0
        if (
            self._grams
            and new >= _MANY
            and 4 * new >= self.rows("SELECT count(*) FROM specseal_entries")[0][0]
        ):
            self._db.execute("INSERT INTO specseal_grams (specseal_grams) VALUES ('optimize')")

    def delete_entry(self, list_id: int, sort: bytes, text: str | None) -> None:
        """See `Database.delete_entry`."""
        (number,) = self._db.execute(
            "DELETE FROM specseal_entries WHERE list = ? AND sort = ? RETURNING id", (list_id, sort)
        ).fetchone()
        if self._grams and text is not None:
            self._db.execute(
                "INSERT INTO specseal_grams (specseal_grams, rowid, terms) VALUES ('delete', ?, ?)",
                (number, grams.terms(list_id, text)),
            )

    def delete_entries(self) -> None:
        """See `Database.delete_entries`."""
        self._db.execute("DELETE FROM specseal_entries")
        if self._grams:
            self._db.execute("INSERT INTO specseal_grams (specseal_grams) VALUES ('delete-all')")

    def gram_condition(self, list_id: int, needle: Needle) -> tuple[str, Any] | None:
        """See `Database.gram_condition`."""
        if not self._grams:
            return None
        condition = "id IN (SELECT rowid FROM specseal_grams WHERE specseal_grams MATCH ?)"
        return condition, grams.match(list_id, needle)

    def gram_count(self, list_id: int, needle: Needle) -> int | None:
        """See `Database.gram_count`."""
        if not self._grams or not grams.is_gram(needle) or not grams.is_alone(list_id):
            return None
        found = self._db.execute(
            "SELECT count(*) FROM specseal_grams WHERE specseal_grams MATCH ?",
            (grams.match(list_id, needle),),
        )
        return int(found.fetchone()[0])

    def _prepare(self) -> None:
        """Initialise a new file, or check that it is ours. Nothing is written to another program's file."""
        if self._path is not None:
            _retry_while_locked(self._claim)
            _retry_while_locked(lambda: self._db.execute("PRAGMA journal_mode=WAL"))
            self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)
        for index in _INDEXES.values():
            self._db.execute(f"CREATE {index}")
        try:
            self._db.execute(_GRAMS)
            self._grams = True
        except sqlite3.OperationalError as error:
            if "fts5" not in str(error):  # a SQLite without it: searches then read their whole list
                raise

    def _claim(self) -> None:
        owner = int(self._db.execute("PRAGMA application_id").fetchone()[0])
        tables = {
            str(row[0])
            for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not str(row[0]).startswith("specseal_")
        }
        if owner not in {0, APPLICATION_ID} or (owner == 0 and tables - {"records"}):
            raise StoreUnusable(f"{self._path}: this is the database of another program; name another file")
        if self._is_damaged():
            raise StoreUnusable(f"{self._path}: the database is corrupt; remove it or name another file")
        if owner == 0:
            if tables and _columns(self._db) != ["kind", "key", "value", "expires"]:
                raise StoreUnusable(
                    f"{self._path}: this is the database of another program; name another file"
                )
            self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def _is_damaged(self) -> bool:
        """Whether a file is damaged; a very large one is not read for that."""
        if self._path is not None and self._path.stat().st_size > _CHECKED_BYTES:
            return False
        return bool(self._db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")


def _columns(db: sqlite3.Connection) -> list[str]:
    return [str(row[1]) for row in db.execute("PRAGMA table_info(records)")]


def _retry_while_locked(act: Callable[[], object]) -> None:
    """Retry while the file is locked: SQLite itself does not wait when several processes switch it to WAL at once."""
    until = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            act()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return
