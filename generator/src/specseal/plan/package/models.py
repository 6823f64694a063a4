"""The classes of objects that callers get."""

from __future__ import annotations

from dataclasses import dataclass

from ...python_types import PythonType

OTHERS = "*"
"""What stands for the wire name of the field with the properties that an object does not name."""


@dataclass(frozen=True, slots=True)
class ModelField:
    """An attribute of a class of ``models.py``."""

    wire: str
    attribute: str
    type: PythonType
    required: bool
    """Whether its absence is an error, except for lists, which are empty then."""
    nullable: bool
    doc: str


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """A class of ``models.py``."""

    name: str
    doc: str
    fields: tuple[ModelField, ...]
    bases: tuple[str, ...]
    """Its runtime base classes, if it is the result of a call or a callback."""
    page_of: str | None
    """The class of its items, if it is one page of many."""
    headers: tuple[str, ...] = ()
    """The classes of the headers that come with it, if it is a result."""


@dataclass(frozen=True, slots=True)
class UnionPlan:
    """An alias of ``models.py``: one of several classes."""

    name: str
    doc: str
    members: tuple[PythonType, ...]
    key: str
    """The property that tells them apart; empty if their own properties do."""
    values: tuple[tuple[str, PythonType], ...]
    """The class for each value of that property."""
    other: PythonType | None
    """The class of objects that are none of these; ``None`` for the object as it came."""
