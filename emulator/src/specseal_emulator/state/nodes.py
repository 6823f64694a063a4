"""How many records stand where in a long list, so that the record of any number is found without reading those before.

A list of more than `FEW` records is divided into nodes of about a hundred records each, these are gathered in larger
ones, and these again: up to a hundred million records, a few hundred numbers are read. A node begins at a place,
`first`, and ends where the next one begins. Nodes that grow too large are split; those that shrink stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .database import FEW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .database import Database

WIDTH = 64
"""Records of a half-full node of the lowest level, and such nodes in one of the next level."""
_LEVELS = (1, 2, 3)


class Nodes:
    """The nodes of all lists of a store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def seek(self, list_id: int, start: int, size: int) -> tuple[bytes, int]:
        """A place at or before the record of a number, and how many records stand between them."""
        first = b""
        if size > FEW and start:
            for level in reversed(_LEVELS):
                for begin, number in self._from(list_id, level, first):
                    first = begin
                    if start < number:
                        break
                    start -= number
        return first, start

    def changed(self, list_id: int, size: int, by: int, sort: bytes) -> None:
        """Count one record more or less at a place. Args: `size` of the list with this change."""
        if size <= FEW:
            return
        full = False
        for level in _LEVELS:
            counted = self._db.rows(
                "UPDATE specseal_nodes SET n = n + ? WHERE list = ? AND level = ? AND first ="
                " (SELECT first FROM specseal_nodes WHERE list = ? AND level = ? AND first <= ?"
                " ORDER BY first DESC LIMIT 1)"
                " RETURNING n",
                (by, list_id, level, list_id, level, sort),
            )
            if not counted:  # the list was short until now
                self.divide(list_id, size)
                return
            full = full or counted[0][0] > 2 * WIDTH**level
        if full:
            for level in _LEVELS:
                self._split(list_id, level, sort)

    def divide(self, list_id: int, size: int) -> None:
        """Divide a whole list into half-full nodes."""
        places = self._db.rows(
            "SELECT sort FROM (SELECT sort, row_number() OVER (ORDER BY sort) AS number"
            " FROM specseal_entries WHERE list = ?) AS numbered WHERE number % ? = 1 ORDER BY sort",
            (list_id, WIDTH),
        )
        firsts = [b"", *(bytes(row[0]) for row in places[1:])]
        self.forget(list_id)
        for level in _LEVELS:
            width = WIDTH**level
            self._db.many(
                "INSERT INTO specseal_nodes VALUES (?, ?, ?, ?)",
                [
                    (list_id, level, first, min(width, size - position * width))
                    for position, first in enumerate(firsts[:: width // WIDTH])
                ],
            )

    def forget(self, list_id: int) -> None:
        """Remove the nodes of a list that is short from now on, or will be divided anew."""
        self._db.rows("DELETE FROM specseal_nodes WHERE list = ?", (list_id,))

    def _split(self, list_id: int, level: int, sort: bytes) -> None:
        first, number = self._db.rows(
            "SELECT first, n FROM specseal_nodes WHERE list = ? AND level = ? AND first <= ?"
            " ORDER BY first DESC LIMIT 1",
            (list_id, level, sort),
        )[0]
        if number <= 2 * WIDTH**level:
            return
        middle, below = self._middle(list_id, level, bytes(first), number // 2)
        self._db.rows(
            "UPDATE specseal_nodes SET n = ? WHERE list = ? AND level = ? AND first = ?",
            (below, list_id, level, first),
        )
        self._db.rows(
            "INSERT INTO specseal_nodes VALUES (?, ?, ?, ?)", (list_id, level, middle, number - below)
        )

    def _middle(self, list_id: int, level: int, first: bytes, half: int) -> tuple[bytes, int]:
        """Where a node is to be split, and how many of its records stand before that."""
        if level == 1:
            rows = self._db.rows(
                "SELECT sort FROM specseal_entries WHERE list = ? AND sort >= ? ORDER BY sort LIMIT 1 OFFSET ?",
                (list_id, first, half),
            )
            return bytes(rows[0][0]), half
        below = 0
        for inner, number in self._from(list_id, level - 1, first):
            if below >= half:
                return inner, below
            below += number
        raise AssertionError("the nodes of a level hold fewer records than theirs of the next level")

    def _from(self, list_id: int, level: int, first: bytes) -> Iterator[tuple[bytes, int]]:
        """The nodes from a place on, in their order, read as far as they are asked for."""
        after = ">="
        while True:
            found = 0
            for begin, number in self._db.each(
                f"SELECT first, n FROM specseal_nodes WHERE list = ? AND level = ? AND first {after} ?"
                " ORDER BY first LIMIT ?",
                (list_id, level, first, 2 * WIDTH),
            ):
                found += 1
                first = bytes(begin)
                yield first, number
            if found < 2 * WIDTH:
                return
            after = ">"
