"""The results of openapi-python-client, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from ..contract.values import Where
from ..python_types import PythonType


@dataclass(frozen=True, slots=True)
class ParsedField:
    """One value of a request."""

    name: str
    where: Where
    required: bool
    type: PythonType


@dataclass(frozen=True, slots=True)
class ParsedOperation:
    """One operation's request."""

    fields: tuple[ParsedField, ...]

    def type_of(self, where: Where, name: str) -> PythonType | None:
        """The base type of a value; ``None`` if it was not read."""
        return next((one.type for one in self.fields if (one.where, one.name) == (where, name)), None)
