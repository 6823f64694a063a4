"""One signing scheme of a contract: its recipe, compiled, and what of it can be verified."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .invert import Reading, read_back
from .nodes import Assign, Call, Expression, Literal, Name, Place, Sum, inside
from .primitives import CLOCKS, DRAWN, GROWING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .evaluate import Program
    from .model import Recipe
    from .statements import Statement
    from .view import Target, View

_DEADLINE = re.compile(r"expir|until|deadline|valid|^end")


@dataclass(frozen=True, slots=True)
class Scheme:
    """A recipe as it is verified."""

    name: str
    recipe: Recipe
    program: Program
    numbered: Program
    """The same with a name of its own for each of `changeable` and `literals`."""
    changeable: tuple[Call, ...]
    """Its digests and their encodings, in order."""
    literals: Mapping[int, str]
    """Its texts that are percent-encoded."""
    body_digests: Mapping[Target, Call]
    """The fields that hold a digest of the body, each with the call that writes it."""
    credentials: tuple[str, ...]
    optional: frozenset[str]
    secrets: frozenset[str]
    targets: tuple[Target, ...]
    """The fields that it places."""
    needed: tuple[Target, ...]
    """Those of them that every request has."""
    optional_targets: frozenset[Target]
    """Those of them that callers may leave out; they are then not signed either."""
    secret_targets: frozenset[Target]
    """Those of them that depend on a secret or a digest."""
    statements: Mapping[str, Statement]
    """Where the overlay says that a name is to be read."""
    window: int | None
    """Seconds that a request may be old, where the overlay says so."""
    settable: frozenset[str]
    """The settings that callers may set, by the contract."""
    unverified: tuple[str, ...]
    """What of it cannot be checked, for people."""
    problem: str = ""
    """Why its signature cannot be checked at all; empty when it can."""

    def uses(self, part: str) -> bool:
        """Whether its steps name a part of the request."""
        return any(
            isinstance(one, Name) and one.id == part
            for step in self.recipe.steps
            for one in inside(step.value)
        )

    def read(self, view: View) -> Reading:
        """What a signed request tells."""
        reading = read_back(self.recipe, view.received(self.targets))
        for name, statement in self.statements.items():
            if (value := statement.read(view)) is not None:
                _tell(self.recipe, reading, name, value)
        return reading

    def moved(self) -> Iterator[tuple[Target, Target, bool]]:
        """Fields that it moves: where from, where to, and whether their case may change."""
        for step in self.recipe.steps:
            if isinstance(step, Place):
                value, folded = step.value, False
                while isinstance(value, Call) and value.primitive in {"lower", "upper"}:
                    value, folded = value.arguments[0], True
                match value:
                    case Call(primitive="take", arguments=(Name(id=place), Literal(value=str(name)))):
                        yield (place, name), (step.place, step.field), folded
                    case _:
                        pass

    def nonces(self, reading: Reading) -> list[str]:
        """What was drawn at random for a request."""
        return [
            str(reading.drawn[call.number])
            for call in calls_of(self.recipe)
            if call.primitive in DRAWN
            and call.primitive not in CLOCKS | GROWING
            and call.number in reading.drawn
        ]

    @property
    def grows(self) -> bool:
        """Whether its requests have a nonce that has to grow."""
        return any(call.primitive in GROWING for call in calls_of(self.recipe))

    def growing(self, reading: Reading) -> int | None:
        """The nonce of a request that has to be greater than those before; None when it has none."""
        found = [
            int(reading.drawn[call.number])
            for call in calls_of(self.recipe)
            if call.primitive in GROWING and call.number in reading.drawn
        ]
        return min(found, default=None)

    def times(self, reading: Reading) -> tuple[list[int], list[int]]:
        """When a request was made, and when it says that it expires."""
        made = [
            int(reading.drawn[call.number])
            for call in calls_of(self.recipe)
            if call.primitive in CLOCKS and call.number in reading.drawn
        ]
        expires = [value for part in self._deadlines() if (value := self._later(part, reading)) is not None]
        return made, expires

    def supposes(self, reading: Reading) -> bool:
        """Whether a deadline alone tells the time, as if callers had left a setting in it as it is."""
        return any(
            isinstance(term, Name) and term.id in self.settable and term.id not in reading.settings
            for part in self._deadlines()
            for term in part.terms
        )

    def _deadlines(self) -> Iterator[Sum]:
        """Sums of a time and a life: a setting is in it, or its name says so."""
        for step in self.recipe.steps:
            named = isinstance(step, Assign) and _DEADLINE.search(step.name)
            for part in inside(step.value):
                if isinstance(part, Sum) and (
                    (named and part is step.value)
                    or any(isinstance(term, Name) and term.id in self.recipe.settings for term in part.terms)
                ):
                    yield part

    def _later(self, whole: Sum, reading: Reading) -> int | None:
        """The value of a sum of a time and a number of seconds."""
        if self.recipe.kind(whole) != "integer":
            return None
        total, clock = 0, False
        for term in whole.terms:
            value: Any = None
            origin = self.recipe.values.get(term.id, term) if isinstance(term, Name) else term
            match origin:
                case Literal(value=value):
                    pass
                case Name(id=name):
                    value = reading.settings.get(name, self.recipe.settings.get(name))
                case Call(primitive=primitive, number=number) if primitive in CLOCKS:
                    value, clock = reading.drawn.get(number), True
                case _:
                    pass
            if not isinstance(value, int):
                return None
            total += value
        return total if clock else None


def _tell(recipe: Recipe, reading: Reading, name: str, value: str | int) -> None:
    """Take over a name that the overlay says where to read."""
    reading.names.setdefault(name, value)
    expression: Expression | None = recipe.values.get(name)
    if isinstance(expression, Call) and expression.primitive in DRAWN:
        reading.drawn.setdefault(expression.number, value)


def calls_of(recipe: Recipe) -> list[Call]:
    """Every call of a recipe."""
    return [part for step in recipe.steps for part in inside(step.value) if isinstance(part, Call)]
