"""The records of one kind, of one contract, by owner and key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..state.keys import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..contract import Contract
    from ..contract.model import Json
    from ..services import Services

RECORDS = "record"
"""The kind of the store's records."""
_NUMBERS = "sequence"


@dataclass(frozen=True, slots=True)
class Table:
    """Reads and writes the records of one kind."""

    services: Services
    contract: Contract
    kind: str

    def get(self, owner: str, parts: Sequence[str]) -> Json | None:
        """The fields of a record, or None."""
        found = self.services.store.get(RECORDS, self._key(owner, parts), self.services.clock.now())
        return None if found is None else found["fields"]

    def add(self, owner: str, parts: Sequence[str], fields: Json) -> bool:
        """Write a record unless there is one of this key."""
        return self.services.store.add(
            RECORDS, self._key(owner, parts), self._record(fields), self.services.clock.now()
        )

    def put(self, owner: str, parts: Sequence[str], fields: Json) -> None:
        """Write a record, over an older one, whose place in lists it takes."""
        old = self.services.store.get(RECORDS, self._key(owner, parts), self.services.clock.now())
        record = self._record(fields) if old is None else {"n": old["n"], "fields": fields}
        self.services.store.put(RECORDS, self._key(owner, parts), record)

    def delete(self, owner: str, parts: Sequence[str]) -> None:
        """Delete a record."""
        self.services.store.take(RECORDS, self._key(owner, parts), self.services.clock.now())

    def all(self, owner: str) -> list[Json]:
        """The records of an owner, in the order in which they were made."""
        prefix = key(self.contract.product, self.kind, owner)
        found = self.services.store.scan(RECORDS, prefix, self.services.clock.now())
        return [record["fields"] for record in sorted(found, key=lambda record: int(record["n"]))]

    def find(self, owner: str, name: str, value: str) -> Json | None:
        """A record with this value in a field, or None."""
        return next((fields for fields in self.all(owner) if str(fields.get(name)) == value), None)

    def _key(self, owner: str, parts: Sequence[str]) -> str:
        return record_key(self.contract.product, self.kind, owner, parts)

    def _record(self, fields: Json) -> dict[str, Any]:
        return {"n": self.services.store.count(_NUMBERS, RECORDS, 1, 0), "fields": fields}


def record_key(product: str, kind: str, owner: str, parts: Iterable[str]) -> str:
    """The store key of a record."""
    return key(product, kind, owner, *parts)
