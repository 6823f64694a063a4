"""Seeds: the accounts and vendor data that an emulator starts with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import chain
from typing import Any, Protocol

from ..bodies import BodyError, read
from ..json_types import is_array, is_object
from ..listing import Index
from ..plugins import Declaration, Kind, Section, installed
from .accounts import KINDS, SECRETS, SECTIONS, Account, TemporaryAccount
from .garbage import young_only
from .records import KINDS as RECORDS
from .records import SECTIONS as RECORD_SECTIONS
from .secrets import changed
from .sizes import check_record
from .store import Dumped, Prepared, Store

_MANY = 1000
"""Records from which on a seed is written in one transaction, for which others wait."""


def sections() -> Mapping[str, Section]:
    """Every section of a seed, by its name."""
    vendors = (section for vendor in installed() for section in vendor.sections)
    return {section.name: section for section in (*SECTIONS, *RECORD_SECTIONS, *vendors)}


def kinds() -> Mapping[str, Kind]:
    """Every kind of record that belongs to the state."""
    found: dict[str, Kind] = {**KINDS}
    for vendor in installed():
        found |= vendor.all_kinds()
    return found


def declare_indexes(store: Store) -> None:
    """Have a store list the records of every kind that is to be listed."""
    for kind, of_kind in kinds().items():
        if of_kind.index is not None:
            store.index(kind, of_kind.index)


def secret_fields() -> Mapping[str, tuple[str, ...]]:
    """The secret fields of records, by kind."""
    found: dict[str, tuple[str, ...]] = {**SECRETS}
    for vendor in installed():
        found |= vendor.secrets
    return found


def secret_names() -> frozenset[str]:
    """Fields and headers of requests that vendors declare secret."""
    return frozenset[str]().union(*(vendor.secret_names for vendor in installed()))


class Seed:
    """Everything an emulator starts with: items by section, also as attributes.

    Raises `ValueError` for a section that no installed vendor has, `TypeError` for an item of another type.
    """

    __slots__ = ("_items",)
    _items: dict[str, tuple[Any, ...]]

    def __init__(self, **items: Iterable[Any]) -> None:
        known = sections()
        self._items = dict.fromkeys(known, ())
        for name, given in items.items():
            if name not in known:
                raise ValueError(f"unknown section {name!r}; expected one of: {', '.join(known)}")
            self._items[name] = tuple(given)
            for item in self._items[name]:
                if not isinstance(item, known[name].model):
                    raise TypeError(f"{name} holds {type(item).__name__}, not {known[name].model.__name__}")

    @classmethod
    def read(cls, data: Any) -> Seed:
        """A seed from a JSON object. Raises `BodyError`, naming the location."""
        if not is_object(data):
            raise BodyError("", "must be an object")
        known, items = sections(), dict[str, Any]()
        for name, given in data.items():
            if name not in known:
                raise BodyError(name, f"unknown name; expected one of: {', '.join(known)}")
            if not is_array(given):
                raise BodyError(name, "must be an array")
            items[name] = [read(known[name].model, item, f"{name}/{n}") for n, item in enumerate(given)]
        return cls(**items)

    def plain(self) -> dict[str, Any]:
        """The same as a JSON object."""
        return {name: [asdict(item) for item in items] for name, items in self._items.items()}

    def replaced(self, **items: Iterable[Any]) -> Seed:
        """The same with other lists."""
        return Seed(**{**self._items, **items})

    def records(self) -> list[Dumped]:
        """Its records. Of two items with one key the later one counts."""
        return [r for name, section in sections().items() for r in section.records(self._items[name])]

    def write(self, store: Store) -> None:
        """Write all records to a store, over those with the same keys."""
        write_seed(store, self)

    def __getattr__(self, name: str) -> tuple[Any, ...]:
        try:
            items: dict[str, tuple[Any, ...]] = object.__getattribute__(self, "_items")
            return items[name]
        except KeyError:
            raise AttributeError(f"a seed has no {name}") from None

    def __add__(self, other: Seed) -> Seed:
        """Both; of two items with one key the right one counts."""
        return Seed(**{name: (*items, *getattr(other, name)) for name, items in self._items.items()})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seed) and self.plain() == other.plain()

    def __hash__(self) -> int:
        return hash(tuple(self._items.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return _seed, (self._items,)

    def __repr__(self) -> str:
        return f"Seed({', '.join(f'{name}={items!r}' for name, items in self._items.items() if items)})"


class Records(Protocol):
    """Records to be read once more each time."""

    def prepared(self, indexes: Mapping[str, Index]) -> Iterable[Prepared]:
        """The records. Args: `indexes` of the store that they are for."""
        ...


def write_seed(store: Store, seed: Seed, streams: Iterable[Records] = ()) -> None:
    """Write a seed to a store, and the records of streams, over those with the same keys.

    Raises `TooLong` for a record of the seed before anything is written.
    Where they are many, they are written in one transaction: all of them or, when a stream raises, none.
    """
    more = [stream.prepared(store.indexes) for stream in streams]
    records = [*seed.records(), changed()]
    if more or len(records) > _MANY:
        every: Iterable[Dumped | Prepared] = chain(records[:-1], *more, records[-1:])
        with young_only():
            store.bulk(every)
        return
    for kind, name, record, _ in records:
        check_record(kind, name, record, store.indexes.get(kind))
    for kind, name, record, expires in records:
        store.put(kind, name, record, expires)


def _seed(items: dict[str, tuple[Any, ...]]) -> Seed:
    return Seed(**items)


def default_seed() -> Seed:
    """One account for all vendors, ``demo-key`` with ``demo-secret``, and the documents' own example data."""
    seed = Seed(
        accounts=(Account("demo-key", "demo-secret"),),
        temporary_accounts=(TemporaryAccount("STS.demo-key", "demo-secret", "demo-token"),),
    )
    for vendor in installed():
        seed += _demo(vendor)
    return seed


def _demo(vendor: Declaration) -> Seed:
    return Seed(**vendor.demo())


def check_records(records: Iterable[Dumped]) -> None:
    """Raises `ValueError`, naming the record, for an unknown kind and for a record that does not fit its kind."""
    known = kinds()
    for kind, name, record, _ in records:
        of_kind = Kind() if kind.startswith(RECORDS) else known.get(kind)
        if of_kind is None:
            raise ValueError(f"unknown kind {kind[:100]!r}; expected one of: {', '.join(known)}")
        try:
            of_kind.check(name, record)
        except ValueError as error:
            raise ValueError(f"{kind} {name[:100]!r}: {error}") from error
