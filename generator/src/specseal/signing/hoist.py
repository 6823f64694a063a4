"""Exposes the string to sign, for comparison with the one that a vendor shows when it refuses a signature."""

from __future__ import annotations

from dataclasses import replace

from .fields import taken_by
from .nodes import Assign, Call, Expression, Name, Step, Sum, Template, Text, When, inside
from .primitives import KEYED, PRIMITIVES, Kind
from .recipe import Recipe
from .secrecy import Secrecy, follow_secrets

NAME = "string_to_sign"


def with_string_to_sign(recipe: Recipe) -> tuple[tuple[Step, ...], str | None]:
    """The steps, and the local name of the text that the last keyed hash covers.

    If that text has no name, a step that assigns it is inserted. There is no name if it is not text, contains a secret
    or is a constant.
    """
    for index in range(len(recipe.steps) - 1, -1, -1):
        step = recipe.steps[index]
        for value in reversed(_values(step)):
            hashes = [part for part in inside(value) if isinstance(part, Call) and part.primitive in KEYED]
            if hashes:
                return _named(recipe, index, hashes[-1])
    return recipe.steps, None


def _values(step: Step) -> list[Expression]:
    return [put.value for put in step.puts] if isinstance(step, When) else [step.value]


def _named(recipe: Recipe, index: int, call: Call) -> tuple[tuple[Step, ...], str | None]:
    text = call.arguments[1]
    if isinstance(text, Name):
        shown = (
            recipe.kinds.get(text.id) is Kind.TEXT and recipe.secrecy.names.get(text.id) is not Secrecy.SECRET
        )
        return recipe.steps, text.id if shown else None
    step = recipe.steps[index]
    if isinstance(step, When) or NAME in recipe.kinds or taken_by(step.value) or not _movable(recipe, text):
        return recipe.steps, None
    changed = replace(step, value=_replaced(step.value, text, Name(NAME, text.at)))
    return (*recipe.steps[:index], Assign(NAME, text, text.at), changed, *recipe.steps[index + 1 :]), NAME


def _movable(recipe: Recipe, text: Expression) -> bool:
    """Whether an expression can be evaluated one step earlier, is text but not a constant, and contains no secret."""
    for part in inside(text):
        if isinstance(part, Call) and PRIMITIVES[part.primitive].source:
            return False
    probe = (*recipe.steps, Assign(NAME, text, text.at))
    return (
        not isinstance(text, Text)
        and _is_text(recipe, text)
        and follow_secrets(probe, recipe.secrets).names[NAME] is not Secrecy.SECRET
    )


def _is_text(recipe: Recipe, expression: Expression) -> bool:
    match expression:
        case Text() | Template():
            return True
        case Sum(left=left, right=right):
            return _is_text(recipe, left) and _is_text(recipe, right)
        case Call(primitive=primitive):
            return PRIMITIVES[primitive].result is Kind.TEXT
        case Name(id=name):
            return recipe.kinds.get(name, Kind.TEXT) is Kind.TEXT and name != "body"
        case _:
            return False


def _replaced(expression: Expression, old: Expression, new: Name) -> Expression:
    if expression is old:
        return new
    match expression:
        case Template(parts=parts):
            changed = tuple(part if isinstance(part, str) else _replaced(part, old, new) for part in parts)
            return replace(
                expression, parts=tuple(part for part in changed if isinstance(part, (str, Name, Call)))
            )
        case Sum(left=left, right=right):
            return replace(expression, left=_replaced(left, old, new), right=_replaced(right, old, new))
        case Call(arguments=arguments):
            return replace(
                expression, arguments=tuple(_replaced(argument, old, new) for argument in arguments)
            )
        case _:
            return expression
