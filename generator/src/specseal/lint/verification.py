"""What recipes do not let a receiver verify: an emulator has to let it pass, and lint says so."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Contract, Scheme
from ..diagnostics import Diagnostic
from ..signing import Readback, Recipe, readback
from ..signing.readback import Lost


def check_verification(contract: Contract) -> Iterator[Diagnostic]:
    """Yield a warning for each value that is signed and cannot be read back, and a note of what is never checked."""
    used = {name for operation in contract.operations for name in operation.scheme_names}
    for scheme in contract.schemes:
        if scheme.recipe is None or scheme.name not in used:
            continue
        found = readback(scheme.recipe, scheme.read_elsewhere)
        for lost in found.lost:
            yield _unread(scheme.recipe, lost)
        if unchecked := list(_unchecked(found)):
            yield _note(scheme, scheme.recipe, unchecked)


def _unread(recipe: Recipe, lost: Lost) -> Diagnostic:
    return Diagnostic(
        "signing-unread",
        f"line {lost.at.line}: the signature of {recipe.name!r} depends on {lost.name}, which cannot be read back "
        "from the request: the emulator does not check this signature.",
        recipe.locator.step(lost.at),
        "Place it in a field, or say by `x-emulator: {reads: …}` of the scheme where the request has it."
        if lost.drawn
        else "Place it in another field.",
        severity="warning",
    )


def _unchecked(found: Readback) -> Iterator[str]:
    """What is never checked, and what an account needs instead of a secret."""
    if found.pairs:
        yield f"{found.pairs[0]} is verified with the public key of an account, whose secret has to be one in PEM"
    if not found.timed:
        yield "it carries no time, so no request is too old"
    if not found.once:
        yield "it carries no nonce, so no request is a repetition"


def _note(scheme: Scheme, recipe: Recipe, unchecked: list[str]) -> Diagnostic:
    return Diagnostic(
        "signing-unverified",
        f"what the recipe of {scheme.name!r} does not let the emulator verify: {'; '.join(unchecked)}.",
        recipe.locator.location("steps"),
        "Nothing to do, unless the vendor checks it: then place it in a field that the vendor documents.",
        severity="note",
    )
