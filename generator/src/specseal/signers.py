"""The signers of a contract: recipes tested on their vectors, and compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .contract import Contract
from .diagnostics import Diagnostic, Refused
from .naming import signer_name, way_function
from .signing import Recipe, SignerCode, compile_signer, doubts, prove


@dataclass(frozen=True, slots=True)
class Signers:
    """Recipes that have passed their vectors, by scheme, and their compiled functions."""

    recipes: Mapping[str, Recipe]
    codes: tuple[SignerCode, ...]
    doubts: tuple[Diagnostic, ...] = ()
    """Warnings of what the vectors do not prove."""

    @property
    def primitives(self) -> Mapping[str, frozenset[str]]:
        """The runtime primitives that the functions call, by module."""
        found: dict[str, set[str]] = {}
        for code in self.codes:
            for module, names in code.imports.items():
                if module != "signing":
                    found.setdefault(module, set()).update(names)
        return {module: frozenset(names) for module, names in found.items()}


def prove_signers(contract: Contract) -> Signers:
    """The signers of a linted contract: those that requests use, then those that only callbacks use.

    Raises `Refused` with every mismatch of a vector.
    """
    used = dict.fromkeys(name for operation in contract.operations for name in operation.scheme_names)
    received = dict.fromkeys(callback.scheme for callback in contract.callbacks)
    recipes: dict[str, Recipe] = {}
    problems: list[Diagnostic] = []
    for name in used | received:
        scheme = contract.scheme(name)
        if scheme is not None and scheme.recipe is not None:
            try:
                prove(scheme.recipe)
            except Refused as refused:
                problems += refused.diagnostics
            recipes[name] = scheme.recipe
    if problems:
        raise Refused(problems)
    codes = [_compiled(name, recipe) for name, recipe in recipes.items()]
    codes += [code for way in _ways(contract) if (code := _combined(way)) is not None]
    doubted = tuple(problem for recipe in recipes.values() for problem in doubts(recipe))
    return Signers(recipes, tuple(codes), doubted)


def _ways(contract: Contract) -> Iterable[tuple[str, ...]]:
    return dict.fromkeys(one.schemes for operation in contract.operations for one in operation.security)


def _combined(schemes: tuple[str, ...]) -> SignerCode | None:
    """A function for schemes that sign together, or for no scheme."""
    if len(schemes) == 1:
        return None
    listed = ", then by ".join(f"`{name}`" for name in schemes)
    doc = f"Sign a request by the schemes {listed}." if schemes else "Leave a request unsigned."
    mark = "" if schemes else "_"  # of arguments that are not used
    head = (
        f"({mark}request: Signable, {mark}credentials: Mapping[str, str], {mark}sources: Sources) -> Signed:"
    )
    calls = [f"{signer_name(name)}(request, credentials, sources)" for name in schemes] or ["Signed()"]
    lines = [f"def {way_function(schemes)}{head}", f'    """{doc}"""']
    lines += [*(f"    {call}" for call in calls[:-1]), f"    return {calls[-1]}"]
    return SignerCode(way_function(schemes), "\n".join(lines) + "\n", {"signing": ("Signed",)}, {})


def _compiled(name: str, recipe: Recipe) -> SignerCode:
    return compile_signer(recipe, signer_name(name), f"Sign a request by the scheme `{name}`.")
