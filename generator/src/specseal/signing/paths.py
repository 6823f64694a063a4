"""Every path through a recipe has a vector, and none leaves a request unsigned."""

from __future__ import annotations

from collections.abc import Iterable

from ..diagnostics import Diagnostic
from .recipe import Recipe


def unproven_paths(recipe: Recipe) -> Iterable[Diagnostic]:
    """The optional credentials that no vector has, or that every vector has."""
    for name in sorted(recipe.optional):
        having = [bool(vector.credentials.get(name)) for vector in recipe.vectors]
        for state, word in ((True, "with"), (False, "without")):
            if having and state not in having:
                yield Diagnostic(
                    "signing-vector",
                    f"no vector signs {word} the optional credential {name!r}.",
                    recipe.locator.location("vectors"),
                    f"Add a vector {word} it.",
                )
