"""How records are listed and searched: declarations and questions, and the keys that follow from them.

A kind of records that is to be listed has an `Index`, declared once with `Store.index`. From then on every write keeps
the index in the same transaction, and `Store.page` answers a `Query`: one page of one list, in a fixed order, with the
number of all records that match. No page reads the whole list; see `state/lists.py` for how.

    store.index("acme/orders", Index(scope=("owner",), order=("created",), search="title"))
    store.put("acme/orders", "o-1", {"owner": "demo", "created": 1, "title": "Two robots"})
    page = store.page("acme/orders", Query(("demo",), text="robot", start=0, size=20), now)
    page.records, page.total, page.next

The other verbs of the store are those of any record: `put`, `add`, `get`, `take`, `scan` by prefix of the key, `bulk`.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Literal

Record = dict[str, Any]
Placed = tuple[str, bytes, str | None, int | None]
"""Where a record is listed and how it is found there: list, place, text that is searched, fingerprint of the text that
a query can demand."""
EDGE = b"\xff"
"""Stands before and behind a text that is searched; no UTF-8 text holds it."""
LONGEST_SCOPE = 2000
"""Characters, all ASCII, of the values that set lists apart, as JSON; of longer ones their digest is kept."""
_EXACT = 2**53
"""Integers from here on are not all floats."""
_FLOAT, _SIGN, _ALL = struct.Struct(">d").pack, 2**63, 2**64 - 1


@dataclass(frozen=True, slots=True)
class Index:
    """How the records of one kind are listed. Fields are names of the record's own, flat values."""

    scope: tuple[str, ...] = ()
    """Fields that set lists apart: records of the same values are in one list."""
    order: tuple[str, ...] = ()
    """Fields that a list is sorted by, ascending: absent and null first, numbers, then texts by code points. Records
    of equal fields are in the order of their keys."""
    search: str = ""
    """The field whose text can be searched; empty for none."""
    equal: str = ""
    """A field that a query can demand to be a certain text; empty for none."""
    fold: bool = False
    """Whether a search ignores case."""

    @classmethod
    def parse(cls, definition: str) -> Index:
        """From the text that `definition` gives."""
        given: dict[str, Any] = json.loads(definition)
        return cls(scope=tuple(given.pop("scope")), order=tuple(given.pop("order")), **given)

    def definition(self) -> str:
        """As a text."""
        return json.dumps(asdict(self))

    def placed(self, key: str, record: Record) -> Placed:
        """Where a record is listed."""
        values = self.scope_of(record)
        scope = scope_key(values)
        text = self.text_of(record) if self.search else None
        return scope, self.sort_of(key, record, values), text, self.equal_of(scope, record)

    def scope_of(self, record: Record) -> tuple[str, ...]:
        """What sets the list of a record apart."""
        return tuple([str(record.get(name, "")) for name in self.scope])

    def sort_of(self, key: str, record: Record, scope: tuple[str, ...]) -> bytes:
        """The place of a record in its list. What all keys of the list begin with is left out: it takes memory."""
        return (
            b"".join([_sortable(record.get(name)) for name in self.order])
            + key.removeprefix(_prefix(scope)).encode()
        )

    def text_of(self, record: Record) -> str:
        """The text of a record that is searched, as it is compared."""
        text = as_text(record.get(self.search)) if self.search else ""
        return text.casefold() if self.fold else text

    def equal_of(self, scope: str, record: Record) -> int | None:
        """What stands for the text of the field that a query can demand, in a list."""
        value = record.get(self.equal) if self.equal else None
        return None if value is None else fingerprint(scope, as_text(value))


