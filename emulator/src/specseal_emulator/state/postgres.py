"""The store in PostgreSQL, for emulators on several machines. Needs the extra ``[postgresql]``."""

from __future__ import annotations

import contextlib
import json
import select
import threading
from typing import TYPE_CHECKING, Any

import psycopg

from .store import SWEEP_EVERY, Dumped, Record, StoreUnusable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

# Keys are bytes, because they may hold NUL, and because bytes sort as SQLite's texts do whatever the locale.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS specseal_records (
    kind text NOT NULL, key bytea NOT NULL, value text NOT NULL, expires double precision,
    PRIMARY KEY (kind, key)
);
CREATE INDEX IF NOT EXISTS specseal_expiring ON specseal_records (expires) WHERE expires IS NOT NULL;
"""
_SCHEMA_LOCK = 0x73706563  # any number that others do not use: CREATE IF NOT EXISTS may collide with itself
_LONGEST_WAIT = 10


class PostgreSQLStore:
    """A store in one table, ``specseal_records``, of a PostgreSQL database.

    A verb is one statement, committed before it returns; `synchronous_commit` is the server's: with its
    default, ``on``, what was acknowledged outlives a crash of the emulator, of the server and of its machine.
    A connection lost between two verbs is opened again. One lost within a verb raises `StoreUnusable`.
    """

    def __init__(self, url: str) -> None:
        """Connect and create the table. Raises `StoreUnusable`."""
        self._url = url
        self._lock = threading.Lock()
        self._adds = 0
        try:
            self._db = self._connect()
            with self._db.transaction():
                self._db.execute("SELECT pg_advisory_xact_lock(%s)", (_SCHEMA_LOCK,))
                self._db.execute(_SCHEMA)
        except psycopg.Error as error:
            raise StoreUnusable(f"PostgreSQL: {str(error).strip()}") from error

    def get(self, kind: str, key: str, now: float) -> Record | None:
        """See `Store.get`."""
        rows = self._run(
            "SELECT value FROM specseal_records WHERE kind = %s AND key = %s"
            " AND (expires IS NULL OR expires > %s)",
            (kind, _bytes(key), now),
        )
        return _record(rows)

    def put(self, kind: str, key: str, value: Record, expires: float | None = None) -> None:
        """See `Store.put`."""
        self._run(
            "INSERT INTO specseal_records VALUES (%s, %s, %s, %s) ON CONFLICT (kind, key)"
            " DO UPDATE SET value = excluded.value, expires = excluded.expires",
            (kind, _bytes(key), json.dumps(value), expires),
        )

    def add(self, kind: str, key: str, value: Record, now: float, expires: float | None = None) -> bool:
        """See `Store.add`."""
        self._adds += 1
        if self._adds % SWEEP_EVERY == 0:
            self._run("DELETE FROM specseal_records WHERE expires <= %s", (now,))
        written = self._run(
            "INSERT INTO specseal_records AS old VALUES (%s, %s, %s, %s) ON CONFLICT (kind, key)"
            " DO UPDATE SET value = excluded.value, expires = excluded.expires WHERE old.expires <= %s"
            " RETURNING 1",
            (kind, _bytes(key), json.dumps(value), expires, now),
        )
        return len(written) == 1

    def take(self, kind: str, key: str, now: float) -> Record | None:
        """See `Store.take`."""
        rows = self._run(
            "DELETE FROM specseal_records WHERE kind = %s AND key = %s"
            " AND (expires IS NULL OR expires > %s) RETURNING value",
            (kind, _bytes(key), now),
        )
        return _record(rows)

    def scan(self, kind: str, prefix: str, now: float) -> list[Record]:
        """See `Store.scan`."""
        rows = self._run(
            "SELECT value FROM specseal_records WHERE kind = %s AND key >= %s AND key < %s"
            " AND (expires IS NULL OR expires > %s) ORDER BY key",
            (kind, _bytes(prefix), _bytes(prefix) + b"\xff", now),
        )
        return [json.loads(row[0]) for row in rows]

    def count(self, kind: str, key: str, by: int, now: float, expires: float | None = None) -> int:
        """See `Store.count`."""
        rows = self._run(
            "INSERT INTO specseal_records AS old VALUES (%s, %s, %s, %s) ON CONFLICT (kind, key) DO UPDATE SET"
            " value = CASE WHEN old.expires <= %s THEN excluded.value ELSE"
            " jsonb_build_object('n', (old.value::jsonb->>'n')::bigint + %s)::text END,"
            " expires = CASE WHEN old.expires <= %s THEN excluded.expires ELSE old.expires END"
            " RETURNING (value::jsonb->>'n')::bigint",
            (kind, _bytes(key), json.dumps({"n": by}), expires, now, by, now),
        )
        return int(rows[0][0])

    def dump(self, now: float) -> list[Dumped]:
        """See `Store.dump`."""
        rows = self._run(
            "SELECT kind, key, value, expires FROM specseal_records"
            ' WHERE expires IS NULL OR expires > %s ORDER BY kind COLLATE "C", key',
            (now,),
        )
        return [(kind, key.decode(), json.loads(value), expires) for kind, key, value, expires in rows]

    def load(self, records: Iterable[Dumped]) -> None:
        """See `Store.load`."""
        rows = [(kind, _bytes(key), json.dumps(value), expires) for kind, key, value, expires in records]
        with self._lock, _translated_errors():
            self._reconnect()
            with self._db.transaction(), self._db.cursor() as cursor:
                # A lock, because a write between the two statements would survive beside the loaded records.
                cursor.execute("LOCK TABLE specseal_records IN SHARE ROW EXCLUSIVE MODE")
                cursor.execute("DELETE FROM specseal_records")
                cursor.executemany(
                    "INSERT INTO specseal_records VALUES (%s, %s, %s, %s) ON CONFLICT (kind, key)"
                    " DO UPDATE SET value = excluded.value, expires = excluded.expires",
                    rows,
                )

    @property
    def shared(self) -> bool:
        """See `Store.shared`."""
        return True

    def clear(self) -> None:
        """See `Store.clear`."""
        self._run("DELETE FROM specseal_records", ())

    def close(self) -> None:
        """See `Store.close`."""
        with self._lock:
            self._db.close()

    def _run(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._lock, _translated_errors():
            self._reconnect()
            cursor = self._db.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self._url, autocommit=True, connect_timeout=_LONGEST_WAIT)

    def _reconnect(self) -> None:
        """Connect again when the server ended the connection since the last verb.

        The server has then sent a message unasked, or the end of the stream, so the socket is readable.
        A notice has the same effect, which does no harm.
        """
        if self._db.closed or select.select([self._db.fileno()], [], [], 0)[0]:
            self._db.close()
            self._db = self._connect()


@contextlib.contextmanager
def _translated_errors() -> Generator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise StoreUnusable(f"PostgreSQL: {str(error).strip()}") from error


def _bytes(key: str) -> bytes:
    return key.encode()


def _record(rows: list[tuple[Any, ...]]) -> Record | None:
    if not rows:
        return None
    value: Record = json.loads(rows[0][0])
    return value
