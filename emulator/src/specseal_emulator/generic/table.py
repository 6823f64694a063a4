"""The records of one kind, of one contract: by owner and key, and in lists that the store pages and searches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ..contract.model import Json
from ..contract.pointers import value_at
from ..listing import Index, Query, behind_all
from ..state.keys import key
from ..state.records import NUMBER, OWNER, kind_of, record_of
from ..state.sizes import check_key, short

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from ..services import Services

_UNIQUE = "record-unique"
_NUMBERS = "sequence"
_GONE = "record-gone"
_PAGE = 500
_REMEMBERED = 3600.0
"""Seconds for which lists go on behind an item that was deleted."""


class Listed(NamedTuple):
    """A record in a list."""

    number: int
    """Its place among those of its owner."""
    fields: Json


@dataclass(frozen=True, slots=True)
class Search:
    """One condition that the store itself can answer."""

    text: str = ""
    begins: bool = False
    equal: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Reads and writes the records of one kind."""

    services: Services
    product: str
    name: str
    unique: tuple[str, ...]
    """Fields of which no two records of an owner may have the same."""
    search: str = ""
    """The field whose text lists search; empty for none."""
    equal: str = ""
    """The field by which lists are narrowed; empty for none."""
    marks: frozenset[str] = frozenset()
    """Pointers to what the next page of a list begins after."""

    def declare(self) -> None:
        """Have the store keep the lists."""
        index = Index(scope=(OWNER,), order=(NUMBER,), search=self.search, equal=self.equal)
        self.services.store.index(self._kind, index)

    def get(self, owner: str, parts: Sequence[str]) -> Json | None:
        """The fields of a record, or None."""
        found = self.services.store.get(self._kind, key(owner, *parts), self.services.clock.now())
        return None if found is None else _fields(found)

    def add(self, owner: str, parts: Sequence[str], fields: Json) -> str:
        """Write a new record. Empty, or the field whose value another record has; ``key`` for the key itself.

        Raises `TooLong` before anything is written.
        """
        check_key(self._kind, key(owner, *parts))
        store, now = self.services.store, self.services.clock.now()
        taken, clash = self._take(owner, {}, fields)
        if clash:
            return clash
        number = store.count(_NUMBERS, self._kind, 1, 0)
        if not store.add(self._kind, key(owner, *parts), record_of(owner, fields, number), now):
            self._free(taken)
            return "key"
        return ""

    def put(self, owner: str, parts: Sequence[str], fields: Json) -> str:
        """Write a record, over an older one, whose place in lists it takes. Gives what `add` does, but for the key.

        Raises `TooLong` before anything is written.
        """
        check_key(self._kind, key(owner, *parts))
        store, now = self.services.store, self.services.clock.now()
        old = store.get(self._kind, key(owner, *parts), now)
        before = self._slots(owner, old or {})
        _, clash = self._take(owner, before, fields)
        if clash:
            return clash
        number = int(old[NUMBER]) if old else store.count(_NUMBERS, self._kind, 1, 0)
        store.put(self._kind, key(owner, *parts), record_of(owner, fields, number))
        self._free(before.keys() - self._slots(owner, fields).keys())
        return ""

    def delete(self, owner: str, parts: Sequence[str]) -> None:
        """Delete a record."""
        store, now = self.services.store, self.services.clock.now()
        old = store.take(self._kind, key(owner, *parts), now)
        if old:
            self._free(self._slots(owner, old))
            for pointer in self.marks:
                mark = self._mark(owner, pointer, value_at(old, pointer))
                store.put(_GONE, mark, {NUMBER: old[NUMBER]}, now + _REMEMBERED)

    def gone(self, owner: str, pointer: str, mark: Any) -> int | None:
        """The number of a record that was deleted not long ago, by what lists go on after."""
        found = self.services.store.get(_GONE, self._mark(owner, pointer, mark), self.services.clock.now())
        return None if found is None else int(found[NUMBER])

    def page(
        self, owner: str, search: Search, start: int, size: int, behind: int | None = None
    ) -> tuple[list[Listed], int]:
        """The records of one page, in the order in which they were made, and the number of all.

        Args: `behind`, the number of the record that the page begins after, whether it is still there or not.
        """
        after = "" if behind is None else behind_all(behind)
        query = self._query(owner, search, start=start, size=size, after=after)
        found = self.services.store.page(self._kind, query, self.services.clock.now())
        return [_listed(record) for record in found.records], found.total

    def all(self, owner: str, search: Search) -> Iterator[Listed]:
        """Every record that a search finds."""
        after = ""
        while True:
            query = self._query(owner, search, size=_PAGE, after=after)
            found = self.services.store.page(self._kind, query, self.services.clock.now())
            for record in found.records:
                yield _listed(record)
            after = found.next
            if not after or len(found.records) < _PAGE:
                return

    def _query(self, owner: str, search: Search, *, start: int = 0, size: int, after: str = "") -> Query:
        return Query(
            (owner,),
            text=search.text,
            match="begins" if search.begins else "contains",
            equal=search.equal,
            start=start,
            size=size,
            after=after,
        )

    @property
    def _kind(self) -> str:
        return kind_of(self.product, self.name)

    def _mark(self, owner: str, pointer: str, mark: Any) -> str:
        return short(key(self.product, self.name, owner, pointer, str(mark)))

    def _slots(self, owner: str, fields: Json) -> dict[str, str]:
        """What stands for the unique values of a record, and their fields."""
        return {
            short(key(self.product, self.name, owner, name, str(fields[name]))): name
            for name in self.unique
            if fields.get(name) is not None
        }

    def _take(self, owner: str, held: Collection[str], fields: Json) -> tuple[list[str], str]:
        """Claim the unique values of a record that it does not hold: those claimed, or the field that is taken."""
        store, now = self.services.store, self.services.clock.now()
        taken: list[str] = []
        for slot, name in self._slots(owner, fields).items():
            if slot in held:
                continue
            if not store.add(_UNIQUE, slot, {}, now):
                self._free(taken)
                return [], name
            taken.append(slot)
        return taken, ""

    def _free(self, slots: Iterable[str]) -> None:
        for slot in slots:
            self.services.store.take(_UNIQUE, slot, 0)


def _listed(record: Json) -> Listed:
    return Listed(int(record[NUMBER]), _fields(record))


def _fields(record: Json) -> Json:
    return {name: value for name, value in record.items() if name not in {OWNER, NUMBER}}
