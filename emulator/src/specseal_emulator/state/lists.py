"""Lists of records, kept by every write: pages by number, searches and totals that never read a whole list.

- The records of a list stand in ``specseal_entries``, in the order of `sort`; that of any number is found by `Nodes`.
- Texts are found by their grams (`state/grams.py`). Where more than `FEW` match, the list is walked in its order
  instead, until the page is full: many match, so it is full soon.
- The matches of a search are counted when it is first made. Where they are many, their number is remembered
  (``specseal_counts``), and every write that concerns it changes it. A list remembers its last few searches.

A list of up to `FEW` records is simply filtered. Everything here runs within a transaction of the store.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..listing import (
    LONGEST_SCOPE,
    Index,
    Page,
    Query,
    cursor,
    fingerprint,
    haystack,
    needle,
    place,
    scope_key,
)
from .database import FEW, Database, Entry
from .nodes import Nodes
from .sizes import LONGEST_KEY, check_place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..listing import Needle, Placed, Record

REMEMBERED = 64
"""Searches of a list whose number of matches is kept."""


class MustWrite(Exception):
    """A page needs a count that is to be remembered, so a transaction that may write."""


class _Asked(NamedTuple):
    """The conditions of a query beside its list."""

    needle: Needle | None
    equal: int | None

    @property
    def bytes(self) -> bytes:
        return self.needle.bytes if self.needle else b""


class Filling:
    """What one stream of many records has added to lists."""

    def __init__(self) -> None:
        self.ids: dict[tuple[str, str], int] = {}
        """Of lists, by kind and scope, as far as they are known."""
        self.numbers = Counter[int]()
        """How many records were added, by list."""


class Lists:
    """The lists of one store."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._nodes = Nodes(database)
        self.indexes: dict[str, Index] = {}

    def read(self) -> None:
        """Take over what other processes have declared."""
        for kind, definition in self._db.rows("SELECT kind, definition FROM specseal_indexes"):
            self.indexes[kind] = Index.parse(definition)

    def have_long_scopes(self) -> bool:
        """Whether an earlier version wrote lists under what is a digest now, so that all must be made anew."""
        return bool(
            self._db.rows("SELECT 1 FROM specseal_lists WHERE length(scope) > ? LIMIT 1", (LONGEST_SCOPE,))
        )

    def declare(self, kind: str, index: Index) -> None:
        """Keep an index from now on. It is built from the records there are."""
        self._db.rows(
            "INSERT INTO specseal_indexes VALUES (?, ?) ON CONFLICT (kind)"
            " DO UPDATE SET definition = excluded.definition",
            (kind, index.definition()),
        )
        self.indexes[kind] = index
        if self._db.rows(f"SELECT 1 FROM {self._db.records} WHERE kind = ? LIMIT 1", (kind,)):
            self.rebuild()

    def changed(self, kind: str, key: str, old: Record | None, new: Record | None) -> None:
        """Keep the lists when a record is written over an older one, or removed."""
        index = self.indexes[kind]
        before = None if old is None else index.placed(key, old)
        after = None if new is None else index.placed(key, new)
        if before == after:
            return
        if before is not None and after is not None and after[0] < before[0]:
            # lists are locked in the order of their scopes, or two writes may deadlock
            self._insert(kind, key, after)
            self._remove(kind, before)
            return
        if before is not None:
            self._remove(kind, before)
        if after is not None:
            self._insert(kind, key, after)

    def expired(self, kind: str, gone: Iterable[tuple[str, Record]]) -> None:
        """Keep the lists when records were removed. Args: `gone`, each with its key."""
        index = self.indexes[kind]
        placed = [index.placed(key, record) for key, record in gone]
        for before in sorted(placed, key=lambda place: place[0]):  # see `changed`
            self._remove(kind, before)

    def _remove(self, kind: str, placed: Placed) -> None:
        scope, sort, text, _ = placed
        list_id, size = self._db.rows(
            "UPDATE specseal_lists SET n = n - 1 WHERE kind = ? AND scope = ? RETURNING id, n",
            (kind, scope),
        )[0]
        self._db.delete_entry(list_id, sort, text)
        self._recount(list_id, size, -1, placed)

    def _insert(self, kind: str, key: str, placed: Placed) -> None:
        scope, sort, text, equal = placed
        check_place(kind, key, sort, self.indexes[kind])
        list_id, size = self._db.rows(
            "INSERT INTO specseal_lists (kind, scope, n) VALUES (?, ?, 1) ON CONFLICT (kind, scope)"
            " DO UPDATE SET n = specseal_lists.n + 1 RETURNING id, n",
            (kind, scope),
        )[0]
        self._db.insert_entries([(list_id, sort, key, text, equal)])
        self._recount(list_id, size, 1, placed)

    def page(self, kind: str, query: Query, *, may_write: bool) -> Page:
        """See `Store.page`. Raises `MustWrite` in a transaction that may not write."""
        index = self.indexes[kind]
        scope, equal = scope_key(query.scope), query.equal
        asked = _Asked(needle(index, query), None if equal is None else fingerprint(scope, equal))
        # a write, so that nobody else's comes between counting and remembering
        lists = (
            "UPDATE specseal_lists SET n = n{} RETURNING id, n"
            if may_write
            else "SELECT id, n FROM specseal_lists{}"
        )
        found = self._db.rows(lists.format(" WHERE kind = ? AND scope = ?"), (kind, scope))
        if not found:
            return Page((), 0)
        list_id, size = found[0]
        if asked == (None, None):
            return self._everything(kind, query, list_id, size)
        if size <= FEW:
            where, values = self._conditions(list_id, asked)
            total = self._count(where, values)
            return self._read(kind, where, values, query, total)
        total = self._matches(list_id, asked, may_write=may_write)
        if total == size:
            return self._everything(kind, query, list_id, size)
        where, values = self._conditions(list_id, asked, indexed=total <= FEW)
        return self._read(kind, where, values, query, total)

    def clear(self) -> None:
        """Forget all entries; what was declared stays."""
        self._db.delete_entries()
        for table in ("lists", "nodes", "counts"):
            self._db.rows(f"DELETE FROM specseal_{table}")

    def rebuild(self) -> None:
        """Make all lists anew from the records."""
        self.clear()
        filling = Filling()
        for kind, index in self.indexes.items():
            stored = ((key, index.placed(key, record)) for key, record in self._stored(kind))
            self.fill(kind, stored, filling)
        self.finish(filling)

    def fill(self, kind: str, placed: Iterable[tuple[str, Placed]], filling: Filling) -> None:
        """Add many records that are in no list yet. `finish` must follow.

        Args: `placed`, their keys and where they are listed.
        """
        ids, numbers, index = filling.ids, filling.numbers, self.indexes[kind]

        def entries() -> Iterable[Entry]:
            for key, (scope, sort, text, equal) in placed:
                check_place(kind, key, sort, index)
                list_id = ids.get((kind, scope)) or self._list_id(kind, scope, ids)
                numbers[list_id] += 1
                yield list_id, sort, key, text, equal

        self._db.insert_entries(entries())

    def finish(self, filling: Filling) -> None:
        """Divide the lists, and note their new numbers, after `fill`."""
        self._db.settle()
        self._db.rows("DELETE FROM specseal_nodes")
        self._db.rows("DELETE FROM specseal_counts")
        self._db.many(
            "UPDATE specseal_lists SET n = n + ? WHERE id = ?",
            [(number, list_id) for list_id, number in filling.numbers.items()],
        )
        for list_id, size in self._db.rows("SELECT id, n FROM specseal_lists WHERE n > ?", (FEW,)):
            self._nodes.divide(list_id, size)

    def _stored(self, kind: str) -> Iterable[tuple[str, Record]]:
        """Every record of a kind, read some at a time."""
        after = self._db.key("")
        while rows := self._db.rows(
            f"SELECT key, value FROM {self._db.records} WHERE kind = ? AND key > ? ORDER BY key LIMIT 1000",
            (kind, after),
        ):
            for after, value in rows:
                yield (after if isinstance(after, str) else bytes(after).decode()), json.loads(value)

    def _list_id(self, kind: str, scope: str, ids: dict[tuple[str, str], int]) -> int:
        found: int = self._db.rows(
            "INSERT INTO specseal_lists (kind, scope, n) VALUES (?, ?, 0) ON CONFLICT (kind, scope)"
            " DO UPDATE SET n = specseal_lists.n RETURNING id",
            (kind, scope),
        )[0][0]
        ids[kind, scope] = found
        return found

    def _recount(self, list_id: int, size: int, by: int, placed: Placed) -> None:
        """Change the numbers that one record is part of."""
        _, sort, text, equal = placed
        if by < 0 and size == FEW:
            # short lists are not counted: what is kept would be wrong once it is long again
            self._nodes.forget(list_id)
            self._db.rows("DELETE FROM specseal_counts WHERE list = ?", (list_id,))
            return
        self._nodes.changed(list_id, size, by, sort)
        if size + (by < 0) > FEW and (text is not None or equal is not None):
            self._db.rows(
                "UPDATE specseal_counts SET n = n + ? WHERE list = ? AND (equal = 0 OR equal = ?)"
                f" AND {self._db.holds.format('?', 'needle')}",
                (by, list_id, equal or 0, haystack(text or "")),
            )

    def _matches(self, list_id: int, asked: _Asked, *, may_write: bool) -> int:
        """The number of matches in a long list."""
        identity = (list_id, asked.bytes, asked.equal or 0)
        remembered = self._db.rows(
            "SELECT n FROM specseal_counts WHERE list = ? AND needle = ? AND equal = ?", identity
        )
        if remembered:
            return int(remembered[0][0])
        alone = asked.needle if asked.equal is None else None
        total = self._db.gram_count(list_id, alone) if alone else None
        if total is None:
            total = self._count(*self._conditions(list_id, asked, indexed=True))
        if total > FEW and len(asked.bytes) <= LONGEST_KEY:
            if not may_write:
                raise MustWrite
            number = self._db.rows("SELECT max(number) FROM specseal_counts WHERE list = ?", (list_id,))[0][0]
            number = (number or 0) + 1
            self._db.rows("INSERT INTO specseal_counts VALUES (?, ?, ?, ?, ?)", (*identity, total, number))
            self._db.rows(
                "DELETE FROM specseal_counts WHERE list = ? AND number <= ?", (list_id, number - REMEMBERED)
            )
        return total

    def _conditions(
        self, list_id: int, asked: _Asked, *, indexed: bool = False
    ) -> tuple[str, tuple[Any, ...]]:
        """A condition and its values.

        Args: `indexed`, whether the index of grams serves it, too. That of the text that is demanded always does: it
        has its entries in the list's order.
        """
        unordered = indexed or asked.equal is not None
        conditions: list[str] = ["+list = ?" if unordered else "list = ?"]
        values: list[Any] = [list_id]
        if asked.equal is not None:
            conditions.append("equal = ?")
            values.append(asked.equal)
        if asked.needle:
            if indexed and (by_grams := self._db.gram_condition(list_id, asked.needle)):
                conditions.append(by_grams[0])
                values.append(by_grams[1])
            conditions.append(self._db.holds.format("haystack", "?"))
            values.append(asked.needle.bytes)
        return " AND ".join(conditions), tuple(values)

    def _count(self, where: str, values: tuple[Any, ...]) -> int:
        return int(self._db.rows(f"SELECT count(*) FROM specseal_entries WHERE {where}", values)[0][0])

    def _everything(self, kind: str, query: Query, list_id: int, size: int) -> Page:
        """A page of all records in a list."""
        if query.after:
            return self._read(kind, "list = ?", (list_id,), query, size)
        start, number = query.start, min(query.size, size - query.start)
        if number <= 0:
            return Page((), size)
        if not query.descending:
            first, skip = self._nodes.seek(list_id, start, size)
            return self._read(
                kind, "list = ? AND sort >= ?", (list_id, first), Query(start=skip, size=number), size
            )
        # counted from the other end; the place of the page's first record is then known
        first, skip = self._nodes.seek(list_id, size - start - 1, size)
        begin = self._db.rows(
            "SELECT sort FROM specseal_entries WHERE list = ? AND sort >= ? ORDER BY sort LIMIT 1 OFFSET ?",
            (list_id, first, skip),
        )[0][0]
        asked = Query(size=number, descending=True)
        return self._read(kind, "list = ? AND sort <= ?", (list_id, begin), asked, size)

    def _read(self, kind: str, where: str, values: tuple[Any, ...], query: Query, total: int) -> Page:
        """The page of a query among the entries of a condition."""
        # larger ones are no numbers of a database
        start, size = min(query.start, total), min(query.size, total)
        order = " DESC" if query.descending else ""
        if query.after:
            where += " AND sort < ?" if query.descending else " AND sort > ?"
            values, start = (*values, place(query.after)), 0
        records = self._db.records
        rows = self._db.rows(
            f"WITH page AS MATERIALIZED (SELECT sort, key FROM specseal_entries WHERE {where}"
            f" ORDER BY sort{order} LIMIT ? OFFSET ?)"
            f" SELECT {records}.value, page.sort FROM page CROSS JOIN {records}"
            f" WHERE {records}.kind = ? AND {records}.key = page.key ORDER BY page.sort{order}",
            (*values, size, start, kind),
        )
        last = cursor(bytes(rows[-1][1])) if rows else ""
        return Page(tuple(json.loads(row[0]) for row in rows), total, last)
