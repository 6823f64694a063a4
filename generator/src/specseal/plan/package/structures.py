"""The classes of objects that callers send."""

from __future__ import annotations

from dataclasses import dataclass

from ...python_types import PythonType


@dataclass(frozen=True, slots=True)
class StructureField:
    """A key of a structure."""

    wire: str
    type: PythonType
    required: bool
    doc: str


@dataclass(frozen=True, slots=True)
class StructurePlan:
    """A ``TypedDict`` of ``types.py``: an object that callers send."""

    name: str
    doc: str
    fields: tuple[StructureField, ...]
