"""A signature as vendors compute it: over the request as it arrived, instead of making the request anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .evaluate import Program
from .nodes import Assign, Call, Expression, Name, Place, inside, numbered
from .primitives import BY_KEY_PAIR, CHANGEABLE, PRIMITIVES
from .view import View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .evaluate import Run
    from .model import Recipe
    from .scheme import Scheme
    from .view import Target


@dataclass(frozen=True, slots=True)
class OverReceived:
    """What of a recipe computes one field."""

    program: Program
    numbered: Program
    """The same with a name of its own for each call that can be changed."""


def over_received(scheme: Scheme, target: Target, told: Collection[str]) -> OverReceived:
    """The steps that a field needs. Args: `told`, local names that requests tell, which are taken as they came."""
    recipe = scheme.recipe
    places = [step for step in recipe.steps if not isinstance(step, Assign) and place_of(step) == target]
    needed = {name for step in places for name in _names(recipe, step.value, told)}
    steps = tuple(
        step for step in recipe.steps if (step.name in needed if isinstance(step, Assign) else step in places)
    )
    return OverReceived(
        Program(steps, arrived=True),
        Program(numbered(steps, CHANGEABLE, scheme.literals), arrived=True),
    )


def place_of(step: Place) -> Target:
    """The field that a step places."""
    return step.place, step.field


def told_beside(recipe: Recipe, target: Target) -> str:
    """The local name of the text that a field holds beside a digest; empty where it holds none."""
    values = [
        step.value for step in recipe.steps if not isinstance(step, Assign) and place_of(step) == target
    ]
    for part in (part for value in values for part in inside(value)):
        if (
            isinstance(part, Name)
            and part.id in recipe.values
            and not digested(recipe, recipe.values[part.id])
        ):
            return part.id
    return ""


def view_of(run: Run) -> View:
    """The request of an evaluation over a request as it arrived."""
    return View(
        run.method, run.path, run.host, run.headers, run.query, run.form, run.body, run.scheme, run.json
    )


def digested(recipe: Recipe, expression: Expression) -> bool:
    """Whether a digest, a signature or a local name made of one is in an expression."""
    for part in inside(expression):
        if isinstance(part, Call) and (part.primitive in BY_KEY_PAIR or _is_digest(part)):
            return True
        if isinstance(part, Name) and part.id in recipe.values and digested(recipe, recipe.values[part.id]):
            return True
    return False


def holds(recipe: Recipe, expression: Expression, secrets: Collection[str]) -> bool:
    """Whether a secret, or a local name made of one, is in an expression."""
    names = [part.id for part in inside(expression) if isinstance(part, Name)]
    made = [recipe.values[name] for name in names if name in recipe.values]
    return any(name in secrets for name in names) or any(holds(recipe, one, secrets) for one in made)


def _is_digest(call: Call) -> bool:
    return call.primitive in PRIMITIVES and PRIMITIVES[call.primitive].length is not None


def _names(recipe: Recipe, expression: Expression, told: Collection[str]) -> Iterator[str]:
    """The local names that an expression needs, but for those that are told."""
    for part in inside(expression):
        if isinstance(part, Name) and part.id in recipe.values and part.id not in told:
            yield part.id
            yield from _names(recipe, recipe.values[part.id], told)
