"""The parts of a memory: kinds of records, what is done with them, and the conditions of lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..json_types import is_array, is_object
from ..listing import as_text

if TYPE_CHECKING:
    from ..contract.model import Json

Does = Literal["create", "read", "list", "update", "delete", "put"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record."""

    name: str
    key: tuple[str, ...]
    """The fields that make its key."""
    unique: tuple[str, ...]
    """Further fields of which no two records may have the same."""
    defaults: Json
    """Fields of a new record that no request brings."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition of a list."""

    request: str
    field: str
    how: str

    def met(self, record: Json, value: Any) -> bool:
        """Whether a record has the value that a request asks for: one of a list, or that of each field of an object."""
        if is_array(value):
            return any(self.met(record, one) for one in value)
        if is_object(value):
            return all(Filter("", name, self.how).met(record, one) for name, one in value.items())
        own, asked = as_text(record.get(self.field)), as_text(value)
        if self.how == "contains":
            return asked in own
        return own.startswith(asked) if self.how == "prefix" else own == asked
