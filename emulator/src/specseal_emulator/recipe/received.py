"""A signature as vendors compute it: over the request as it arrived, instead of making the request anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .nodes import Assign, Call, Expression, Name, Place, Step, inside
from .primitives import BY_KEY_PAIR, PRIMITIVES
from .view import View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .evaluate import Run
    from .model import Recipe
    from .view import Target


@dataclass(frozen=True, slots=True)
class OverReceived:
    """What of a recipe computes signatures."""

    steps: tuple[Step, ...]
    told: frozenset[str]
    """Local names that a request may tell, which are then taken as they came."""
    targets: frozenset[Target]
    """The fields that hold signatures."""


def over_received(recipe: Recipe, secrets: Collection[str]) -> OverReceived:
    """The steps that fields with a signature need, or fields with a secret where there is no signature."""
    places = [step for step in recipe.steps if isinstance(step, Place) and holds(recipe, step.value, secrets)]
    signed = [step for step in places if digested(recipe, step.value)] or places
    needed = {name for step in signed for name in _names(recipe, step.value)}
    steps = tuple(
        step for step in recipe.steps if (step.name in needed if isinstance(step, Assign) else step in signed)
    )
    told = frozenset(
        name
        for name in needed
        if not digested(recipe, recipe.values[name]) and not holds(recipe, recipe.values[name], secrets)
    )
    return OverReceived(steps, told, frozenset((step.place, step.field) for step in signed))


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


def _names(recipe: Recipe, expression: Expression) -> Iterator[str]:
    """The local names that an expression needs."""
    for part in inside(expression):
        if isinstance(part, Name) and part.id in recipe.values:
            yield part.id
            yield from _names(recipe, recipe.values[part.id])
