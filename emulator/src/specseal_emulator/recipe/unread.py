"""The field of a request that a drawn value cannot be read from: what it should hold, and the shape of what it holds.

Shapes instead of texts, because a field may hold a signature too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .invert import UNDO
from .nodes import Assign, Call, Expression, Literal, Name, Sum, Template
from .primitives import DRAWN
from .times import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .invert import Reading
    from .model import Recipe
    from .scheme import Scheme
    from .view import Target, View

_SAMPLE = 1767323045
"""A Unix time, 2026-01-02 03:04:05, whose parts are all different."""
_WORDS: Mapping[str, str] = {
    "unix_time": "a Unix time in seconds",
    "unix_millis": "a Unix time in milliseconds",
    "growing_millis": "a growing integer",
    "uuid": "a UUID",
    "unix": "a Unix time in seconds",
    "unix-milliseconds": "a Unix time in milliseconds",
    "text": "a text",
}
_REST = "…"
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Unread:
    """A field without a value that it should hold."""

    target: Target
    expected: str
    """What it should hold; what is not about the value is left out."""
    shape: str
    """What it holds, with ``9`` for digits and ``a`` or ``A`` for letters; empty where it is missing."""


def unread(scheme: Scheme, view: View, reading: Reading) -> Iterator[Unread]:
    """The fields from which a drawn value should have been read, in the order of the recipe."""
    recipe = scheme.recipe
    for name, statement in scheme.statements.items():
        value = recipe.values.get(name)
        if isinstance(value, Call) and _is_missing(value, reading):
            target = statement.place, statement.field
            expected = _WORDS.get(statement.format) or _time(statement.format)
            yield Unread(target, expected, _shape(view, target))
    for step in recipe.steps:
        if not isinstance(step, Assign) and _has(recipe, step.value, reading):
            target = step.place, step.field
            yield Unread(target, _expected(recipe, step.value, reading), _shape(view, target))


def _is_missing(value: Expression, reading: Reading) -> bool:
    return isinstance(value, Call) and value.primitive in DRAWN and value.number not in reading.drawn


def _has(recipe: Recipe, expression: Expression, reading: Reading) -> bool:
    """Whether a value that was not read could be told from an expression; not from a digest of it."""
    match expression:
        case Name(id=name):
            parts = (recipe.values[name],) if name in recipe.values else ()
        case Template(parts=parts) | Sum(terms=parts):
            pass
        case Call(primitive=name, arguments=parts) if name in UNDO or name in {"utc", "given"}:
            pass
        case _:
            return _is_missing(expression, reading)
    return any(_has(recipe, part, reading) for part in parts)


def _expected(recipe: Recipe, expression: Expression, reading: Reading) -> str:
    match expression:
        case Literal(value=value):
            return str(value)
        case _ if not _has(recipe, expression, reading):
            return _REST
        case Name(id=name):
            return _expected(recipe, recipe.values[name], reading)
        case Template(parts=parts) | Sum(terms=parts):
            numbers = isinstance(expression, Sum) and recipe.kind(expression) == "integer"
            return (" + " if numbers else "").join(_expected(recipe, part, reading) for part in parts)
        case Call(primitive="utc", arguments=(_, Literal(value=str(layout)))):
            return f"<{_time(layout)}>"
        case Call(primitive="random_digits", arguments=(Literal(value=count),)):
            return f"<{count} digits>"
        case Call(primitive=name) if name in DRAWN:
            return f"<{_WORDS.get(name, name)}>"
        case Call(primitive=name, arguments=arguments):
            return f"{name}({', '.join(_expected(recipe, one, reading) for one in arguments)})"


def _time(layout: str) -> str:
    return f"a time such as {as_text(_SAMPLE * 1000 if '%L' in layout else _SAMPLE, layout)}"


def _shape(view: View, target: Target) -> str:
    text = view.received([target]).get(target, "")
    shape = re.sub(r"[^\W\d_]", lambda one: "A" if one[0].isupper() else "a", re.sub(r"\d", "9", text))
    return shape if len(shape) <= _LONGEST else f"{shape[:_LONGEST]}{_REST}"
