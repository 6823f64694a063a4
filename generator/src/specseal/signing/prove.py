"""Runs the test vectors of a recipe through the function that is generated from it."""

from __future__ import annotations
import __future__

import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from ..diagnostics import Diagnostic, Refused
from ..runtime import primitives, signing
from ..runtime.masking import masked
from ..runtime.primitives import form_encode
from ..runtime.signing import Signed, Signer, SigningError, Values
from ..runtime.sources import Sources
from .compile import SignerCode, compile_signer
from .nodes import Call, Integer, Name
from .primitives import HASHES, RANDOM, Kind
from .recipe import Recipe, setting_problem
from .secrecy import Secrecy
from .vectors import Sample, Vector

_BUILTINS = ("int", "round", "str")
_CORRECT = "Correct the vector, or the recipe."
#: What signers may import, by module of the runtime.
_CALLED: Mapping[str, Mapping[str, Any]] = {"primitives": vars(primitives), "signing": vars(signing)}
_HIDDEN = "(hidden: it would reveal a secret)"


@dataclass(slots=True)
class SampleRequest:
    """A request with the interface that signers use."""

    method: str
    host: str
    path: str
    query: Values
    form: Values
    headers: dict[str, str]
    content: str | None = None

    def body(self) -> bytes:
        """The given content, or the encoded form."""
        return (form_encode(self.form) if self.content is None else self.content).encode()


def prove(recipe: Recipe) -> None:
    """Compile the recipe and run its vectors. Raises `Refused` with every mismatch.

    Every field that depends on a secret must be expected by at least one vector, except for those that only an optional
    credential sets.
    """
    code = compile_signer(recipe, "sign")
    signer = load_signer(code)
    problems = [*_unproven(recipe)]
    for index, vector in enumerate(recipe.vectors):
        problems += _Trial(recipe, vector, index, code.arguments).run(signer)
    if problems:
        raise Refused(problems)


def load_signer(code: SignerCode) -> Signer:
    """The compiled function, with the real primitives. Its namespace contains nothing else."""
    namespace: dict[str, Any] = {"__builtins__": {name: getattr(builtins, name) for name in _BUILTINS}}
    for module, names in code.imports.items():
        namespace.update({name: _CALLED[module][name] for name in names})
    flags = __future__.annotations.compiler_flag
    # The source is generated from a checked recipe: it has no other names, no attributes and no imports.
    exec(compile(code.source, f"<{code.name}>", "exec", flags, dont_inherit=True), namespace)  # noqa: S102
    return cast("Signer", namespace[code.name])


def _unproven(recipe: Recipe) -> Iterable[Diagnostic]:
    expected = {target for vector in recipe.vectors for target in vector.expected}
    for target, level in recipe.secrecy.fields.items():
        if level and target not in expected and target not in recipe.conditional:
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
    arguments: Mapping[str, str]
    """Setting to keyword argument."""

    def run(self, signer: Signer) -> list[Diagnostic]:
        if problems := list(self._unfit()):
            return problems
        request = _request(self.vector.request)
        arguments = {self.arguments[name]: value for name, value in self.vector.settings.items()}
        try:
            signed = cast("Any", signer)(request, self.vector.credentials, self._sources(), **arguments)
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
        if "clock" in recipe.sources and vector.clock is None:
            yield self._problem("`clock` is missing; the recipe reads the clock.", "clock")
        yield from self._unfit_random()
        yield from self._unfit_names()

    def _unfit_random(self) -> Iterable[Diagnostic]:
        recipe, given = self.recipe, self.vector.random
        for name in given:
            if name not in recipe.sources & RANDOM:
                yield self._problem(f"the recipe does not call {name!r}.", "random", name)
        for name in sorted(recipe.sources & RANDOM - given.keys()):
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

    def _sources(self) -> Sources:
        vector = self.vector
        return Sources(
            clock=lambda: vector.clock or 0.0,
            uuid=lambda: vector.random["uuid"],
            random_digits=self._digits,
        )

    def _digits(self, _count: int) -> str:
        return self.vector.random["random_digits"]

    def _differences(self, request: SampleRequest, signed: Signed) -> Iterable[Diagnostic]:
        found: dict[str, Mapping[str, str | list[str]]] = {
            "query": request.query,
            "form": request.form,
            "headers": cast("Mapping[str, str | list[str]]", request.headers),
            "names": cast("Mapping[str, str | list[str]]", signed.names),
        }
        for (place, name), wanted in self.vector.expected.items():
            actual = found[place].get(name)
            if actual == wanted:
                continue
            target = name if place == "names" else f'{place}["{name}"]'
            if self.recipe.secrecy.fields.get((place, name)) is Secrecy.SECRET:
                message = f"{target} differs {_HIDDEN}."
            else:
                is_now = "it is absent" if actual is None else f"got {self._shown(actual)}"
                message = f"{target}: expected {self._shown(wanted)}, {is_now}."
            yield self._problem(message, "expect", place, name, hint=self._explanation(signed))

    def _explanation(self, signed: Signed) -> str:
        """The hashed texts and the string to sign, from which a mismatch can be traced."""
        texts: dict[str, str] = {}
        for call in self.recipe.calls():
            last = call.arguments[-1] if call.primitive in HASHES else None
            if isinstance(last, Name) and last.id in signed.names:
                texts[f"{last.id} was"] = signed.names[last.id]
        if signed.text is not None and signed.text not in texts.values():
            texts["string_to_sign was"] = signed.text
        return "".join(f" {name} {self._shown(text)}." for name, text in texts.items()).strip()

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


def _request(sample: Sample) -> SampleRequest:
    """A new request, with the host among its headers, as in the runtime."""
    return SampleRequest(
        sample.method,
        sample.host,
        sample.path,
        _copied(sample.query),
        _copied(sample.form),
        {"host": sample.host, **sample.headers},
        sample.body,
    )


def _copied(values: Values) -> Values:
    return {name: value if isinstance(value, str) else list(value) for name, value in values.items()}
