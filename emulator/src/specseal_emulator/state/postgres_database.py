"""A PostgreSQL database as the store uses it: one connection, its tables, and an index of grams.

Texts are found by a GIN index of their grams as a ``tsvector``. ``pg_trgm`` would need the right to create an
extension, finds nothing by one or two characters, and under the locale C nothing that is not ASCII.
"""

from __future__ import annotations

import contextlib
import struct
import threading
from functools import lru_cache
from selectors import EVENT_READ, DefaultSelector
from typing import TYPE_CHECKING, Any

import psycopg

from ..listing import haystack
from . import grams
from .chunks import CHUNK, chunks
from .store import StoreUnusable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from ..listing import Needle
    from .bulk import Row as RecordRow
    from .database import Entry, Row

# Keys are bytes, because they may hold NUL, and because bytes sort as SQLite's texts do whatever the locale.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS specseal_records (
    kind text NOT NULL, key bytea NOT NULL, value text NOT NULL, expires double precision,
    PRIMARY KEY (kind, key)
);
CREATE INDEX IF NOT EXISTS specseal_expiring ON specseal_records (expires) WHERE expires IS NOT NULL;
CREATE TABLE IF NOT EXISTS specseal_indexes (kind text PRIMARY KEY, definition text NOT NULL);
CREATE TABLE IF NOT EXISTS specseal_lists (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, scope text NOT NULL,
    n bigint NOT NULL, UNIQUE (kind, scope)
);
CREATE TABLE IF NOT EXISTS specseal_entries (
    list integer NOT NULL, sort bytea NOT NULL, key bytea NOT NULL, haystack bytea, equal bigint,
    grams tsvector, PRIMARY KEY (list, sort)
);
DROP INDEX IF EXISTS specseal_equals; -- of an earlier version, without the places
CREATE TABLE IF NOT EXISTS specseal_nodes (
    list integer NOT NULL, level integer NOT NULL, first bytea NOT NULL, n bigint NOT NULL,
    PRIMARY KEY (list, level, first)
);
CREATE TABLE IF NOT EXISTS specseal_counts (
    list integer NOT NULL, needle bytea NOT NULL, equal bigint NOT NULL, n bigint NOT NULL,
    number bigint NOT NULL, PRIMARY KEY (list, needle, equal)
);
CREATE TABLE IF NOT EXISTS specseal_log (place bigint PRIMARY KEY, number bigint NOT NULL, value text NOT NULL);
CREATE TABLE IF NOT EXISTS specseal_log_end (one integer PRIMARY KEY CHECK (one = 1), number bigint NOT NULL);
"""
_GRAMS = (
    "CREATE INDEX IF NOT EXISTS specseal_grams ON specseal_entries USING gin (grams) WITH (fastupdate = off)"
)
_EQUALS = "CREATE INDEX IF NOT EXISTS specseal_equal_places ON specseal_entries (equal, sort) WHERE equal IS NOT NULL"
_MANY = 20_000
"""Entries of one transaction from which on it is quicker to make indexes anew, if there are any entries before."""
_TABLES = ("records", "lists", "entries", "nodes", "counts", "indexes")
_SCHEMA_LOCK = 0x73706563  # any number that others do not use: CREATE IF NOT EXISTS may collide with itself
_LONGEST_WAIT = 10
_NUMBER = struct.Struct(">I").pack
_TUPLES = psycopg.pq.ExecStatus.TUPLES_OK


class PostgreSQLDatabase:
    """One connection, safe to use by several threads in turn: see `locked`. See `Database`.

    A connection lost between two verbs is opened again. One lost within a verb raises `StoreUnusable`.
    """

    records = "specseal_records"
    holds = "position({1} in {0}) > 0"

    def __init__(self, url: str) -> None:
        """Connect and create the tables. Raises `StoreUnusable`."""
        self._url = url
        self._lock = threading.Lock()
        self._entries = 0  # written by this transaction
        self._unindexed = False  # whether it has dropped the indexes of grams and texts
        with _translated_errors():
            self._connect()
            try:
                self._prepare()
            except BaseException:
                self._disconnect()
                raise

    def _prepare(self) -> None:
        """Create the tables that are not there."""
        with self._db.transaction():
            self._db.execute("SELECT pg_advisory_xact_lock(%s)", (_SCHEMA_LOCK,))
            self._db.execute(_SCHEMA)
            self._db.execute(_GRAMS)
            self._db.execute(_EQUALS)

    @contextlib.contextmanager
    def locked(self) -> Generator[None]:
        """For one verb of one statement; errors of PostgreSQL become `StoreUnusable`."""
        with self._lock, _translated_errors():
            self._reconnect()
            yield

    @contextlib.contextmanager
    def transaction(self, record: tuple[str, str] | None = None) -> Generator[None]:
        """For one verb of several statements: all of them happen, or none.

        Args: `record`, kind and key of one that nobody else may write meanwhile.
        """
        self._entries, self._unindexed = 0, False
        with self.locked(), self._db.transaction():
            if record is not None:
                self.rows(
                    "SELECT pg_advisory_xact_lock(hashtext(?), hashtext(?))", (record[0], ascii(record[1]))
                )
            yield

    @contextlib.contextmanager
    def snapshot(self) -> Generator[None]:
        """For several statements that read one state."""
        with self.locked():
            self._db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield
            finally:
                if not self._db.closed:
                    self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Close it."""
        with self._lock:
            self._disconnect()

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """One statement as a verb of its own."""
        with self._lock:  # as `locked`, which would take a fifth of the time
            try:
                self._reconnect()
                return self.rows(statement, values)
            except psycopg.Error as error:
                raise _unusable(error) from error

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """See `Database.rows`."""
        result = self._cursor.execute(_marked(statement), values).pgresult
        return self._cursor.fetchall() if result and result.status == _TUPLES else []

    def each(self, statement: str, values: Sequence[Any]) -> Iterable[Row]:
        """See `Database.each`. They are sent all at once: another turn to the server takes longer."""
        return self.rows(statement, values)

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """See `Database.many`."""
        with self._db.cursor() as cursor:
            cursor.executemany(_marked(statement), values)

    def _copy(self, table: str, types: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write many rows at once: the quickest way into PostgreSQL. Args: `types` of columns, whose binary form is
        sent; bytes are in it already.
        """
        statement = b"COPY %b FROM STDIN (FORMAT BINARY)" % table.encode()
        with self._db.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)

    def key(self, key: str) -> bytes:
        """See `Database.key`."""
        return key.encode()

    def insert_records(self, rows: list[RecordRow]) -> int:
        """See `BulkDatabase.insert_records`."""
        encoded = [(kind, key.encode(), value, expires) for kind, key, value, expires in rows]
        try:
            with self._db.transaction():
                self._copy("specseal_records", ("text", "bytea", "text", "float8"), encoded)
        except psycopg.errors.UniqueViolation:
            inserted = self.rows(
                f"{_RECORDS} ON CONFLICT DO NOTHING RETURNING 1",
                _columns(rows),
            )
            return len(inserted)
        return len(rows)

    def upsert_records(self, rows: list[RecordRow]) -> None:
        """See `BulkDatabase.upsert_records`."""
        self.rows(
            f"{_RECORDS} ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value, expires = excluded.expires",
            _columns(rows),
        )

    def insert_entries(self, entries: Iterable[Entry]) -> None:
        """See `Database.insert_entries`."""
        for chunk in chunks(entries):
            if not self._unindexed and self._are_many(len(chunk)):
                self.rows("DROP INDEX specseal_grams, specseal_equal_places")
                self._unindexed = True
            self._entries += len(chunk)
            vector = _vector if len(chunk) > 1 else " ".join
            rows = (  # made while the server already writes the first ones
                (
                    list_id,
                    sort,
                    key.encode(),
                    None if text is None else haystack(text),
                    equal,
                    None if text is None else vector(grams.lexemes(list_id, text)),
                )
                for list_id, sort, key, text, equal in chunk
            )
            if len(chunk) > 1:
                self._copy("specseal_entries", ("int4", "bytea", "bytea", "bytea", "int8", "bytea"), rows)
            else:
                self.rows("INSERT INTO specseal_entries VALUES (?, ?, ?, ?, ?, ?::tsvector)", next(rows))

    def _are_many(self, more: int) -> bool:
        """Whether a transaction that writes more entries is quicker without indexes, which are then made anew."""
        if more < CHUNK:
            return False
        return self._entries > _MANY or not self.rows("SELECT 1 FROM specseal_entries LIMIT 1")

    def settle(self) -> None:
        """See `Database.settle`. Indexes that a transaction has dropped are made anew."""
        if not self._unindexed:
            return
        self._unindexed = False
        # that of grams is a tree in memory first, which is walked for every gram: more memory makes it slower
        self.rows("SET LOCAL maintenance_work_mem = '16MB'")
        self.rows(_GRAMS)
        self.rows("SET LOCAL maintenance_work_mem = '64MB'")
        self.rows(_EQUALS)
        self.rows("ANALYZE specseal_entries, specseal_records")

    def delete_entry(self, list_id: int, sort: bytes, text: str | None) -> None:  # noqa: ARG002
        """See `Database.delete_entry`."""
        self.rows("DELETE FROM specseal_entries WHERE list = ? AND sort = ?", (list_id, sort))

    def delete_entries(self) -> None:
        """See `Database.delete_entries`."""
        self.rows("DELETE FROM specseal_entries")

    def gram_condition(self, list_id: int, needle: Needle) -> tuple[str, Any] | None:
        """See `Database.gram_condition`."""
        return "grams @@ ?::tsquery", grams.lexeme_query(list_id, needle)

    def gram_count(self, list_id: int, needle: Needle) -> int | None:  # noqa: ARG002
        """See `Database.gram_count`."""
        return None  # it would look at the entries all the same

    def lock_all(self) -> None:
        """Keep other writers out until the transaction ends, and who reads a record to write over it."""
        tables = ", ".join(f"specseal_{table}" for table in _TABLES)
        self.rows(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")

    def _connect(self) -> None:
        self._db = psycopg.connect(self._url, autocommit=True, connect_timeout=_LONGEST_WAIT)
        self._cursor = self._db.cursor()  # to make one for each statement takes as long as a short statement
        self._unasked = DefaultSelector()  # unlike `select.select`, for any number of open files
        self._unasked.register(self._db.fileno(), EVENT_READ)

    def _disconnect(self) -> None:
        self._unasked.close()
        self._db.close()

    def _reconnect(self) -> None:
        """Connect again when the server ended the connection since the last verb.

        The server has then sent a message unasked, or the end of the stream, so the socket is readable.
        A notice has the same effect, which does no harm.
        """
        if self._db.closed or self._unasked.select(0):
            self._disconnect()
            self._connect()


_RECORDS = (
    "INSERT INTO specseal_records"
    " SELECT * FROM unnest(?::text[], ?::bytea[], ?::text[], ?::double precision[])"
)


def _columns(rows: list[RecordRow]) -> tuple[list[Any], ...]:
    return (
        [kind for kind, *_ in rows],
        [key.encode() for _, key, *_ in rows],
        [value for _, _, value, _ in rows],
        [expires for *_, expires in rows],
    )


def _vector(lexemes: Iterable[str]) -> bytes:
    """The binary form of a ``tsvector``: the number of lexemes, and each in their order, without positions."""
    found = sorted(set(lexemes))
    return _NUMBER(len(found)) + ("\0\0\0".join(found) + "\0\0\0").encode()


@lru_cache(1024)
def _marked(statement: str) -> bytes:
    """A statement with the places for values as psycopg wants them."""
    return statement.replace("%", "%%").replace("?", "%s").encode()


@contextlib.contextmanager
def _translated_errors() -> Generator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise _unusable(error) from error


def _unusable(error: psycopg.Error) -> StoreUnusable:
    text = f"PostgreSQL: {str(error).strip()}"
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        text += (
            "; the store makes its tables itself and must own them:"
            " GRANT USAGE, CREATE ON SCHEMA public TO its user, or name a database that the user owns"
        )
    return StoreUnusable(text)
