"""The store: small records by kind and key, some of which expire. Every verb is atomic."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Record = dict[str, Any]
Dumped = tuple[str, str, Record, float | None]
"""Kind, key, record and when it expires."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires REAL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS expiring ON records (expires) WHERE expires IS NOT NULL;
"""
SWEEP_EVERY = 256
APPLICATION_ID = 0x53504543
"""``SPEC``: what SQLite keeps in the head of a file to say whose it is."""
_LAST = "\U0010ffff"
_LONGEST_WAIT = 10.0


class StoreUnusable(Exception):
    """A store that cannot be opened, read or written; the text says why."""


class Store(Protocol):
    """A store of records. `now` and `expires` are Unix times in seconds; an expired record does not exist.

    Every verb raises `StoreUnusable` when the storage fails: a full disk, a corrupt file, a lost server.
    """

    def get(self, kind: str, key: str, now: float) -> Record | None:
        """The record, or None."""
        ...

    def put(self, kind: str, key: str, value: Record, expires: float | None = None) -> None:
        """Write a record, over an older one of the same key."""
        ...

    def add(self, kind: str, key: str, value: Record, now: float, expires: float | None = None) -> bool:
        """Write a record unless the key has one; True when it was written."""
        ...

    def take(self, kind: str, key: str, now: float) -> Record | None:
        """Read and remove a record: of several callers only one gets it."""
        ...

    def scan(self, kind: str, prefix: str, now: float) -> list[Record]:
        """The records whose key begins with `prefix`, in the order of their keys."""
        ...

    def count(self, kind: str, key: str, by: int, now: float, expires: float | None = None) -> int:
        """Add `by` to the counter of a key and return its new value: each of several callers gets another one.

        The record of a counter is ``{"n": value}``. It starts at 0, and again once it has expired; `expires`
        applies when it starts.
        """
        ...

    def dump(self, now: float) -> list[Dumped]:
        """Every record that has not expired, in the order of kind and key."""
        ...

    def load(self, records: Iterable[Dumped]) -> None:
        """Replace everything with these records, atomically."""
        ...

    def clear(self) -> None:
        """Delete everything."""
        ...

    def close(self) -> None:
        """Close files and connections."""
        ...

    @property
    def shared(self) -> bool:
        """Whether other processes may use it at the same time."""
        ...


class SQLiteStore:
    """A store in SQLite: in memory, or in a WAL file that outlives the process and that several may share.

    A verb is one transaction. With a file it is in the hands of the operating system before the verb returns,
    so an acknowledged write outlives the death of every emulator, `kill -9` included. It is not forced to the
    disk each time (``synchronous=NORMAL``): a power cut may take the last writes, never the consistency.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open the store. Raises `StoreUnusable` when the file cannot be used, or is another program's."""
        self._adds = 0
        self._path = path
        try:
            self._db = sqlite3.connect(
                ":memory:" if path is None else path,
                isolation_level=None,
                check_same_thread=False,
                timeout=_LONGEST_WAIT,
            )
        except sqlite3.Error as error:
            raise StoreUnusable(f"{path}: {error}") from error
        # also of a store that nobody closes, such as that of an emulator whose contracts are refused
        weakref.finalize(self, self._db.close).atexit = False
        self._lock = _Lock(path)
        try:
            with self._lock:
                self._prepare()
        except BaseException:
            self._db.close()
            raise

    def _prepare(self) -> None:
        """Initialise a new file, or check that it is ours. Nothing is written to another program's file."""
        if self._path is not None:
            _retry_while_locked(self._claim)
            _retry_while_locked(lambda: self._db.execute("PRAGMA journal_mode=WAL"))
            self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    def _claim(self) -> None:
        owner = int(self._db.execute("PRAGMA application_id").fetchone()[0])
        tables = {
            str(row[0]) for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        if owner not in {0, APPLICATION_ID} or (owner == 0 and tables - {"records"}):
            raise StoreUnusable(f"{self._path}: this is the database of another program; name another file")
        if self._db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise StoreUnusable(f"{self._path}: the database is corrupt; remove it or name another file")
        if owner == 0:
            if tables and _columns(self._db) != ["kind", "key", "value", "expires"]:
                raise StoreUnusable(
                    f"{self._path}: this is the database of another program; name another file"
                )
            self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def get(self, kind: str, key: str, now: float) -> Record | None:
        """See `Store.get`."""
        with self._lock:
            row = self._db.execute(
                "SELECT value FROM records WHERE kind = ? AND key = ? AND (expires IS NULL OR expires > ?)",
                (kind, key, now),
            ).fetchone()
        return _record(row)

    def put(self, kind: str, key: str, value: Record, expires: float | None = None) -> None:
        """See `Store.put`."""
        with self._lock:
            self._db.execute(
                "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", (kind, key, json.dumps(value), expires)
            )

    def add(self, kind: str, key: str, value: Record, now: float, expires: float | None = None) -> bool:
        """See `Store.add`."""
        with self._lock:
            self._adds += 1
            if self._adds % SWEEP_EVERY == 0:
                self._db.execute("DELETE FROM records WHERE expires <= ?", (now,))
            written = self._db.execute(
                "INSERT INTO records VALUES (?, ?, ?, ?) ON CONFLICT (kind, key) DO UPDATE"
                " SET value = excluded.value, expires = excluded.expires WHERE records.expires <= ?",
                (kind, key, json.dumps(value), expires, now),
            ).rowcount
        return written == 1

    def take(self, kind: str, key: str, now: float) -> Record | None:
        """See `Store.take`."""
        with self._lock:
            row = self._db.execute(
                "DELETE FROM records WHERE kind = ? AND key = ? AND (expires IS NULL OR expires > ?)"
                " RETURNING value",
                (kind, key, now),
            ).fetchone()
        return _record(row)

    def scan(self, kind: str, prefix: str, now: float) -> list[Record]:
        """See `Store.scan`."""
        with self._lock:
            rows = self._db.execute(
                "SELECT value FROM records WHERE kind = ? AND key >= ? AND key < ?"
                " AND (expires IS NULL OR expires > ?) ORDER BY key",
                (kind, prefix, prefix + _LAST, now),
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def count(self, kind: str, key: str, by: int, now: float, expires: float | None = None) -> int:
        """See `Store.count`."""
        with self._lock:
            row = self._db.execute(
                "INSERT INTO records VALUES (?, ?, json_object('n', ?), ?) ON CONFLICT (kind, key) DO UPDATE SET"
                " value = CASE WHEN records.expires <= ? THEN excluded.value"
                " ELSE json_object('n', json_extract(records.value, '$.n') + ?) END,"
                " expires = CASE WHEN records.expires <= ? THEN excluded.expires ELSE records.expires END"
                " RETURNING json_extract(value, '$.n')",
                (kind, key, by, expires, now, by, now),
            ).fetchone()
        return int(row[0])

    def dump(self, now: float) -> list[Dumped]:
        """See `Store.dump`."""
        with self._lock:
            rows = self._db.execute(
                "SELECT kind, key, value, expires FROM records WHERE expires IS NULL OR expires > ?"
                " ORDER BY kind, key",
                (now,),
            ).fetchall()
        return [(kind, key, json.loads(value), expires) for kind, key, value, expires in rows]

    def load(self, records: Iterable[Dumped]) -> None:
        """See `Store.load`."""
        rows = [(kind, key, json.dumps(value), expires) for kind, key, value, expires in records]
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.execute("DELETE FROM records")
                self._db.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", rows)
            except sqlite3.Error:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @property
    def shared(self) -> bool:
        """See `Store.shared`."""
        return self._path is not None

    def clear(self) -> None:
        """See `Store.clear`."""
        with self._lock:
            self._db.execute("DELETE FROM records")

    def close(self) -> None:
        """See `Store.close`."""
        with self._lock:
            self._db.close()


class _Lock:
    """Serialises verbs, and translates errors of SQLite to `StoreUnusable`."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.Lock()
        self._where = path or "memory"

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        self._lock.release()
        if isinstance(error, sqlite3.Error):
            raise StoreUnusable(f"{self._where}: {error}") from error


def _columns(db: sqlite3.Connection) -> list[str]:
    return [str(row[1]) for row in db.execute("PRAGMA table_info(records)")]


def _retry_while_locked(act: Callable[[], object]) -> None:
    """Retry while the file is locked: SQLite itself does not wait when several processes switch it to WAL at once."""
    until = time.monotonic() + _LONGEST_WAIT
    while True:
        try:
            act()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _record(row: tuple[str] | None) -> Record | None:
    if row is None:
        return None
    value: Record = json.loads(row[0])
    return value
