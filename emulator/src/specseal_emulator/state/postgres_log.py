"""The log in PostgreSQL: see `sqlite_log`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .encoding import unnumbered

if TYPE_CHECKING:
    from .encoding import Record
    from .postgres_database import PostgreSQLDatabase

# one statement, so that other workers do not wait for the number while it crosses the network
_APPEND = (
    "WITH taken (n) AS (INSERT INTO specseal_log_end AS old VALUES (1, 1)"
    " ON CONFLICT (one) DO UPDATE SET number = old.number + 1 RETURNING number)"
    " INSERT INTO specseal_log SELECT n % ?, n, '{\"id\":' || n || ? FROM taken ON CONFLICT (place)"
    " DO UPDATE SET number = excluded.number, value = excluded.value RETURNING (SELECT n FROM taken)"
)


class PostgreSQLLog:
    """See `Log`."""

    def __init__(self, database: PostgreSQLDatabase, keep: int) -> None:
        """Args: `keep`, how many records are kept."""
        self._database = database
        self._keep = keep
        if database.run("SELECT 1 FROM specseal_log WHERE place <> number % ? LIMIT 1", (keep,)):
            self._move()

    def append(self, value: Record) -> int:
        """See `Log.append`."""
        return int(self._database.run(_APPEND, (self._keep, unnumbered(value)))[0][0])

    def records(self) -> list[Record]:
        """See `Log.records`."""
        rows = self._database.run("SELECT value FROM specseal_log ORDER BY number")
        return [json.loads(value) for (value,) in rows]

    def get(self, number: int) -> Record | None:
        """See `Log.get`."""
        rows = self._database.run(
            "SELECT value FROM specseal_log WHERE place = ? AND number = ?", (number % self._keep, number)
        )
        return json.loads(rows[0][0]) if rows else None

    def last(self) -> int:
        """See `Log.last`."""
        rows = self._database.run("SELECT number FROM specseal_log_end")
        return int(rows[0][0]) if rows else 0

    def forget(self, last: int) -> None:
        """See `Log.forget`."""
        self._database.run("DELETE FROM specseal_log WHERE number <= ?", (last,))

    def _move(self) -> None:
        """Keep another number of records than before."""
        with self._database.transaction():
            self._database.rows("LOCK TABLE specseal_log IN SHARE ROW EXCLUSIVE MODE")
            kept = self._database.rows(
                "SELECT number % ?, number, value FROM specseal_log ORDER BY number DESC LIMIT ?",
                (self._keep, self._keep),
            )
            self._database.rows("DELETE FROM specseal_log")
            self._database.many("INSERT INTO specseal_log VALUES (?, ?, ?) ON CONFLICT DO NOTHING", kept)
