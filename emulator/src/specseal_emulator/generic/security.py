"""The security of a contract: its schemes, and which of them an operation wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..contract import ContractError
from ..json_types import is_object
from ..recipe import RecipeError, scheme_of
from .accounts import ANONYMOUS, Denied
from .credentials import ApiKey, Basic, Bearer, SecurityScheme, Unchecked
from .signatures import Identity, RecipeScheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..contract import Contract, Operation
    from ..contract.model import Json
    from ..examination import Examination
    from ..recipe.view import Target
    from ..services import Services


def schemes_of(
    contract: Contract, operations: Iterable[Operation], services: Services, *, once: bool, judge: bool = True
) -> dict[str, SecurityScheme]:
    """The security schemes of a contract.

    Args: `once`, whether nonces are good for one request; `judge`, whether to find out what cannot be checked.
    Raises `ContractError` for a recipe that cannot be read.
    """
    fields = [field for operation in operations for field in operation.fields if field.placed]
    optional: frozenset[Target] = frozenset((one.location, one.name) for one in fields if not one.required)
    given: Any = contract.document.get("components", {}).get("securitySchemes", {})
    return {
        name: _scheme(contract, name, contract.resolve(said), services, optional, once=once, judge=judge)
        for name, said in given.items()
        if is_object(said)
    }


def _scheme(
    contract: Contract,
    name: str,
    said: Json,
    services: Services,
    optional: frozenset[Target],
    *,
    once: bool,
    judge: bool,
) -> SecurityScheme:
    kind, product = str(said.get("type", "")), contract.product
    if is_object(signing := said.get("x-signing")):
        stated = said.get("x-emulator", {})
        try:
            scheme = scheme_of(name, signing, stated if is_object(stated) else {}, optional, judge=judge)
        except RecipeError as error:
            return Unchecked(services, name, f"the emulator cannot read its recipe: {error}")
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            where = f"/components/securitySchemes/{name}/x-signing"
            raise ContractError(contract.path, f"has an unexpected shape: {error}", where) from error
        return RecipeScheme(product, scheme, services, once=once)
    if kind == "http":
        how = str(said.get("scheme", "")).lower()
        if how == "bearer":
            return Bearer(services, product)
        if how == "basic":
            return Basic(services)
        return Unchecked(
            services, name, f"it knows no HTTP scheme {how}, and the contract has no recipe for it"
        )
    if kind == "apiKey":
        return ApiKey(services, said)
    if kind == "oauth2":
        return Bearer(services, product, issued_only="clientCredentials" in said.get("flows", {}))
    if kind == "openIdConnect":
        return Bearer(services, product)
    return Unchecked(services, name, f"{kind or 'a scheme without a type'} cannot be seen by the emulator")


def alternatives_of(operation: Operation) -> tuple[tuple[str, ...], ...]:
    """The groups of schemes of which a request must satisfy one; none where an operation wants none."""
    given: Any = operation.data.get("security", operation.contract.document.get("security", ()))
    return tuple(tuple(map(str, group)) for group in given if is_object(group))


def identify(
    examination: Examination,
    alternatives: Iterable[tuple[str, ...]],
    schemes: Mapping[str, SecurityScheme],
) -> Identity:
    """Who sent a request, by the alternative of which it has most. Raises `Denied`."""
    groups = list(alternatives)
    if not groups:
        return Identity(ANONYMOUS)
    request = examination.request
    scored = [
        (sum(schemes[name].present(request) for name in group if name in schemes) / max(len(group), 1), group)
        for group in groups
    ]
    best, chosen = max(scored, key=lambda one: one[0])
    if not best and () in groups:
        return Identity(ANONYMOUS)
    if not best:
        chosen = groups[0]
    found: Identity | None = None
    for name in chosen:
        scheme = schemes.get(name)
        if scheme is None:
            raise Denied("server", f"the contract has no security scheme {name}")
        identity = scheme.verify(examination)
        if found is not None:
            identity.moved += found.moved
            if found.account.get("key") and not identity.account.get("key"):
                identity.account = found.account
        found = identity
    return found or Identity(ANONYMOUS)
