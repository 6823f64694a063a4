"""Whether the signature covers the request as it is sent.

A primitive that reads fields or headers covers those present at that moment. A field placed afterwards, where it has
read, would be sent unsigned, unless its value depends on that reading: the signature itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from .fields import taken_by
from .nodes import Call, Step
from .problems import Problem
from .reading import Placed, Reading, follow


def check_order(steps: tuple[Step, ...]) -> list[Problem]:
    """The fields that are placed or taken after they have been signed."""
    flow = follow(steps)
    problems = [problem for placed in flow.placed for problem in _placed_late(placed)]
    return problems + [_taken_late(call, reading) for call, reading in flow.taken_late]


def _placed_late(placed: Placed) -> Iterable[Problem]:
    step, own = placed.step, {reading.number for reading in placed.comes_from}
    for reading in placed.earlier:
        if reading.covers(step.place, step.field) and reading.number not in own:
            yield Problem(
                "signing-order",
                f"{step.target} is placed after {step.place} was read on line {reading.at.line}, "
                "so it would not be signed.",
                step.at,
                "Place it before that line.",
            )
            return


def _taken_late(call: Call, reading: Reading) -> Problem:
    ((_, place, name),) = taken_by(call)
    return Problem(
        "signing-order",
        f'{place}["{name}"] is taken after {place} was read on line {reading.at.line}, '
        "so the signature would not match the request.",
        call.at,
        "Take it before that line.",
    )
