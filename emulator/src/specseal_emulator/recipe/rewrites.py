"""Recipes as callers get them wrong where that changes how a field is read: a field of a digest and its text.

Such a field tells what was signed, so that it is read with each wrong recipe in turn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from typing import TYPE_CHECKING

from .model import Recipe
from .nodes import Assign, Call, Expression, Literal, Name, Place, Step, Sum, Template, inside
from .primitives import CHANGEABLE

if TYPE_CHECKING:
    from .scheme import Scheme
    from .view import Target

_FIELD = re.compile("(&?)([A-Za-z_]+)=")
_KINDS = ("hmac_sha1", "hmac_sha256", "hmac_md5", "hmac_sha384", "hmac_sha512")
_MOST_FIELDS = 4
_NEW = 10_000
"""The numbers of calls that no recipe has begin here."""
Steps = tuple[Step, ...]
Changed = tuple[str, str, Steps]
"""Mistake, note, steps."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A recipe with mistakes in it."""

    mistakes: tuple[tuple[str, str], ...]
    """Each with its note."""
    scheme: Scheme


def rewritten(scheme: Scheme, target: Target) -> Iterator[Rewritten]:
    """The recipe itself, then with one mistake, then with two that concern different things."""
    yield Rewritten((), scheme)
    once = list(_changed(scheme.recipe.steps, target))
    for mistake, note, steps in once:
        yield Rewritten(((mistake, note),), _with(scheme, steps))
    for mistake, note, steps in once:
        for other, more, both in _changed(steps, target):
            if _ORDER.index(mistake) < _ORDER.index(other):
                yield Rewritten(((mistake, note), (other, more)), _with(scheme, both))


_ORDER = (
    "base64-twice",
    "raw-before-digest",
    "algorithm-used",
    "hex-for-bytes",
    "base64-for-bytes",
    "raw-encoded",
    "raw-order",
    "milliseconds",
)
OF_TEXT = _ORDER[-3:]
"""Those that concern the text, not its digest."""


def _with(scheme: Scheme, steps: Steps) -> Scheme:
    known = scheme.recipe
    recipe = Recipe(steps, known.credentials, known.settings, known.adjustable)
    calls = [part for step in steps for part in inside(step.value) if isinstance(part, Call)]
    changeable = tuple(call for call in calls if call.primitive in CHANGEABLE)
    return replace(scheme, recipe=recipe, changeable=changeable)


def _changed(steps: Steps, target: Target) -> Iterator[Changed]:
    """The steps with one mistake."""
    place = next((one for one in steps if isinstance(one, Place) and (one.place, one.field) == target), None)
    if place is None:
        return
    for part in inside(place.value):
        if isinstance(part, Sum):
            for mistake, note, other in _sums(part):
                yield mistake, note, _replaced(steps, part, other)
            for name in (term for term in part.terms if isinstance(term, Name)):
                yield from _encodings(steps, part, name)
    if isinstance(place.value, Call) and place.value.primitive == "base64":
        twice = Call("base64", (place.value,), _NEW)
        yield "base64-twice", "", _replaced(steps, place.value, twice)
    for step in steps:
        if isinstance(step, Assign) and isinstance(step.value, Template):
            for order in _orders(step.value):
                yield "raw-order", "", _replaced(steps, step.value, order)
    clocks = {
        part: replace(part, primitive="unix_millis")
        for step in steps
        for part in inside(step.value)
        if isinstance(part, Call) and part.primitive == "unix_time"
    }
    if clocks:
        yield (
            "milliseconds",
            "",
            _each(steps, lambda part: clocks.get(part) if isinstance(part, Call) else None),
        )


def _sums(whole: Sum) -> Iterator[tuple[str, str, Expression]]:
    """What else a digest and its text may be."""
    for number, term in enumerate(whole.terms):
        if isinstance(term, Call) and term.primitive.startswith("hmac_"):

            def put(other: Expression, number: int = number) -> Sum:
                return Sum((*whole.terms[:number], other, *whole.terms[number + 1 :]))

            yield "hex-for-bytes", "", put(Call("hex", (term,), _NEW + 1))
            yield "base64-for-bytes", "", put(Call("base64", (term,), _NEW + 1))
            for other in _KINDS:
                if other != term.primitive:
                    note = f"{other} instead of {term.primitive}"
                    yield "algorithm-used", note, put(replace(term, primitive=other))
            if len(whole.terms) == 2 and number == 0:
                yield "raw-before-digest", "", Sum(whole.terms[::-1])


def _encodings(steps: Steps, whole: Sum, name: Name) -> Iterator[Changed]:
    """The text percent-encoded where it is signed, where it is sent, or both."""
    encoded = Call("rfc3986", (name,), _NEW + 2)
    digests = [term for term in whole.terms if term != name]
    sent = tuple(encoded if term == name else term for term in whole.terms)
    signed = [_in(term, lambda part: encoded if part == name else None) for term in digests]
    terms = iter(signed)
    yield (
        "raw-encoded",
        "",
        _replaced(steps, whole, Sum(tuple(term if term == name else next(terms) for term in whole.terms))),
    )
    terms = iter(signed)
    yield (
        "raw-encoded",
        "",
        _replaced(steps, whole, Sum(tuple(encoded if term == name else next(terms) for term in whole.terms))),
    )
    yield "raw-encoded", "", _replaced(steps, whole, Sum(sent))


def _orders(template: Template) -> Iterator[Template]:
    """A text of ``name=value`` fields with its fields in another order."""
    parts = template.parts
    names = [part.value for part in parts[::2] if isinstance(part, Literal) and isinstance(part.value, str)]
    found = [_FIELD.fullmatch(name) for name in names]
    if len(parts) % 2 or len(names) * 2 != len(parts) or not 1 < len(names) <= _MOST_FIELDS or None in found:
        return
    fields = [(name.lstrip("&"), value) for name, value in zip(names, parts[1::2], strict=True)]
    for order in list(permutations(fields))[1:]:
        made: list[Expression] = []
        for number, (name, value) in enumerate(order):
            made += [Literal(f"&{name}" if number else name), value]
        yield Template(tuple(made))


def _replaced(steps: Steps, part: Expression, other: Expression) -> Steps:
    return _each(steps, lambda one: other if one is part else None)


def _each(steps: Steps, change: Callable[[Expression], Expression | None]) -> Steps:
    return tuple(replace(step, value=_in(step.value, change)) for step in steps)


def _in(expression: Expression, change: Callable[[Expression], Expression | None]) -> Expression:
    """The expression with parts replaced, from the outside in."""
    other = change(expression)
    if other is not None:
        return other
    match expression:
        case Template(parts):
            return Template(tuple(_in(part, change) for part in parts))
        case Sum(terms):
            return Sum(tuple(_in(term, change) for term in terms))
        case Call(arguments=arguments):
            return replace(expression, arguments=tuple(_in(one, change) for one in arguments))
        case _:
            return expression
