"""A recipe as it is read back: its steps, and what is known of the values in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .nodes import Assign, Call, Expression, Literal, Name, Sum, Template, inside
from .primitives import CLOCKS, DRAWN, PRIMITIVES, Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .nodes import Step

SHAPES: Mapping[str, re.Pattern[str]] = {
    "integer": re.compile(r"-?[0-9]{1,19}"),
    "hex": re.compile(r"[0-9A-Fa-f]*"),
    "base64": re.compile(r"[0-9A-Za-z+/]*={0,2}"),
    "base64url": re.compile(r"[0-9A-Za-z_-]*={0,2}"),
    "uuid": re.compile(r"[0-9A-Za-z_-]{8,64}"),
}
_TAKEN: Mapping[str, str] = {
    "base64": "base64",
    "base64url": "base64url",
    "base64url_padded": "base64url",
    "hex": "hex",
    "uuid": "uuid",
}


_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Recipe:
    """What reading back needs to know of a recipe."""

    steps: tuple[Step, ...]
    credentials: frozenset[str]
    settings: Mapping[str, str | int]
    adjustable: frozenset[str]
    """Settings that callers may change."""
    values: Mapping[str, Expression] = field(init=False)
    """Local names."""
    clocks: tuple[Call, ...] = field(init=False)
    """The calls that read the clock."""
    draws: int = field(init=False)
    """How many calls draw."""
    _kinds: dict[int, Kind] = field(default_factory=dict[int, "Kind"], compare=False)
    _flat: dict[int, list[Expression]] = field(default_factory=dict[int, "list[Expression]"], compare=False)
    _lengths: dict[int, int | None] = field(default_factory=dict[int, "int | None"], compare=False)

    def __post_init__(self) -> None:
        found = {step.name: step.value for step in self.steps if isinstance(step, Assign)}
        calls = [part for step in self.steps for part in inside(step.value) if isinstance(part, Call)]
        object.__setattr__(self, "values", found)
        object.__setattr__(self, "clocks", tuple(call for call in calls if call.primitive in CLOCKS))
        object.__setattr__(self, "draws", sum(call.primitive in DRAWN for call in calls))

    def kind(self, expression: Expression) -> Kind:
        """The kind of a value."""
        found = self._kinds.get(id(expression))
        if found is None:
            found = self._kinds[id(expression)] = self._kind(expression)
        return found

    def length(self, expression: Expression) -> int | None:
        """The number of characters or bytes, where it is always the same."""
        if id(expression) not in self._lengths:
            self._lengths[id(expression)] = self._length(expression)
        return self._lengths[id(expression)]

    def flat(self, parts: Sequence[Expression]) -> list[Expression]:
        """The parts of a text, with local names that are texts in parts themselves replaced by these."""
        found = self._flat.get(id(parts))
        if found is None:
            found = self._flat[id(parts)] = list(self._flattened(parts, 0))
        return found

    def _flattened(self, parts: Sequence[Expression], depth: int) -> Iterator[Expression]:
        for part in parts:
            origin = self.values.get(part.id, part) if isinstance(part, Name) else part
            if isinstance(origin, Template | Sum) and self.kind(origin) == "text" and depth < _DEEPEST:
                inner = origin.parts if isinstance(origin, Template) else origin.terms
                yield from self._flattened(inner, depth + 1)
            else:
                yield part

    def _kind(self, expression: Expression) -> Kind:
        match expression:
            case Literal(value=value):
                return "integer" if isinstance(value, int) else "text"
            case Template():
                return "text"
            case Call(primitive=primitive):
                return kind_of(primitive)
            case Sum(terms=terms):
                kinds = {self.kind(term) for term in terms}
                return "bytes" if "bytes" in kinds else "integer" if kinds == {"integer"} else "text"
            case Name(id=name):
                if name in self.values:
                    return self.kind(self.values[name])
                if isinstance(self.settings.get(name), int):
                    return "integer"
                return "bytes" if name == "body" else "text"

    def _length(self, expression: Expression) -> int | None:
        match expression:
            case Literal(value=str(value)):
                return len(value)
            case Name(id=name) if name in self.values:
                return self.length(self.values[name])
            case Call(primitive="random_digits", arguments=(Literal(value=int(digits)),)):
                return digits
            case Call(primitive="hex", arguments=(inner,)) if self.kind(inner) == "bytes":
                size = self.length(inner)
                return None if size is None else size * 2
            case Call(primitive="base64", arguments=(inner,)) if self.kind(inner) == "bytes":
                size = self.length(inner)
                return None if size is None else -(-size // 3) * 4
            case Call(primitive=primitive) if primitive in PRIMITIVES:
                return PRIMITIVES[primitive].length
            case Template(parts=parts) | Sum(terms=parts) if self.kind(expression) != "integer":
                sizes = [self.length(part) for part in parts]
                return None if None in sizes else sum(size for size in sizes if size)
            case _:
                return None

    def shape(self, expression: Expression) -> re.Pattern[str] | None:
        """What the text of a value consists of, if that is known."""
        if isinstance(expression, Name) and expression.id in self.values:
            return self.shape(self.values[expression.id])
        if self.kind(expression) == "integer":
            return SHAPES["integer"]
        if isinstance(expression, Call):
            return SHAPES.get(_TAKEN.get(expression.primitive, ""))
        return None
