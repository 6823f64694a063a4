"""What is doubtful of a proven recipe: mutants that all its vectors pass, and nonces that may repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..diagnostics import Diagnostic
from ..runtime.signing import SigningError
from .compile import SignerCode, compile_signer
from .mutants import Mutant, mutants
from .nodes import Assign, Call, Expression, Name, Template, simple_steps
from .prove import outcome
from .randomized import stated
from .recipe import Recipe
from .trial import load_signer, run

_MOST_NAMED = 3


def doubts(recipe: Recipe) -> Iterable[Diagnostic]:
    """The warnings of a proven recipe."""
    yield from _unproven(recipe)
    yield from _repeating(recipe)


def _unproven(recipe: Recipe) -> Iterable[Diagnostic]:
    """A warning for each input that no vector has, and that would tell mutants from the recipe."""
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


def _repeating(recipe: Recipe) -> Iterable[Diagnostic]:
    """A warning for a nonce that is the time: the time repeats, and may go back."""
    values = {step.name: step.value for step in simple_steps(recipe.steps) if isinstance(step, Assign)}
    told: set[Expression] = set()
    for step in simple_steps(recipe.steps):
        name = step.name if isinstance(step, Assign) else step.field
        clock = _clock(step.value, values)
        if clock is None or "nonce" not in name.lower() or clock in told:
            continue
        told.add(clock)
        yield Diagnostic(
            "signing-nonce",
            f"line {step.at.line}: the nonce of {recipe.name!r} is {clock.primitive}(), which repeats when two calls "
            "are made at once, and goes back with the clock.",
            recipe.locator.step(step.at),
            "Use growing_millis() if the vendor refuses a nonce that is not greater than the last one, and uuid() "
            "or random_digits(n) otherwise.",
            severity="warning",
        )


def _clock(value: Expression, values: Mapping[str, Expression]) -> Call | None:
    """The call of the clock that a value is, as a number or as text."""
    match value:
        case Call(primitive="unix_time" | "unix_millis"):
            return value
        case Name(id=name) if name in values:
            return _clock(values[name], values)
        case Template(parts=(Name() | Call() as part,)):
            return _clock(part, values)
        case _:
            return None


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
