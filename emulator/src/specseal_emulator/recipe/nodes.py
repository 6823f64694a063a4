"""What a recipe consists of: steps that assign names and place fields, and the values in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or an integer that is written out."""

    value: str | int


@dataclass(frozen=True, slots=True)
class Name:
    """A local name, a credential, a setting or a part of the request."""

    id: str


@dataclass(frozen=True, slots=True)
class Template:
    """An f-string: its texts and values in order."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Texts or bytes joined, or integers added."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a primitive. Calls with the same text are different: each draws anew."""

    primitive: str
    arguments: tuple[Expression, ...]
    number: int
    """Tells the calls of one recipe apart."""


Expression = Literal | Name | Template | Sum | Call


@dataclass(frozen=True, slots=True)
class Assign:
    """``name = value``."""

    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Place:
    """``form["field"] = value`` and the like."""

    place: str
    """``query``, ``form``, ``headers`` or ``json``."""
    field: str
    """Of headers in lower case."""
    value: Expression
    when: str = ""
    """The optional credential without which nothing is placed."""


Step = Assign | Place


def inside(expression: Expression) -> Iterator[Expression]:
    """An expression and everything in it."""
    yield expression
    match expression:
        case Template(parts):
            inner = parts
        case Sum(terms):
            inner = terms
        case Call(arguments=arguments):
            inner = arguments
        case _:
            inner = ()
    for part in inner:
        yield from inside(part)


LITERAL = "literal"
"""The name of the calls that stand for texts in a recipe of which everything can be changed."""


def numbered_name(call: Call) -> str:
    """The name of a call in a recipe whose calls can be changed one by one."""
    return f"{call.primitive}#{call.number}"


def numbered(
    steps: tuple[Step, ...], primitives: frozenset[str], literals: Mapping[int, str]
) -> tuple[Step, ...]:
    """The steps with each call of these primitives, and each of these texts, under a name of its own."""
    numbers = {text: number for number, text in literals.items()}
    return tuple(replace(step, value=_numbered(step.value, primitives, numbers)) for step in steps)


def _numbered(expression: Expression, primitives: frozenset[str], literals: Mapping[str, int]) -> Expression:
    def inner(parts: tuple[Expression, ...]) -> tuple[Expression, ...]:
        return tuple(_numbered(part, primitives, literals) for part in parts)

    match expression:
        case Literal(value=str(text)) if text in literals:
            return Call(f"{LITERAL}#{literals[text]}", (expression,), 0)
        case Template(parts):
            return Template(inner(parts))
        case Sum(terms):
            return Sum(inner(terms))
        case Call(primitive="take"):
            return expression
        case Call(primitive=primitive, arguments=arguments):
            name = numbered_name(expression) if primitive in primitives else primitive
            return replace(expression, primitive=name, arguments=inner(arguments))
        case _:
            return expression
