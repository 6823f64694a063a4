"""Records of products without a module of their own, in the store and in a seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..plugins import Section
from ..plugins.declaration import Dumped, Record
from .accounts import check_texts, check_unicode
from .keys import key

KINDS = "record:"
"""What their kinds begin with."""
OWNER, NUMBER = "@owner", "@number"
"""Whose a record is, and its place among those of its owner; beside its own fields."""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One record of a kind that a contract's `x-emulator` declares."""

    product: str
    record: str
    """The kind, by its name in the contract."""
    key: tuple[str, ...]
    """The values of its key, as texts."""
    fields: Mapping[str, Any] = field(hash=False)
    """Its fields, those of the key included, as JSON."""
    owner: str = "demo"

    def __post_init__(self) -> None:
        check_texts(self, "product", "record", "owner")
        check_unicode("key", "".join(self.key))
        if not self.key or not all(self.key):
            raise ValueError("key must not be empty")


class _Records(Section):
    """The section of a seed; each item is a record of its own kind."""

    def records(self, items: Iterable[Any]) -> Iterable[Dumped]:
        """The records of items, in their order."""
        known = list(items)
        return self.records_at(known, -len(known))

    def records_at(self, items: Iterable[Any], first: int) -> Iterable[Dumped]:
        """See `Section.records_at`."""
        for number, item in enumerate(items, first):
            record = record_of(item.owner, dict(item.fields), number)
            yield kind_of(item.product, item.record), key(item.owner, *item.key), record, None


def kind_of(product: str, name: str) -> str:
    """The kind of a contract's records in the store."""
    return f"{KINDS}{product}/{name}"


def record_of(owner: str, fields: Record, number: int) -> Record:
    """A record as it is stored."""
    return {**fields, OWNER: owner, NUMBER: number}


SECTIONS = (
    _Records(
        "stored_records",
        StoredRecord,
        KINDS,
        lambda item: key(item.product, item.record, item.owner, *item.key),
        ("product", "record", "owner", "key"),
    ),
)
