"""What is known of a checked recipe without running it."""

from __future__ import annotations

from ..signing import Recipe
from ..signing.nodes import Call, Expression, Integer, Name, Sum, Template, Text, inside, simple_steps
from ..signing.primitives import PRIMITIVES, REQUEST, Kind


def kind_of(recipe: Recipe, expression: Expression) -> Kind:
    """The kind of a value that has passed the checker."""
    match expression:
        case Text() | Template():
            return Kind.TEXT
        case Integer():
            return Kind.INTEGER
        case Name(id=name):
            if isinstance(recipe.settings.get(name), int):
                return Kind.INTEGER
            return recipe.kinds.get(name) or REQUEST.get(name, Kind.TEXT)
        case Sum(left=left, right=right):
            kinds = {kind_of(recipe, left), kind_of(recipe, right)}
            return Kind.BYTES if Kind.BYTES in kinds else kinds.pop()
        case Call(primitive=primitive):
            return PRIMITIVES[primitive].result


def reads_body(recipe: Recipe) -> bool:
    """Whether a recipe signs the bytes of the body."""
    return any(
        isinstance(part, Name) and part.id == "body"
        for step in simple_steps(recipe.steps)
        for part in inside(step.value)
    )
