"""Types of Python values, before anybody prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

PlainName = Literal[
    "str", "int", "float", "bool", "file", "object", "any", "bytes", "none", "datetime", "date", "decimal"
]


@dataclass(frozen=True, slots=True)
class Plain:
    """A type without parts; ``object`` is a mapping from text to anything."""

    name: PlainName


@dataclass(frozen=True, slots=True)
class Choice:
    """Known values; when ``open``, other values of their kind as well."""

    values: tuple[str | int | bool, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list."""

    item: PythonType


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from text."""

    value: PythonType


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several types."""

    members: tuple[PythonType, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A class of ``models.py``."""

    name: str


@dataclass(frozen=True, slots=True)
class Alias:
    """A union of classes, which has a name in ``models.py``."""

    name: str


PythonType: TypeAlias = Plain | Choice | ListOf | MapOf | OneOf | Model | Alias
ANY = Plain("any")
