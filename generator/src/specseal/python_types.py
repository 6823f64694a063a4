"""Types of Python values, before anybody prints them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

PlainName = Literal[
    "str",
    "int",
    "float",
    "bool",
    "bytes",
    "date",
    "datetime",
    "time",
    "Decimal",
    "UUID",
    "DateTime",
    "Date",
    "Time",
    "DecimalText",
    "none",
    "null",
    "file",
    "content",
    "object",
    "any",
]


@dataclass(frozen=True, slots=True)
class Plain:
    """A type without parts.

    ``object`` is a mapping from text to anything, ``none`` the value ``None``, and ``null`` the constant ``NULL`` of
    ``types``. A ``file`` is a part of a form, ``content`` the bytes of a body, wherever they come from. ``DateTime``,
    ``Date``, ``Time`` and ``DecimalText`` are those of the runtime, for responses: a date or the like, or a text.
    """

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
class EachOf:
    """Values that are taken one after the other, possibly without end."""

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


@dataclass(frozen=True, slots=True)
class Structure:
    """A ``TypedDict`` of ``types.py``."""

    name: str


PythonType: TypeAlias = Plain | Choice | ListOf | EachOf | MapOf | OneOf | Model | Alias | Structure
ANY = Plain("any")
NONE = Plain("none")


def leaves(type_: PythonType) -> Iterator[PythonType]:
    """The types that a type is made of: what its lists, maps and unions hold in the end."""
    match type_:
        case ListOf(item=inner) | EachOf(item=inner) | MapOf(value=inner):
            yield from leaves(inner)
        case OneOf(members=members):
            for member in members:
                yield from leaves(member)
        case _:
            yield type_


def plain_names(type_: PythonType) -> Iterator[PlainName]:
    """The names of the types without parts that a type is made of."""
    return (one.name for one in leaves(type_) if isinstance(one, Plain))


def one_of(*members: PythonType) -> PythonType:
    """One of several types, each once; of a union, its members."""
    flat = [inner for one in members for inner in (one.members if isinstance(one, OneOf) else (one,))]
    found = tuple(dict.fromkeys(flat))
    return found[0] if len(found) == 1 else OneOf(found)
