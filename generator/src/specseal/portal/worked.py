"""A recipe at work: its first vector, run through the very function that ships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from ..runtime.signing import Values
from ..runtime.sources import Sources
from ..signing import Recipe, compile_signer, load_signer
from ..signing.prove import SampleRequest
from ..signing.vectors import Vector


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
    request = sample_request(vector)
    code = compile_signer(recipe, "sign")
    arguments = {code.arguments[name]: value for name, value in vector.settings.items()}
    signed = cast("Any", load_signer(code))(request, vector.credentials, _sources(vector), **arguments)
    values: dict[str, Mapping[str, Any]] = {
        "form": request.form,
        "query": request.query,
        "headers": request.headers,
    }
    placed = tuple(
        (place, name, str(values[place][name]))
        for place, name in dict.fromkeys(recipe.placed)
        if name in values[place]
    )
    return Worked(vector, signed.names, placed)


def sample_request(vector: Vector) -> SampleRequest:
    """The request of a vector, before it is signed."""
    sample = vector.request
    headers = {"host": sample.host, **sample.headers}
    return SampleRequest(
        sample.method,
        sample.host,
        sample.path,
        _copied(sample.query),
        _copied(sample.form),
        headers,
        sample.body,
    )


def _sources(vector: Vector) -> Sources:
    def digits(_count: int) -> str:
        return vector.random["random_digits"]

    return Sources(
        clock=lambda: vector.clock or 0.0, uuid=lambda: vector.random["uuid"], random_digits=digits
    )


def _copied(values: Values) -> Values:
    return {name: value if isinstance(value, str) else list(value) for name, value in values.items()}
