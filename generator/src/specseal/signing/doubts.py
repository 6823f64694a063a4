"""What the vectors of a recipe do not prove: mutants that all of them pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..diagnostics import Diagnostic
from ..runtime.signing import SigningError
from .compile import SignerCode, compile_signer
from .mutants import Mutant, mutants
from .prove import outcome
from .randomized import stated
from .recipe import Recipe
from .trial import load_signer, run

_MOST_NAMED = 3


def doubts(recipe: Recipe) -> Iterable[Diagnostic]:
    """A warning for each input that no vector of a proven recipe has, and that would tell mutants from it."""
    found: dict[str, list[Mutant]] = {}
    for mutant in mutants(recipe):
        if mutant.tells not in found and not _noticed(recipe, mutant):
            found.setdefault(mutant.tells, []).append(mutant)
    for tells, survivors in found.items():
        changes = "; ".join(f"line {one.line}: {one.change}" for one in survivors[:_MOST_NAMED])
        yield Diagnostic(
            "signing-vector",
            f"the vectors of {recipe.name!r} would pass with a wrong recipe ({changes}).",
            recipe.locator.location("vectors"),
            f"Add a vector with {tells}.",
            "warning",
        )


def _noticed(recipe: Recipe, mutant: Mutant) -> bool:
    """Whether a vector fails for a mutant."""
    changed = replace(recipe, steps=mutant.steps)
    try:
        code = compile_signer(changed, "sign")
    except (KeyError, ValueError):
        return True
    return any(not _passes(changed, code, index) for index in range(len(recipe.vectors)))


def _passes(recipe: Recipe, code: SignerCode, index: int) -> bool:
    vector = recipe.vectors[index]
    try:
        request, signed = run(load_signer(code, stated(recipe, vector)), code, vector)
    except (SigningError, ValueError, TypeError, AttributeError, OverflowError, OSError):
        return False
    found = outcome(request, signed)
    return all(found[place].get(name) == wanted for (place, name), wanted in vector.expected.items())