@dataclass(frozen=True, slots=True)
class Query:
    """Which page of which list. Raises `ValueError` for numbers out of range."""

    scope: tuple[str, ...] = ()
    """The values of the index's `scope`."""
    text: str = ""
    """Only records whose searched text matches; empty for all."""
    match: Literal["contains", "begins", "equals"] = "contains"
    equal: str | None = None
    """Only records whose field `Index.equal` is this text."""
    start: int = 0
    """Records to skip. Any page of a list costs the same; see `after` for searches."""
    size: int = 10
    """The longest page."""
    after: str = ""
    """`Page.next` of the page before, instead of `start`: the records behind it, also when others came or went."""
    descending: bool = False

    def __post_init__(self) -> None:
        if self.start < 0 or self.size < 0:
            raise ValueError("start and size must not be negative")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    records: tuple[Record, ...]
    total: int
    """The number of all records that match, on all pages."""
    next: str = ""
    """For `Query.after`; empty when the page is empty."""


@dataclass(frozen=True, slots=True)
class Needle:
    """What a search looks for, as bytes to be found in `haystack`, and as text to be cut into grams."""

    bytes: bytes
    begins: bool
    ends: bool
    text: str


def needle(index: Index, query: Query) -> Needle | None:
    """What a query looks for; None when every text fits. Raises `ValueError` when the index has no such field."""
    if query.text and not index.search:
        raise ValueError("these records have no text to search")
    if query.equal is not None and not index.equal:
        raise ValueError("these records have no field to compare")
    text = query.text.casefold() if index.fold else query.text
    begins, ends = query.match in {"begins", "equals"}, query.match == "equals"
    if not text:
        return None
    return Needle(EDGE * begins + _bytes(text) + EDGE * ends, begins, ends, text)


def haystack(text: str) -> bytes:
    """The bytes that are searched."""
    return b"\xff%b\xff" % _bytes(text)


@lru_cache(1024)
def scope_key(values: tuple[str, ...]) -> str:
    """One text for the values that set lists apart: themselves, or a digest of those that are too long to be in an
    index of PostgreSQL.
    """
    text = json.dumps(values, separators=(",", ":"))
    return text if len(text) <= LONGEST_SCOPE else f"blake2b:{blake2b(text.encode()).hexdigest()}"


@lru_cache(1024)
def _prefix(values: tuple[str, ...]) -> str:
    """How keys made by `state.keys.key` begin that name their list."""
    return "".join(f"{len(value)}:{value}/" for value in values)


@lru_cache(1024)
def fingerprint(scope: str, text: str) -> int:
    """A signed number of 64 bits for a text of a list, never 0. Texts that are compared mostly repeat."""
    digest = blake2b(_bytes(f"{scope}{text}"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) or 1


def as_text(value: Any) -> str:
    """A value as it is compared with the text of a query: as JSON has it, without a fraction of 0; nothing for null."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def cursor(sort: bytes) -> str:
    """`Page.next` for a place."""
    return sort.hex()


def behind_all(number: int) -> str:
    """For `Query.after`, in lists that one number orders: behind every record of this number."""
    return cursor(_sortable(number) + EDGE)


def place(after: str) -> bytes:
    """The place of a cursor. Raises `ValueError` for a text that is none."""
    try:
        return bytes.fromhex(after)
    except ValueError as error:
        raise ValueError("after: not the `next` of a page") from error


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _sortable(value: Any) -> bytes:
    """Bytes that sort as the value does among others."""
    if isinstance(value, str):
        return b"\x02%b\0\0" % _bytes(value).replace(b"\0", b"\0\xff")
    if isinstance(value, int | float):
        return b"\x01" + _number(value)
    return b"\x00" if value is None else _sortable(json.dumps(value))


def _number(value: float) -> bytes:
    if 0 < value < _EXACT:
        return _FLOAT(-value)  # the sign is the one bit that differs
    try:
        near = float(value)
    except OverflowError:
        near = float("inf") if value > 0 else float("-inf")
    bits = int.from_bytes(_FLOAT(near + 0.0), "big")
    found = (bits ^ (_ALL if bits >> 63 else _SIGN)).to_bytes(8, "big")
    if isinstance(value, int) and _EXACT <= abs(value) < 2**1000:
        rest, width = value - int(near), int(near).bit_length() // 8 + 1
        found += (rest + (1 << (8 * width - 1))).to_bytes(width, "big")
    return found
