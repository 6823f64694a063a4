"""Runs the test vectors of a recipe through the function that is generated from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from ..diagnostics import Diagnostic, Refused
from ..runtime.field_sets import json_texts
from ..runtime.masking import masked
from ..runtime.signing import Signed, Signer, SigningError
from .compile import SignerCode, compile_signer
from .explain import told_in_secret
from .nodes import Call, Integer
from .paths import unproven_paths
from .primitives import RANDOM, Kind
from .randomized import stated
from .recipe import Recipe, setting_problem
from .secrecy import Secrecy
from .trial import SampleRequest, load_signer, run
from .vectors import Vector

_CORRECT = "Correct the vector, or the recipe."


def prove(recipe: Recipe) -> None:
    """Compile the recipe and run its vectors. Raises `Refused` with every mismatch.

    Every field that depends on a secret must be expected by at least one vector, and there is a vector with and one
    without each optional credential.
    """
    code = compile_signer(recipe, "sign")
    signer = load_signer(code)
    problems = [*_unproven(recipe), *unproven_paths(recipe)]
    for index, vector in enumerate(recipe.vectors):
        problems += _Trial(recipe, vector, index, code).run(signer)
    if problems:
        raise Refused(problems)


def _unproven(recipe: Recipe) -> Iterable[Diagnostic]:
    expected = {target for vector in recipe.vectors for target in vector.expected}
    for target, level in recipe.secrecy.fields.items():
        if level and target not in expected:
            yield Diagnostic(
                "signing-vector",
                f'{target[0]}["{target[1]}"] depends on a secret, and no vector expects a value for it.',
                recipe.locator.location("vectors"),
                "Add it to `expect` of a vector.",
            )


@dataclass(slots=True)
class _Trial:
    recipe: Recipe
    vector: Vector
    index: int
    code: SignerCode

    def run(self, signer: Signer) -> list[Diagnostic]:
        if problems := list(self._unfit()):
            return problems
        if replaced := stated(self.recipe, self.vector):
            signer = load_signer(self.code, replaced)
        try:
            request, signed = run(signer, self.code, self.vector)
        except SigningError as error:
            return [self._problem(self._masked(str(error)))]
        except (ValueError, OverflowError, OSError) as error:
            return [self._problem(f"signing failed with {type(error).__name__}.")]
        return [*self._differences(request, signed)]

    def _unfit(self) -> Iterable[Diagnostic]:
        """Yield where the vector does not match the recipe."""
        recipe, vector = self.recipe, self.vector
        for name in vector.credentials:
            if name not in recipe.credentials:
                yield self._problem(f"unknown credential {name!r}.", "credentials", name)
        for name in recipe.credentials:
            if name not in recipe.optional and name not in vector.credentials:
                yield self._problem(f"the credential {name!r} is missing.", "credentials")
        for name, value in vector.settings.items():
            if name not in recipe.settings:
                yield self._problem(f"unknown setting {name!r}.", "settings", name)
            elif isinstance(value, str) is not isinstance(recipe.settings[name], str):
                yield self._problem(f"the setting {name!r} has another type in the recipe.", "settings", name)
            elif problem := setting_problem(value):
                yield self._problem(problem, "settings", name)
        if recipe.reads_clock and vector.clock is None:
            yield self._problem("`clock` is missing; the recipe reads the clock.", "clock")
        yield from self._unfit_random()
        yield from self._unfit_names()

    def _unfit_random(self) -> Iterable[Diagnostic]:
        recipe, given = self.recipe, self.vector.random
        needed = recipe.primitives & RANDOM
        for name in given:
            if name not in needed:
                yield self._problem(f"the recipe does not call {name!r}.", "random", name)
        for name in sorted(needed - given.keys()):
            yield self._problem(f"{name!r} is missing; the recipe calls {name}.", "random")
        digits = given.get("random_digits", "")
        for call in recipe.calls():
            match call:
                case Call(primitive="random_digits", arguments=(Integer(value=count),)) if digits:
                    if len(digits) != count or not (digits.isascii() and digits.isdigit()):
                        message = f"random_digits({count}) returns {count} digits, not {digits!r}."
                        yield self._problem(message, "random", "random_digits")
                case _:
                    pass

    def _unfit_names(self) -> Iterable[Diagnostic]:
        for place, name in self.vector.expected:
            if place != "names":
                continue
            if self.recipe.kinds.get(name) is not Kind.TEXT:
                yield self._problem(f"{name!r} is not a text value of the recipe.", "expect", "names", name)
            elif self.recipe.secrecy.names.get(name) is Secrecy.SECRET:
                yield self._problem(
                    f"{name!r} would reveal a secret, so it cannot be expected.", "expect", "names", name
                )

    def _differences(self, request: SampleRequest, signed: Signed) -> Iterable[Diagnostic]:
        found = outcome(request, signed)
        for (place, name), wanted in self.vector.expected.items():
            actual = found[place].get(name)
            if actual == wanted:
                continue
            target = name if place == "names" else f'{place}["{name}"]'
            secret = told_in_secret(self.recipe, self.code, self.vector)
            if self.recipe.secrecy.fields.get((place, name)) is Secrecy.SECRET:
                shown = secret.value(place, name)
                message = f"{target} differs" + (
                    f"; with *** for each secret, it is {shown}." if shown else "."
                )
            else:
                is_now = "it is absent" if actual is None else f"got {self._shown(actual)}"
                message = f"{target}: expected {self._shown(wanted)}, {is_now}."
            yield self._problem(message, "expect", place, name, hint=secret.covered(signed))

    def _shown(self, value: str | list[str]) -> str:
        if isinstance(value, str):
            return repr(self._masked(value))
        return f"[{', '.join(self._shown(one) for one in value)}]"

    def _masked(self, text: str) -> str:
        return masked(text, [self.vector.credentials.get(name, "") for name in sorted(self.recipe.secrets)])

    def _problem(self, message: str, *tokens: str | int, hint: str = "") -> Diagnostic:
        place = self.recipe.locator.location("vectors", self.index, *tokens)
        return Diagnostic(
            "signing-vector", f'vector "{self.vector.name}": {message}', place, f"{_CORRECT} {hint}".rstrip()
        )


def outcome(request: SampleRequest, signed: Signed) -> dict[str, Mapping[str, str | list[str]]]:
    """What a vector may expect, by place."""
    return {
        "query": request.query,
        "form": request.form,
        "json": json_texts(request.json),
        "headers": cast("Mapping[str, str | list[str]]", request.headers),
        "names": cast("Mapping[str, str | list[str]]", signed.names),
    }
