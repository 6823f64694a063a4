"""A recipe at work: its first vector, run through the very function that ships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..signing import Recipe, compile_signer, load_signer
from ..signing.randomized import stated
from ..signing.trial import run, sample_request
from ..signing.vectors import Vector

__all__ = ["Worked", "sample_request", "work"]


@dataclass(frozen=True, slots=True)
class Worked:
    """What goes into a signature, and what comes out."""

    vector: Vector
    names: Mapping[str, str]
    """The intermediate texts, without those that give a secret away."""
    placed: tuple[tuple[str, str, str], ...]
    """Place, name and value of each field that was filled in."""


def work(recipe: Recipe, vector: Vector) -> Worked:
    """Run a proven vector of a recipe."""
    code = compile_signer(recipe, "sign")
    request, signed = run(load_signer(code, stated(recipe, vector)), code, vector)
    values: dict[str, Mapping[str, Any]] = {
        "form": request.form,
        "query": request.query,
        "headers": request.headers,
        "json": request.json,
    }
    placed = tuple(
        (place, name, str(values[place][name]))
        for place, name in dict.fromkeys(recipe.placed)
        if name in values[place]
    )
    return Worked(vector, signed.names, placed)
