"""The log in SQLite.

A record takes the place of the one that is as much older as records are kept, in a table of its own: so a write changes
two pages of the file, which processes that share it have to read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .encoding import decode, unnumbered

if TYPE_CHECKING:
    from .encoding import Record
    from .sqlite_database import SQLiteDatabase

_NEXT = (
    "INSERT INTO specseal_log_end VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET number = number + 1"
    " RETURNING number"
)


class SQLiteLog:
    """See `Log`."""

    def __init__(self, database: SQLiteDatabase, keep: int) -> None:
        """Args: `keep`, how many records are kept."""
        self._database = database
        self._keep = keep
        with database.locked() as db:
            fits = db.execute(
                "SELECT 1 FROM specseal_log WHERE place <> number % ? LIMIT 1", (keep,)
            ).fetchone()
        if fits is not None:
            self._move()

    def append(self, value: Record) -> int:
        """See `Log.append`."""
        rest = unnumbered(value)  # before others have to wait
        with self._database.transaction() as db:
            number = int(db.execute(_NEXT).fetchone()[0])
            db.execute(
                "INSERT INTO specseal_log VALUES (?, ?, ?)"
                " ON CONFLICT (place) DO UPDATE SET number = excluded.number, value = excluded.value",
                (number % self._keep, number, f'{{"id":{number}{rest}'),
            )
        return number

    def records(self) -> list[Record]:
        """See `Log.records`."""
        with self._database.locked() as db:
            rows = db.execute("SELECT value FROM specseal_log ORDER BY number").fetchall()
        return [decode(value) for (value,) in rows]

    def get(self, number: int) -> Record | None:
        """See `Log.get`."""
        with self._database.locked() as db:
            row = db.execute(
                "SELECT value FROM specseal_log WHERE place = ? AND number = ?", (number % self._keep, number)
            ).fetchone()
        return None if row is None else decode(row[0])

    def last(self) -> int:
        """See `Log.last`."""
        with self._database.locked() as db:
            row = db.execute("SELECT number FROM specseal_log_end").fetchone()
        return 0 if row is None else int(row[0])

    def forget(self, last: int) -> None:
        """See `Log.forget`."""
        with self._database.writing() as db:
            db.execute("DELETE FROM specseal_log WHERE number <= ?", (last,))

    def _move(self) -> None:
        """Keep another number of records than before."""
        with self._database.transaction() as db:
            kept = db.execute(
                "SELECT number % ?, number, value FROM specseal_log ORDER BY number DESC LIMIT ?",
                (self._keep, self._keep),
            ).fetchall()
            db.execute("DELETE FROM specseal_log")
            db.executemany("INSERT OR IGNORE INTO specseal_log VALUES (?, ?, ?)", kept)
