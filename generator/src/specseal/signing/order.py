"""Whether the signature covers the request as it is sent.

A primitive that reads fields or headers covers those present at that moment. A field placed afterwards, where it has
read, would be sent unsigned, unless its value depends on that reading: the signature itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from .check import taken_by
from .nodes import Assign, At, Call, Expression, Name, Put, Step, Text, inside, simple_steps
from .problems import Problem

_COVERED_BY = {
    "query": ("query",),
    "form": ("form",),
    "params": ("query", "form"),
    "body": ("form",),
    "headers": ("headers",),
}
_Readings: TypeAlias = frozenset["_Reading"]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One look at a place. ``patterns``: the headers it looks at; ``None``: at every field."""

    place: str
    at: At
    number: int
    patterns: frozenset[str] | None = None

    def covers(self, place: str, name: str) -> bool:
        if place != self.place:
            return False
        return self.patterns is None or any(
            name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern
            for pattern in self.patterns
        )


@dataclass(slots=True)
class _Flow:
    behind: dict[str, _Readings] = field(default_factory=dict[str, _Readings])
    """What each local name comes from."""
    lists: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """The patterns of each local name that is a list of headers, as `signed_names` gives it, and nothing else."""
    seen: list[_Reading] = field(default_factory=list[_Reading])
    late: list[tuple[Call, _Reading]] = field(default_factory=list[tuple[Call, _Reading]])
    """Fields that are taken after they have been read."""

    def of(self, expression: Expression) -> _Readings:
        """What an expression comes from; its own readings count from now on."""
        found: set[_Reading] = set()
        for part in inside(expression):
            if isinstance(part, Name):
                found |= self.behind.get(part.id, frozenset())
                if part.id == "body":
                    found.add(self._see("form", part.at, None))
            elif isinstance(part, Call) and part.primitive == "take":
                self._take(part)
            elif isinstance(part, Call):
                found |= self._readings(part)
        return frozenset(found)

    def _take(self, call: Call) -> None:
        for _, place, name in taken_by(call):
            earlier = [reading for reading in self.seen if reading.covers(place, name)]
            self.late += [(call, reading) for reading in earlier[:1]]

    def _readings(self, call: Call) -> set[_Reading]:
        places = [
            place
            for argument in call.arguments
            if isinstance(argument, Name)
            for place in _COVERED_BY.get(argument.id, ())
            if argument.id != "body"
        ]
        return {self._see(place, call.at, self._patterns(call)) for place in places}

    def _see(self, place: str, at: At, patterns: frozenset[str] | None) -> _Reading:
        reading = _Reading(place, at, len(self.seen), patterns)
        self.seen.append(reading)
        return reading

    def assign(self, step: Assign, comes_from: _Readings) -> None:
        self.behind[step.name] = comes_from
        match step.value:
            case Call(primitive="signed_names") as call:
                self.lists[step.name] = self._patterns(call) or frozenset()
            case _:
                pass

    def _patterns(self, call: Call) -> frozenset[str] | None:
        match call.primitive, call.arguments:
            case "signed_names", (_, *patterns):
                return frozenset(pattern.value for pattern in patterns if isinstance(pattern, Text))
            case "canonical_headers", (_, Text(value=names)):
                return frozenset(names.split(";"))
            case "canonical_headers", (_, Name(id=name)):
                return self.lists.get(name)
            case _:
                return None


def check_order(steps: tuple[Step, ...]) -> list[Problem]:
    """The fields that are placed or taken after they have been signed."""
    flow = _Flow()
    problems: list[Problem] = []
    for step in simple_steps(steps):
        earlier = tuple(flow.seen)
        comes_from = flow.of(step.value)
        match step:
            case Assign():
                flow.assign(step, comes_from)
            case Put():
                problems += _placed_late(step, earlier, comes_from)
    return problems + [_taken_late(call, reading) for call, reading in flow.late]


def _placed_late(step: Put, earlier: Iterable[_Reading], comes_from: _Readings) -> Iterable[Problem]:
    for reading in earlier:
        if reading.covers(step.place, step.field) and reading not in comes_from:
            yield Problem(
                "signing-order",
                f"{step.target} is placed after {step.place} was read on line {reading.at.line}, "
                "so it would not be signed.",
                step.at,
                "Place it before that line.",
            )
            return


def _taken_late(call: Call, reading: _Reading) -> Problem:
    ((_, place, name),) = taken_by(call)
    return Problem(
        "signing-order",
        f'{place}["{name}"] is taken after {place} was read on line {reading.at.line}, '
        "so the signature would not match the request.",
        call.at,
        "Take it before that line.",
    )
