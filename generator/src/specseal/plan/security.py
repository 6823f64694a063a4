"""Plans how requests are signed: the ways of each operation, and the credentials that each needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..contract import Contract, Operation, Security
from ..naming import constant_case, way_function
from ..pointer import split
from ..signing import Recipe
from .package import CredentialPlan, SchemePlan, TokenPlan


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
            ways.setdefault(_key(one), _way(one, names, recipes, contract))
    needs = {
        frozenset(_always(ways[_key(one)])) if one else frozenset[str]()
        for operation in contract.operations
        for one in operation.security or (None,)
    }
    everywhere = {name for one in needs for name in one if all(name in other for other in needs)}
    chosen = len(needs) > 1 or any(one.token for one in ways.values())
    return SecurityPlan(ways, chosen, frozenset(everywhere))


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
            ways=tuple(dict.fromkeys(one.name for one in security.ways.values() if name in _all(one))),
            default=settings.get(name, ""),
        )
        for name in [*names, *settings]
    )


def _key(security: Security) -> tuple[tuple[str, ...], bool]:
    return security.schemes, security.certificate


def _way(
    security: Security, names: Mapping[str, str], recipes: Mapping[str, Recipe], contract: Contract
) -> SchemePlan:
    schemes = security.schemes
    name = "+".join(names.get(one, one) for one in schemes)
    name = name or ("certificate" if security.certificate else "none")
    needs = tuple(_needed(recipes[one] for one in schemes))
    return SchemePlan(name, way_function(schemes), needs, _token(schemes, needs, recipes, contract))


def _token(
    schemes: tuple[str, ...], needs: tuple[str, ...], recipes: Mapping[str, Recipe], contract: Contract
) -> TokenPlan | None:
    """How the client obtains the token of a way; its operation is signed by its own first way."""
    scheme = next((one for name in schemes if (one := contract.scheme(name)) and one.token), None)
    token = scheme.token if scheme else None
    if scheme is None or token is None:
        return None
    credential = token.credential or recipes[scheme.name].credentials[0]
    operation = next(one for one in contract.operations if one.id == token.operation)
    first = operation.security[0].schemes if operation.security else ()
    others = [name for name in needs if name != credential]
    return TokenPlan(
        credential,
        constant_case(operation.client_name or operation.id),
        split(token.value),
        split(token.life) if isinstance(token.life, str) else token.life,
        tuple(dict.fromkeys([*_needed(recipes[one] for one in first), *others])),
        token.expired,
    )


def _always(way: SchemePlan) -> Iterable[str]:
    """The credentials that a way needs in any case."""
    return [one for one in way.needs if way.token is None or one in way.token.needs]


def _all(way: SchemePlan) -> Iterable[str]:
    return (*way.needs, *(way.token.needs if way.token else ()))


def _needed(recipes: Iterable[Recipe]) -> dict[str, None]:
    return dict.fromkeys(
        name for recipe in recipes for name in recipe.credentials if name not in recipe.optional
    )
