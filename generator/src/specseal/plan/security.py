"""Plans how requests are signed: the ways of each operation, and the credentials that each needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..contract import Contract, Operation, Security
from ..naming import way_function
from ..signing import Recipe
from .package import CredentialPlan, SchemePlan


@dataclass(frozen=True, slots=True)
class SecurityPlan:
    """The ways of signing of a package."""

    ways: Mapping[tuple[tuple[str, ...], bool], SchemePlan]
    """By schemes, and whether the connection needs a certificate."""
    chosen: bool
    """Whether the credentials that are given decide between them, because not every operation needs the same."""
    demanded: frozenset[str]
    """Credentials that every operation needs, whichever way is taken."""

    def of(self, operation: Operation) -> tuple[SchemePlan, ...]:
        """The ways of an operation, the default first."""
        return tuple(self.ways[_key(one)] for one in operation.security)


def plan_security(contract: Contract, recipes: Mapping[str, Recipe]) -> SecurityPlan:
    """The ways of signing that operations use, in their order."""
    names = {one.name: one.client_name or one.name for one in contract.schemes}
    ways: dict[tuple[tuple[str, ...], bool], SchemePlan] = {}
    for operation in contract.operations:
        for one in operation.security:
            ways.setdefault(_key(one), _way(one, names, recipes))
    needs = {
        frozenset(ways[_key(one)].needs) if one else frozenset[str]()
        for operation in contract.operations
        for one in operation.security or (None,)
    }
    everywhere = {name for one in needs for name in one if all(name in other for other in needs)}
    return SecurityPlan(ways, len(needs) > 1, frozenset(everywhere))


def plan_credentials(
    recipes: Mapping[str, Recipe], security: SecurityPlan, environment: str, variables: Mapping[str, str]
) -> tuple[CredentialPlan, ...]:
    """The credentials of all schemes, and the settings that callers may set.

    A credential is optional if no scheme requires it.
    """
    names = dict.fromkeys(name for recipe in recipes.values() for name in recipe.credentials)
    settings = {
        name: str(value)
        for recipe in reversed(tuple(recipes.values()))
        for name, value in recipe.settings.items()
        if name in recipe.adjustable
    }
    return tuple(
        CredentialPlan(
            name=name,
            variable=variables.get(name) or f"{environment}_{name.upper()}",
            optional=all(
                name in recipe.optional for recipe in recipes.values() if name in recipe.credentials
            ),
            secret=any(name in recipe.secrets for recipe in recipes.values()),
            demanded=not security.chosen or name in security.demanded,
            ways=tuple(dict.fromkeys(one.name for one in security.ways.values() if name in one.needs)),
            default=settings.get(name, ""),
        )
        for name in [*names, *settings]
    )


def _key(security: Security) -> tuple[tuple[str, ...], bool]:
    return security.schemes, security.certificate


def _way(security: Security, names: Mapping[str, str], recipes: Mapping[str, Recipe]) -> SchemePlan:
    schemes = security.schemes
    name = "+".join(names.get(one, one) for one in schemes) or (
        "certificate" if security.certificate else "none"
    )
    return SchemePlan(name, way_function(schemes), tuple(_needed(recipes[one] for one in schemes)))


def _needed(recipes: Iterable[Recipe]) -> dict[str, None]:
    return dict.fromkeys(
        name for recipe in recipes for name in recipe.credentials if name not in recipe.optional
    )
