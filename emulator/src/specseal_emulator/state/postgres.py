"""The store in PostgreSQL, for emulators on several machines. Needs the extra ``[postgresql]``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .bulk import Bulk
from .encoding import encode
from .lists import Lists, MustWrite
from .postgres_database import PostgreSQLDatabase
from .postgres_log import PostgreSQLLog
from .sizes import check_key
from .store import SWEEP_EVERY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..listing import Index, Page, Query
    from .encoding import Record
    from .store import Dumped, Prepared

_PART = (
    "FROM specseal_records WHERE kind = ? AND key > ? AND (expires IS NULL OR expires > ?)"
    " ORDER BY key LIMIT ?"
)
_UPSERT = (
    "INSERT INTO specseal_records VALUES (?, ?, ?, ?) ON CONFLICT (kind, key)"
    " DO UPDATE SET value = excluded.value, expires = excluded.expires"
)
# locked: neither what removes the expired, nor what writes many and locks tables, may come before it is written over
_OLD = "SELECT value, expires FROM specseal_records WHERE kind = ? AND key = ? FOR UPDATE"
_COUNT = (
    "INSERT INTO specseal_records AS old VALUES (?, ?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET"
    " value = CASE WHEN old.expires <= ? THEN excluded.value ELSE"
    " jsonb_build_object('n', (old.value::jsonb->>'n')::bigint + ?)::text END,"
    " expires = CASE WHEN old.expires <= ? THEN excluded.expires ELSE old.expires END"
    " RETURNING (value::jsonb->>'n')::bigint"
)


class PostgreSQLStore:
    """A store in tables of a PostgreSQL database whose names begin with ``specseal_``.

    A verb is one transaction, committed before it returns; `synchronous_commit` is the server's: with its
    default, ``on``, what was acknowledged outlives a crash of the emulator, of the server and of its machine.
    A connection lost between two verbs is opened again. One lost within a verb raises `StoreUnusable`.
    """

    def __init__(self, url: str) -> None:
        """Connect and create the tables. Raises `StoreUnusable`."""
        self._adds = 0
        self.database = PostgreSQLDatabase(url)
        self._lists = Lists(self.database)
        with self.database.locked():
            self._lists.read()
            outdated = self._lists.have_long_scopes()
        if outdated:
            with self.database.transaction():
                self.database.lock_all()
                self._lists.rebuild()

    def get(self, kind: str, key: str, now: float) -> Record | None:
        """See `Store.get`."""
        rows = self.database.run(
            "SELECT value FROM specseal_records WHERE kind = ? AND key = ? AND (expires IS NULL OR expires > ?)",
            (kind, key.encode(), now),
        )
        return _record(rows)

    def put(self, kind: str, key: str, value: Record, expires: float | None = None) -> None:
        """See `Store.put`."""
        check_key(kind, key)
        row = (kind, key.encode(), encode(value), expires)
        if kind not in self._lists.indexes:
            self.database.run(_UPSERT, row)
            return
        with self.database.transaction((kind, key)):
            old = self.database.rows(_OLD, row[:2])
            self.database.rows(_UPSERT, row)
            self._lists.changed(kind, key, _record(old), value)

    def add(self, kind: str, key: str, value: Record, now: float, expires: float | None = None) -> bool:
        """See `Store.add`."""
        check_key(kind, key)
        self._adds += 1
        if self._adds % SWEEP_EVERY == 0:
            self.database.run(
                "DELETE FROM specseal_records WHERE expires <= ?"
                " AND kind NOT IN (SELECT kind FROM specseal_indexes)",
                (now,),
            )
        if kind in self._lists.indexes:
            return self._add_listed(kind, key, value, now, expires)
        written = self.database.run(
            "INSERT INTO specseal_records AS old VALUES (?, ?, ?, ?) ON CONFLICT (kind, key)"
            " DO UPDATE SET value = excluded.value, expires = excluded.expires WHERE old.expires <= ?"
            " RETURNING 1",
            (kind, key.encode(), encode(value), expires, now),
        )
        return len(written) == 1

    def take(self, kind: str, key: str, now: float) -> Record | None:
        """See `Store.take`."""
        statement = (
            "DELETE FROM specseal_records WHERE kind = ? AND key = ?"
            " AND (expires IS NULL OR expires > ?) RETURNING value"
        )
        values = (kind, key.encode(), now)
        if kind not in self._lists.indexes:
            return _record(self.database.run(statement, values))
        with self.database.transaction((kind, key)):
            old = _record(self.database.rows(statement, values))
            if old is not None:
                self._lists.changed(kind, key, old, None)
            return old

    def scan(self, kind: str, prefix: str, now: float) -> list[Record]:
        """See `Store.scan`."""
        rows = self.database.run(
            "SELECT value FROM specseal_records WHERE kind = ? AND key >= ? AND key < ?"
            " AND (expires IS NULL OR expires > ?) ORDER BY key",
            (kind, prefix.encode(), prefix.encode() + b"\xff", now),
        )
        return [json.loads(row[0]) for row in rows]

    def count(self, kind: str, key: str, by: int, now: float, expires: float | None = None) -> int:
        """See `Store.count`."""
        check_key(kind, key)
        rows = self.database.run(_COUNT, (kind, key.encode(), encode({"n": by}), expires, now, by, now))
        return int(rows[0][0])

    def log(self, keep: int) -> PostgreSQLLog:
        """See `Store.log`."""
        return PostgreSQLLog(self.database, keep)

    def version(self, kind: str) -> object:  # noqa: ARG002
        """See `Store.version`."""
        return None

    def grow(self, kind: str, key: str, value: int) -> bool:
        """See `Store.grow`."""
        check_key(kind, key)
        rows = self.database.run(
            "INSERT INTO specseal_records AS old VALUES (?, ?, ?, NULL) ON CONFLICT (kind, key)"
            " DO UPDATE SET value = excluded.value WHERE (old.value::jsonb->>'n')::bigint < ? RETURNING 1",
            (kind, key.encode(), encode({"n": value}), value),
        )
        return len(rows) == 1

    def index(self, kind: str, index: Index) -> None:
        """See `Store.index`."""
        if self._lists.indexes.get(kind) != index:
            with self.database.transaction():
                self.database.lock_all()
                self._lists.declare(kind, index)

    @property
    def indexes(self) -> Mapping[str, Index]:
        """See `Store.indexes`."""
        return self._lists.indexes

    def page(self, kind: str, query: Query, now: float) -> Page:
        """See `Store.page`."""
        self._expire(kind, now)
        try:
            with self.database.snapshot():
                return self._lists.page(kind, query, may_write=False)
        except MustWrite:
            with self.database.transaction():
                return self._lists.page(kind, query, may_write=True)

    def kinds(self) -> list[str]:
        """See `Store.kinds`."""
        rows = self.database.run(
            "WITH RECURSIVE found AS (SELECT min(kind) AS kind FROM specseal_records UNION ALL SELECT"
            " (SELECT min(kind) FROM specseal_records WHERE kind > found.kind) FROM found WHERE found.kind IS NOT NULL)"
            " SELECT kind FROM found WHERE kind IS NOT NULL"
        )
        return sorted(kind for (kind,) in rows)

    def part(self, kind: str, after: str, size: int, now: float) -> list[Dumped]:
        """See `Store.part`."""
        rows = self.database.run(f"SELECT key, value, expires {_PART}", (kind, after.encode(), now, size))
        return [(kind, key.decode(), json.loads(value), expires) for key, value, expires in rows]

    def tally(self, kind: str, after: str, size: int, now: float) -> tuple[int, str]:
        """See `Store.tally`."""
        rows = self.database.run(
            f"SELECT count(*), (array_agg(key ORDER BY key DESC))[1] FROM (SELECT key {_PART}) AS part",
            (kind, after.encode(), now, size),
        )
        number, last = rows[0]
        return number, after if last is None else last.decode()

    def dump(self, now: float) -> list[Dumped]:
        """See `Store.dump`."""
        rows = self.database.run(
            "SELECT kind, key, value, expires FROM specseal_records"
            ' WHERE expires IS NULL OR expires > ? ORDER BY kind COLLATE "C", key',
            (now,),
        )
        return [(kind, key.decode(), json.loads(value), expires) for kind, key, value, expires in rows]

    def load(self, records: Iterable[Dumped | Prepared]) -> None:
        """See `Store.load`."""
        with self.database.transaction():
            # A lock, because a write between the statements would survive beside the loaded records.
            self.database.lock_all()
            self._delete_all()
            Bulk(self.database, self._lists).write(records)

    def bulk(self, records: Iterable[Dumped | Prepared]) -> int:
        """See `Store.bulk`."""
        with self.database.transaction():
            self.database.lock_all()
            return Bulk(self.database, self._lists).write(records)

    @property
    def shared(self) -> bool:
        """See `Store.shared`."""
        return True

    def clear(self) -> None:
        """See `Store.clear`."""
        with self.database.transaction():
            self.database.lock_all()
            self._delete_all()
            self.database.rows("DELETE FROM specseal_log")
            self.database.rows("DELETE FROM specseal_log_end")

    def close(self) -> None:
        """See `Store.close`."""
        self.database.close()

    def _delete_all(self) -> None:
        self.database.rows("DELETE FROM specseal_records")
        self._lists.clear()

    def _add_listed(self, kind: str, key: str, value: Record, now: float, expires: float | None) -> bool:
        with self.database.transaction((kind, key)):
            old = self.database.rows(_OLD, (kind, key.encode()))
            if old and (old[0][1] is None or old[0][1] > now):
                return False
            self.database.rows(_UPSERT, (kind, key.encode(), encode(value), expires))
            self._lists.changed(kind, key, _record(old), value)
        return True

    def _expire(self, kind: str, now: float) -> None:
        """Remove the records of a kind that have expired, and from its lists."""
        # by the index of `expires`, not by that of `kind`: most of a kind have not expired
        expired = "FROM specseal_records WHERE expires <= ? AND kind || '' = ?"
        if not self.database.run(f"SELECT 1 {expired} LIMIT 1", (now, kind)):
            return
        with self.database.transaction():
            gone = self.database.rows(f"DELETE {expired} RETURNING key, value", (now, kind))
            self._lists.expired(kind, [(key.decode(), json.loads(value)) for key, value in gone])


def _record(rows: list[tuple[Any, ...]]) -> Record | None:
    if not rows:
        return None
    value: Record = json.loads(rows[0][0])
    return value
