"""A recipe as data: its assignments, independent of Python's syntax tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

FieldPlace = Literal["form", "query", "headers", "json"]
PLACES: tuple[FieldPlace, ...] = ("form", "query", "headers", "json")


@dataclass(frozen=True, slots=True)
class At:
    """A line and a column of the block, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal."""

    value: str
    at: At


@dataclass(frozen=True, slots=True)
class Integer:
    """A non-negative integer literal."""

    value: int
    at: At


@dataclass(frozen=True, slots=True)
class Name:
    """A credential, a setting, an earlier local name, or a part of the request."""

    id: str
    at: At


@dataclass(frozen=True, slots=True)
class Template:
    """An f-string: constant text and values, in turn."""

    parts: tuple[str | Name | Call, ...]
    at: At


@dataclass(frozen=True, slots=True)
class Sum:
    """Two values joined, or added."""

    left: Expression
    right: Expression
    at: At


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a primitive."""

    primitive: str
    arguments: tuple[Expression, ...]
    at: At


Expression: TypeAlias = Text | Integer | Name | Template | Sum | Call


@dataclass(frozen=True, slots=True)
class Assign:
    """``name = value``."""

    name: str
    value: Expression
    at: At


@dataclass(frozen=True, slots=True)
class Put:
    """``place["field"] = value``. Header names are in lower case."""

    place: FieldPlace
    field: str
    value: Expression
    at: At

    @property
    def target(self) -> str:
        """Source of the assignment target."""
        return f'{self.place}["{self.field}"]'


@dataclass(frozen=True, slots=True)
class When:
    """``if credential:`` and the fields that are placed only if that optional credential is present."""

    credential: str
    puts: tuple[Put, ...]
    at: At


Step: TypeAlias = Assign | Put | When


def parts(expression: Expression) -> tuple[Expression, ...]:
    """The direct subexpressions, in evaluation order."""
    match expression:
        case Template(parts=parts):
            return tuple(part for part in parts if not isinstance(part, str))
        case Sum(left=left, right=right):
            return (left, right)
        case Call(arguments=arguments):
            return arguments
        case _:
            return ()


def inside(expression: Expression) -> tuple[Expression, ...]:
    """The expression and all its subexpressions, in evaluation order."""
    return (*(deep for part in parts(expression) for deep in inside(part)), expression)


def simple_steps(steps: tuple[Step, ...]) -> tuple[Assign | Put, ...]:
    """All assignments in order, including those under ``if``."""
    found: list[Assign | Put] = []
    for step in steps:
        found.extend(step.puts if isinstance(step, When) else (step,))
    return tuple(found)
