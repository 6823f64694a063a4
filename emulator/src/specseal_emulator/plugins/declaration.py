"""What a vendor declares: settings, what a seed may hold of it, what it keeps, and what of that is secret."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ..bodies import BodyError, read

if TYPE_CHECKING:
    from ..listing import Index

Record = dict[str, Any]
Dumped = tuple[str, str, Record, float | None]
"""Kind, key, record and when it expires."""


class Unusable(Exception):
    """A setting that needs something that is not installed; the text says what to install or change."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The records of one kind in the store, as a snapshot may bring them back."""

    model: Callable[[Record], type[Any]] | None = None
    """The dataclass that a record must fit."""
    texts: tuple[str, ...] = ()
    """Names that must be there as texts, where no dataclass says it all."""
    identity: Callable[[Record], str] | None = None
    """The key that a record must stand under."""
    expires: bool = False
    """Whether the record itself says when it expires."""
    index: Index | None = None
    """How its records are listed and searched, where they are: see `Store.page`."""

    def check(self, name: str, record: Record) -> None:
        """Raises `ValueError` for a record that is not of this kind, or stands under another one's key."""
        if self.model is not None:
            read(self.model(record), record)
        for text in self.texts:
            if not isinstance(record.get(text), str):
                raise BodyError(text, "must be a string")
        if self.expires and not isinstance(record.get("expires"), int | float | None):
            raise BodyError("expires", "must be a number or null")
        if self.identity is not None and self.identity(record) != name:
            raise ValueError("stands under the key of another one")


@dataclass(frozen=True, slots=True)
class Section:
    """One list of a seed: what its items are, and which records they become."""

    name: str
    """In seed files and of `Seed`'s argument, such as ``faces``."""
    model: type[Any]
    """A frozen dataclass of JSON types, which raises `ValueError` for an invalid item. Its ``expires``,
    where it has one, is the Unix time from which on it no longer exists."""
    kind: str
    """Of the records in the store."""
    key: Callable[[Any], str]
    """The key of an item: a later item of the same key replaces an earlier one."""
    unique: tuple[str, ...]
    """The fields that make the key, of which no two items of a file may have the same."""
    more: Callable[[Any], Iterable[Dumped]] = field(default=lambda _item: ())
    """Records that an item brings besides its own, written before it."""
    record: Callable[[Any], Record] = asdict
    index: Index | None = None
    """How its records are listed and searched, where they are: see `Store.page`."""

    def records(self, items: Iterable[Any]) -> Iterable[Dumped]:
        """The records of items."""
        for item in items:
            yield from self.more(item)
            yield self.kind, self.key(item), self.record(item), getattr(item, "expires", None)

    def records_at(self, items: Iterable[Any], first: int) -> Iterable[Dumped]:  # noqa: ARG002
        """The same, of sections that number their items. Args: `first`, the number of the first one."""
        return self.records(items)


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What the emulator must know of a vendor before anything is served."""

    name: str
    """As in the contracts' ``x-generated``, such as ``megvii``."""
    settings: type[Any] | None = None
    """A frozen dataclass whose fields are `str`, `int`, `bool`, a `Literal` of texts or `tuple[str, ...]`, each
    with a default. Their names are those of ``--set``, so no two vendors may have the same."""
    sections: tuple[Section, ...] = ()
    """What a seed may hold besides accounts."""
    seed_schema: Callable[[], Mapping[str, Any]] | None = None
    """JSON Schemas of the sections, as an object with ``properties`` and ``$defs``; made from the models when
    left out."""
    demo: Callable[[], Mapping[str, tuple[Any, ...]]] = field(default=dict)
    """What of the sections an emulator starts with when no seed is named."""
    kinds: Mapping[str, Kind] = field(default_factory=dict[str, Kind])
    """Further kinds of records; they override those derived from the sections."""
    secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Fields of its records that are secrets, by the kind: they are masked wherever they stand."""
    secret_names: frozenset[str] = frozenset()
    """Fields and headers of requests that are made for secrets, besides those whose name ends in ``secret``."""

    def all_kinds(self) -> Mapping[str, Kind]:
        """Every kind of record that it may keep."""
        derived = {each.kind: _kind(each) for each in self.sections}
        return {**derived, **self.kinds}


def _kind(section: Section) -> Kind:
    return Kind(
        model=lambda _: section.model,
        identity=lambda record: section.key(read(section.model, record)),
        index=section.index,
    )
