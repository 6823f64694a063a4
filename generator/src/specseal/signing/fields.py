"""Checks of the fields that the steps name: each is placed or taken once, and never after it has been encoded."""

from __future__ import annotations

from collections.abc import Iterable

from .nodes import Assign, At, Call, Expression, Name, Put, Text, inside
from .problems import Problem

_ENCODED = ("form", "json")
"""The places that the body is encoded from."""


def check_fields(steps: tuple[Assign | Put, ...]) -> list[Problem]:
    """The problems of fields that are placed, taken or listed."""
    return [*_twice(steps), *_named_twice(steps), *_body_and_form(steps), *_both_bodies(steps)]


def taken_by(expression: Expression) -> list[tuple[Call, str, str]]:
    """Every ``take`` in an expression, with the place and the field that it names."""
    found: list[tuple[Call, str, str]] = []
    for call in inside(expression):
        match call:
            case Call(primitive="take", arguments=(Name(id=place), Text(value=name))):
                found.append((call, place, name))
            case _:
                pass
    return found


def _twice(steps: Iterable[Assign | Put]) -> Iterable[Problem]:
    """Fields that are placed or taken more than once."""
    seen: dict[tuple[str, str], At] = {}
    for step in steps:
        touched = [((place, name), call.at) for call, place, name in taken_by(step.value)]
        if isinstance(step, Put):
            touched.append(((step.place, step.field), step.at))
        for target, at in touched:
            if target in seen:
                message = (
                    f'{target[0]}["{target[1]}"] is already placed or taken on line {seen[target].line}.'
                )
                yield Problem("signing-place", message, at, "Remove one of the two.")
            seen.setdefault(target, at)


def _named_twice(steps: Iterable[Assign | Put]) -> Iterable[Problem]:
    """Names that one call of ``fields`` lists more than once."""
    for step in steps:
        for call in inside(step.value):
            if isinstance(call, Call) and call.primitive == "fields":
                names = [one.value for one in call.arguments[::2] if isinstance(one, Text)]
                for name in sorted({name for name in names if names.count(name) > 1}):
                    message = f"fields lists {name!r} more than once."
                    yield Problem("signing-place", message, call.at, "Remove one of the two.")


def _changed(steps: Iterable[Assign | Put], place: str) -> list[At]:
    """Where a place is changed."""
    puts = [step.at for step in steps if isinstance(step, Put) and step.place == place]
    return puts + [call.at for step in steps for call, taken, _ in taken_by(step.value) if taken == place]


def _body_and_form(steps: tuple[Assign | Put, ...]) -> Iterable[Problem]:
    """The body is encoded from its fields, so a recipe that changes them cannot read it."""
    reads = [
        part for step in steps for part in inside(step.value) if isinstance(part, Name) and part.id == "body"
    ]
    for place in _ENCODED:
        if reads and _changed(steps, place):
            name = "JSON" if place == "json" else "form"
            yield Problem(
                "signing-place",
                f"body is read, and the recipe changes the {name} that it is encoded from.",
                reads[0].at,
                f"Change the query or headers instead of the {name}.",
            )


def _both_bodies(steps: tuple[Assign | Put, ...]) -> Iterable[Problem]:
    changed = {place: _changed(steps, place) for place in _ENCODED}
    if all(changed.values()):
        message = "the recipe changes the form and the JSON of a body, which has only one of them."
        yield Problem("signing-place", message, changed["json"][0], "Write one recipe for each.")
