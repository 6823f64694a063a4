"""The store: small records by kind and key, some of which expire. Every verb is atomic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ..listing import Placed
from .encoding import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..listing import Index, Page, Query
    from .log import Log

Dumped = tuple[str, str, Record, float | None]
"""Kind, key, record and when it expires."""
Prepared = tuple[str, str, str, float | None, Placed | None]
"""The same as it is written: the record as JSON, and where it is listed when its kind has an index."""
SWEEP_EVERY = 256
"""`add` removes what has expired each time it was called this often."""
_STEP = 20_000
"""Records that are counted at a time: others wait meanwhile."""


def number_of(store: Store, kind: str, now: float) -> int:
    """The number of records of a kind, which others may change meanwhile."""
    total, after = 0, ""
    while True:
        number, after = store.tally(kind, after, _STEP, now)
        total += number
        if number < _STEP:
            return total


class StoreUnusable(Exception):
    """A store that cannot be opened, read or written; the text says why."""


class Store(Protocol):
    """A store of records. `now` and `expires` are Unix times in seconds; an expired record does not exist.

    Every verb raises `StoreUnusable` when the storage fails: a full disk, a corrupt file, a lost server.
    """

    def get(self, kind: str, key: str, now: float) -> Record | None:
        """The record, or None."""
        ...

    def put(self, kind: str, key: str, value: Record, expires: float | None = None) -> None:
        """Write a record, over an older one of the same key."""
        ...

    def add(self, kind: str, key: str, value: Record, now: float, expires: float | None = None) -> bool:
        """Write a record unless the key has one; True when it was written."""
        ...

    def take(self, kind: str, key: str, now: float) -> Record | None:
        """Read and remove a record: of several callers only one gets it."""
        ...

    def scan(self, kind: str, prefix: str, now: float) -> list[Record]:
        """The records whose key begins with `prefix`, in the order of their keys."""
        ...

    def version(self, kind: str) -> object:
        """A value that differs once a record of a kind has changed, by any process; None where that is not known."""
        ...

    def index(self, kind: str, index: Index) -> None:
        """List the records of a kind from now on, in every process, by an index that may be new or another one.

        Costs nothing when the kind has this index already; otherwise the lists are built from the records there are.
        """
        ...

    @property
    def indexes(self) -> Mapping[str, Index]:
        """How the records of kinds are listed."""
        ...

    def page(self, kind: str, query: Query, now: float) -> Page:
        """One page of a list of a kind that has an index: see `listing.py`.

        Records that have expired are removed first. Raises `KeyError` for a kind without an index, `ValueError` for a
        query that its index cannot answer.
        """
        ...

    def count(self, kind: str, key: str, by: int, now: float, expires: float | None = None) -> int:
        """Add `by` to the counter of a key and return its new value: each of several callers gets another one.

        The record of a counter is ``{"n": value}``. It starts at 0, and again once it has expired; `expires`
        applies when it starts.
        """
        ...

    def log(self, keep: int) -> Log:
        """The log, which there is one of. Args: `keep`, how many of its records are kept."""
        ...

    def grow(self, kind: str, key: str, value: int) -> bool:
        """Set the counter of a key to a greater value; False, and nothing is written, when it is not below `value`.

        The record of a counter is ``{"n": value}``. `value` is from 0 to 2**63 - 1.
        """
        ...

    def kinds(self) -> list[str]:
        """Every kind that has records, in alphabetical order."""
        ...

    def part(self, kind: str, after: str, size: int, now: float) -> list[Dumped]:
        """Up to `size` records of a kind whose keys come after one, in their order; the empty text is before all."""
        ...

    def tally(self, kind: str, after: str, size: int, now: float) -> tuple[int, str]:
        """How many records `part` would give, and the key of the last one."""
        ...

    def dump(self, now: float) -> list[Dumped]:
        """Every record that has not expired, in the order of kind and key."""
        ...

    def load(self, records: Iterable[Dumped | Prepared]) -> None:
        """Replace everything with these records, atomically. Declared indexes and the log stay."""
        ...

    def bulk(self, records: Iterable[Dumped | Prepared]) -> int:
        """Write many records, over older ones of the same keys, atomically; returns how many.

        What is prepared was prepared by `indexes`. `records` is read once, some hundred at a time, so it may be longer
        than memory. What it raises leaves the store unchanged. Other processes cannot write meanwhile.
        """
        ...

    def clear(self) -> None:
        """Delete everything, the log included; its numbers begin again."""
        ...

    def close(self) -> None:
        """Close files and connections."""
        ...

    @property
    def shared(self) -> bool:
        """Whether other processes may use it at the same time."""
        ...
