"""What the steps read of a request, and which values come from it.

A primitive that is given ``query`` reads every field of the query at that moment; ``value`` reads one field, and
``without`` all others. Readings are followed through local names to the fields that are placed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from .fields import taken_by
from .nodes import Assign, At, Call, Expression, Name, Put, Step, Text, inside, parts, simple_steps
from .values import REQUEST

READS: Mapping[str, tuple[str, ...]] = {
    "query": ("query",),
    "target": ("query",),
    "form": ("form",),
    "params": ("query", "form"),
    "json": ("json",),
    "body": ("form", "json"),
    "headers": ("headers",),
}
"""The places that each part of the request is made of."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at a place."""

    place: str
    part: str
    """The part of the request that was named, such as ``params``."""
    at: At
    number: int
    only: frozenset[str] | None = None
    """The fields that it looks at, where a name may end in ``*``; ``None``: at every field."""
    excluded: frozenset[str] = frozenset()
    """The fields that it leaves out."""
    signs: bool = True
    """Whether the value is looked at, not only its length."""

    def covers(self, place: str, name: str) -> bool:
        """Whether it looks at a field."""
        if place != self.place or name in self.excluded:
            return False
        return self.only is None or any(
            name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern
            for pattern in self.only
        )


Readings: TypeAlias = frozenset[Reading]


@dataclass(frozen=True, slots=True)
class Placed:
    """A field that is placed: what had been read by then, and what its value comes from."""

    step: Put
    earlier: tuple[Reading, ...]
    comes_from: Readings


@dataclass(slots=True)
class Flow:
    """The readings of the steps."""

    behind: dict[str, Readings] = field(default_factory=dict[str, Readings])
    """What each local name comes from."""
    lists: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """The patterns of each local name that is a list of headers, as `signed_names` returns it, and nothing else."""
    seen: list[Reading] = field(default_factory=list[Reading])
    placed: list[Placed] = field(default_factory=list[Placed])
    taken_late: list[tuple[Call, Reading]] = field(default_factory=list[tuple[Call, Reading]])
    """Fields that are taken after they have been read."""

    def of(self, expression: Expression, excluded: frozenset[str] = frozenset()) -> Readings:
        """What an expression comes from; its own readings count from now on."""
        match expression:
            case Name(id=name):
                found = self.behind.get(name, frozenset())
                if REQUEST.get(name):
                    found |= self._see(name, expression.at, None, excluded)
                return found
            case Call(primitive="take"):
                for call, place, name in taken_by(expression):
                    earlier = [reading for reading in self.seen if reading.covers(place, name)]
                    self.taken_late += [(call, reading) for reading in earlier[:1]]
                return frozenset()
            case Call():
                return self._call(expression, excluded)
            case _:
                return self._all(parts(expression), frozenset())

    def _call(self, call: Call, excluded: frozenset[str]) -> Readings:
        match call.primitive, call.arguments:
            case "without", (fields, *names):
                left_out = frozenset(name.value for name in names if isinstance(name, Text))
                return self.of(fields, excluded | left_out)
            case "value", (Name(id=part), Text(value=name), absent) if part in REQUEST:
                return self._see(part, call.at, frozenset({name}), excluded) | self.of(absent)
            case _, (Name(id="headers"), *rest):
                return self._see("headers", call.at, self._patterns(call), excluded) | self._all(
                    tuple(rest), frozenset()
                )
            case "length", arguments:
                found = self._all(arguments, frozenset())
                return frozenset(_unsigned(reading) for reading in found)
            case _, arguments:
                return self._all(arguments, excluded)

    def _all(self, expressions: tuple[Expression, ...], excluded: frozenset[str]) -> Readings:
        found: Readings = frozenset()
        for expression in expressions:
            found |= self.of(expression, excluded)
        return found

    def _see(self, part: str, at: At, only: frozenset[str] | None, excluded: frozenset[str]) -> Readings:
        found = [
            Reading(place, part, at, len(self.seen) + index, only, excluded)
            for index, place in enumerate(READS.get(part, ()))
        ]
        self.seen += found
        return frozenset(found)

    def _patterns(self, call: Call) -> frozenset[str] | None:
        match call.primitive, call.arguments:
            case (("signed_names" | "matching"), (_, *patterns)):
                return frozenset(pattern.value for pattern in patterns if isinstance(pattern, Text))
            case "header_lines", (_, Text(value=prefix)):
                return frozenset({f"{prefix}*"})
            case "canonical_headers", (_, Text(value=names)):
                return frozenset(names.split(";"))
            case "canonical_headers", (_, Name(id=name)):
                return self.lists.get(name)
            case _:
                return None

    def step(self, step: Assign | Put) -> None:
        """Follow one step."""
        earlier = tuple(self.seen)
        comes_from = self.of(step.value)
        match step:
            case Assign(name=name, value=value):
                self.behind[name] = comes_from
                if isinstance(value, Call) and value.primitive == "signed_names":
                    self.lists[name] = self._patterns(value) or frozenset()
            case Put():
                self.placed.append(Placed(step, earlier, comes_from))


def _unsigned(reading: Reading) -> Reading:
    return Reading(
        reading.place, reading.part, reading.at, reading.number, reading.only, reading.excluded, signs=False
    )


def follow(steps: tuple[Step, ...]) -> Flow:
    """The readings of all steps, in order."""
    flow = Flow()
    for step in simple_steps(steps):
        flow.step(step)
    return flow


def reads(steps: tuple[Step, ...], part: str) -> bool:
    """Whether the steps name a part of the request."""
    return any(
        isinstance(one, Name) and one.id == part for step in simple_steps(steps) for one in inside(step.value)
    )
