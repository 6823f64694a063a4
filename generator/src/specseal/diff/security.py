"""How requests are signed: alternatives, credentials and recipes."""

from __future__ import annotations

from dataclasses import dataclass

from ..contract import Contract, Operation, Scheme
from ..signing import Recipe
from .change import Changes


@dataclass(frozen=True, slots=True)
class Signing:
    """Compares the ways of signing."""

    changes: Changes

    def alternatives(self, old: Operation, new: Operation) -> None:
        """Note ways to sign an operation that are gone, new, or the first choice now."""
        before, after = ([one.schemes for one in each.security] for each in (old, new))
        at, places = f"{old.id} signing", (old.location, new.location)
        for schemes in before:
            if schemes not in after:
                self.changes.add(
                    "signing-removed", at, f"{_told(schemes)} is not accepted any more.", *places
                )
        for schemes in after:
            if schemes not in before:
                code = "signing-added" if before else "signing-steps-changed"
                self.changes.add(code, at, f"{_told(schemes)} signs it.", *places)
        if before and after and before[0] != after[0] and before[0] in after and after[0] in before:
            message = f"The first choice is {_told(after[0])}, not {_told(before[0])}."
            self.changes.add("signing-default-changed", at, message, *places, ("signature",))

    def recipes(self, old: Contract, new: Contract) -> None:
        """Note changes of the schemes that both sides have; vectors prove a recipe and change nothing."""
        for scheme in old.schemes:
            other = new.scheme(scheme.name)
            if other is not None and scheme.recipe is not None and other.recipe is not None:
                self._recipe(scheme, other, scheme.recipe, other.recipe)
                remaining = {name for one in new.schemes if one.recipe for name in one.recipe.credentials}
                self._credentials(scheme, other, scheme.recipe, other.recipe, remaining)

    def _recipe(self, one: Scheme, other: Scheme, old: Recipe, new: Recipe) -> None:
        at, places = f"signing {one.name}", (one.location, other.location)
        if old.steps != new.steps:
            self.changes.add("signing-steps-changed", at, "Its steps changed.", *places)
        for name in sorted({*old.settings, *new.settings}):
            before, after = old.settings.get(name), new.settings.get(name)
            if before != after:
                message = f"The setting `{name}` was {before}, and is {after}."
                self.changes.add("signing-setting-changed", at, message, *places)
        if old.secrets != new.secrets:
            message = f"Never shown are {', '.join(sorted(new.secrets))}."
            self.changes.add("credential-secrecy-changed", at, message, *places)

    def _credentials(self, one: Scheme, other: Scheme, old: Recipe, new: Recipe, remaining: set[str]) -> None:
        at, places = f"signing {one.name}", (one.location, other.location)
        for name in old.credentials:
            if name not in new.credentials:
                names = () if name in remaining else (name,)
                message = f"The credential `{name}` was removed."
                self.changes.add("credential-removed", at, message, *places, names)
            elif (name in old.optional) != (name in new.optional):
                code = "credential-optional" if name in new.optional else "credential-required"
                told = "may be left out" if name in new.optional else "became required"
                self.changes.add(code, at, f"The credential `{name}` {told}.", *places)
        for name in new.credentials:
            if name not in old.credentials:
                optional = name in new.optional
                code = "credential-added" if optional else "credential-added-required"
                message = f"The {'optional' if optional else 'required'} credential `{name}` was added."
                self.changes.add(code, at, message, *places)


def _told(schemes: tuple[str, ...]) -> str:
    return " and ".join(schemes) or "No signature"
