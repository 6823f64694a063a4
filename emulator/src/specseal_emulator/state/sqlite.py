"""The store in SQLite: in memory, or in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bulk import Bulk
from .encoding import decode, encode
from .lists import Lists, MustWrite
from .sizes import check_key
from .sqlite_database import SQLiteDatabase
from .sqlite_log import SQLiteLog
from .store import SWEEP_EVERY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ..listing import Index, Page, Query
    from .encoding import Record
    from .store import Dumped, Prepared

_PART = "FROM records WHERE kind = ? AND key > ? AND (expires IS NULL OR expires > ?) ORDER BY key LIMIT ?"
_LAST = "\U0010ffff"
_COUNT = (
    "INSERT INTO records VALUES (?, ?, json_object('n', ?), ?) ON CONFLICT (kind, key) DO UPDATE SET"
    " value = CASE WHEN records.expires <= ? THEN excluded.value"
    " ELSE json_object('n', json_extract(records.value, '$.n') + ?) END,"
    " expires = CASE WHEN records.expires <= ? THEN excluded.expires ELSE records.expires END"
    " RETURNING json_extract(value, '$.n')"
)


class SQLiteStore:
    """A store in SQLite: in memory, or in a WAL file that outlives the process and that several may share.

    A verb is one transaction. With a file it is in the hands of the operating system before the verb returns,
    so an acknowledged write outlives the death of every emulator, `kill -9` included. It is not forced to the
    disk each time (``synchronous=NORMAL``): a power cut may take the last writes, never the consistency.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open the store. Raises `StoreUnusable` when the file cannot be used, or is another program's."""
        self._adds = 0
        self.database = SQLiteDatabase(path)
        self._lists = Lists(self.database)
        with self.database.locked():
            self._lists.read()
            outdated = self._lists.have_long_scopes()
        if outdated:
            with self.database.transaction():
                self._lists.rebuild()

    def get(self, kind: str, key: str, now: float) -> Record | None:
        """See `Store.get`."""
        with self.database.locked() as db:
            row = db.execute(
                "SELECT value FROM records WHERE kind = ? AND key = ? AND (expires IS NULL OR expires > ?)",
                (kind, key, now),
            ).fetchone()
        return _record(row)

    def put(self, kind: str, key: str, value: Record, expires: float | None = None) -> None:
        """See `Store.put`."""
        check_key(kind, key)
        row = (kind, key, encode(value), expires)
        if kind not in self._lists.indexes:
            with self.database.writing() as db:
                self.database.changing(kind)
                db.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", row)
            return
        with self.database.transaction() as db:
            old = db.execute("SELECT value FROM records WHERE kind = ? AND key = ?", (kind, key)).fetchone()
            db.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", row)
            self._lists.changed(kind, key, _record(old), value)

    def add(self, kind: str, key: str, value: Record, now: float, expires: float | None = None) -> bool:
        """See `Store.add`."""
        check_key(kind, key)
        self._adds += 1
        if self._adds % SWEEP_EVERY == 0:
            self._sweep(now)
        if kind in self._lists.indexes:
            return self._add_listed(kind, key, value, now, expires)
        with self.database.writing() as db:
            self.database.changing(kind)
            written = db.execute(
                "INSERT INTO records VALUES (?, ?, ?, ?) ON CONFLICT (kind, key) DO UPDATE"
                " SET value = excluded.value, expires = excluded.expires WHERE records.expires <= ?",
                (kind, key, encode(value), expires, now),
            ).rowcount
        return written == 1

    def take(self, kind: str, key: str, now: float) -> Record | None:
        """See `Store.take`."""
        statement = (
            "DELETE FROM records WHERE kind = ? AND key = ? AND (expires IS NULL OR expires > ?)"
            " RETURNING value"
        )
        if kind not in self._lists.indexes:
            with self.database.writing() as db:
                self.database.changing(kind)
                taken = db.execute(statement, (kind, key, now)).fetchone()
            return _record(taken)
        with self.database.transaction() as db:
            old = _record(db.execute(statement, (kind, key, now)).fetchone())
            if old is not None:
                self._lists.changed(kind, key, old, None)
            return old

    def scan(self, kind: str, prefix: str, now: float) -> list[Record]:
        """See `Store.scan`."""
        with self.database.locked() as db:
            rows = db.execute(
                "SELECT value FROM records WHERE kind = ? AND key >= ? AND key < ?"
                " AND (expires IS NULL OR expires > ?) ORDER BY key",
                (kind, prefix, prefix + _LAST, now),
            ).fetchall()
        return [decode(row[0]) for row in rows]

    def count(self, kind: str, key: str, by: int, now: float, expires: float | None = None) -> int:
        """See `Store.count`."""
        check_key(kind, key)
        with self.database.writing() as db:
            self.database.changing(kind)
            row = db.execute(_COUNT, (kind, key, by, expires, now, by, now)).fetchone()
        return int(row[0])

    def log(self, keep: int) -> SQLiteLog:
        """See `Store.log`."""
        return SQLiteLog(self.database, keep)

    def version(self, kind: str) -> object:
        """See `Store.version`. A kind with an index has none."""
        changes = self.database.changes
        return None if changes is None or kind in self._lists.indexes else changes.version(kind)

    def grow(self, kind: str, key: str, value: int) -> bool:
        """See `Store.grow`."""
        check_key(kind, key)
        with self.database.writing() as db:
            self.database.changing(kind)
            written = db.execute(
                "INSERT INTO records VALUES (?, ?, json_object('n', ?), NULL) ON CONFLICT (kind, key) DO UPDATE"
                " SET value = excluded.value WHERE json_extract(records.value, '$.n') < ?",
                (kind, key, value, value),
            ).rowcount
        return written == 1

    def index(self, kind: str, index: Index) -> None:
        """See `Store.index`."""
        if self._lists.indexes.get(kind) != index:
            with self.database.transaction():
                self._lists.declare(kind, index)

    @property
    def indexes(self) -> Mapping[str, Index]:
        """See `Store.indexes`."""
        return self._lists.indexes

    def page(self, kind: str, query: Query, now: float) -> Page:
        """See `Store.page`."""
        self._expire(kind, now)
        try:
            with self.database.transaction("BEGIN"):
                return self._lists.page(kind, query, may_write=False)
        except MustWrite:
            with self.database.transaction():
                return self._lists.page(kind, query, may_write=True)

    def kinds(self) -> list[str]:
        """See `Store.kinds`."""
        found: list[str] = []
        while True:
            with self.database.locked() as db:
                row = db.execute(
                    "SELECT min(kind) FROM records WHERE kind > ?", (found[-1] if found else "",)
                ).fetchone()
            if row[0] is None:
                return found
            found.append(row[0])

    def part(self, kind: str, after: str, size: int, now: float) -> list[Dumped]:
        """See `Store.part`."""
        with self.database.locked() as db:
            rows = db.execute(f"SELECT key, value, expires {_PART}", (kind, after, now, size)).fetchall()
        return [(kind, key, decode(value), expires) for key, value, expires in rows]

    def tally(self, kind: str, after: str, size: int, now: float) -> tuple[int, str]:
        """See `Store.tally`."""
        with self.database.locked() as db:
            number, last = db.execute(
                f"SELECT count(*), max(key) FROM (SELECT key {_PART})", (kind, after, now, size)
            ).fetchone()
        return number, last or after

    def dump(self, now: float) -> list[Dumped]:
        """See `Store.dump`."""
        with self.database.locked() as db:
            rows = db.execute(
                "SELECT kind, key, value, expires FROM records WHERE expires IS NULL OR expires > ?"
                " ORDER BY kind, key",
                (now,),
            ).fetchall()
        return [(kind, key, decode(value), expires) for kind, key, value, expires in rows]

    def load(self, records: Iterable[Dumped | Prepared]) -> None:
        """See `Store.load`."""
        with self.database.transaction() as db:
            self.database.changing()
            db.execute("DELETE FROM records")
            self._lists.clear()
            Bulk(self.database, self._lists).write(records)

    def bulk(self, records: Iterable[Dumped | Prepared]) -> int:
        """See `Store.bulk`."""
        with self.database.transaction():
            self.database.changing()
            return Bulk(self.database, self._lists).write(records)

    @property
    def shared(self) -> bool:
        """See `Store.shared`."""
        return self.database.path is not None

    def clear(self) -> None:
        """See `Store.clear`."""
        with self.database.transaction() as db:
            self.database.changing()
            db.execute("DELETE FROM records")
            self._lists.clear()
            db.execute("DELETE FROM specseal_log")
            db.execute("DELETE FROM specseal_log_end")

    def close(self) -> None:
        """See `Store.close`."""
        self.database.close()

    def _add_listed(self, kind: str, key: str, value: Record, now: float, expires: float | None) -> bool:
        with self.database.transaction() as db:
            old = db.execute(
                "SELECT value, expires FROM records WHERE kind = ? AND key = ?", (kind, key)
            ).fetchone()
            if old is not None and (old[1] is None or old[1] > now):
                return False
            db.execute(
                "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", (kind, key, encode(value), expires)
            )
            self._lists.changed(kind, key, _record(old), value)
        return True

    def _sweep(self, now: float) -> None:
        """Remove what has expired, except from lists: see `_expire`."""
        with self.database.writing() as db:
            self.database.changing()
            db.execute(
                "DELETE FROM records WHERE expires <= ? AND kind NOT IN (SELECT kind FROM specseal_indexes)",
                (now,),
            )

    def _expire(self, kind: str, now: float) -> None:
        """Remove the records of a kind that have expired from its lists.

        They are found by the index of `expires`; that of `kind` is not for this: most of a kind have not expired.
        """
        with self.database.locked() as db:
            expired = db.execute(
                "SELECT key FROM records WHERE expires <= ? AND +kind = ? LIMIT 1", (now, kind)
            ).fetchall()
        if not expired:
            return
        with self.database.transaction() as db:
            gone = db.execute(
                "DELETE FROM records WHERE expires <= ? AND +kind = ? RETURNING key, value", (now, kind)
            ).fetchall()
            self._lists.expired(kind, [(key, decode(value)) for key, value in gone])


def _record(row: tuple[str, ...] | None) -> Record | None:
    return None if row is None else decode(row[0])
