"""Which vendor serves which contract, and which of them handles a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..contract import ContractError
from ..contract.operations import operations
from ..generic.apart import apart
from ..plugins import installed
from .base import Vendor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from ..contract import Contract, Operation
    from ..generic.memory import Kind
    from ..generic.site import GenericSite
    from ..http import Request
    from ..services import Services
    from .base import Site


class Sites:
    """The sites of one emulator, one per vendor and one per contract without a vendor; routes requests to them."""

    def __init__(self, contracts: list[Contract], services: Services) -> None:
        """One site per vendor of a contract, one per contract that has none.

        A contract that cannot be told apart from an earlier one is left out, with a warning. Raises `ContractError`
        when two contracts are of one product, or one does not fit its vendor.
        """
        read: list[tuple[Contract, list[Operation]]] = []
        seen: dict[str, Contract] = {}
        for contract in contracts:
            if twin := seen.get(contract.product):
                raise ContractError(contract.path, f"{twin.path} already describes {contract.product}")
            seen[contract.product] = contract
            read.append((contract, operations(contract)))
        kept, self._warnings = apart(read)
        self.all, self._generic, self._fallback = _sites(kept, services)
        self._serving = {
            (operation.contract.product, operation.id): site
            for site in self.all
            for operation in site.operations
        }
        self._exact = _by_path(self.all)

    def of(self, request: Request) -> Site[Any]:
        """The site that handles a request."""
        found = self._exact.get(request.path)
        if found is not None and len(found) == 1:
            return found[0]
        if found is None:
            found = [site for site in self._generic if site.claims(request)]
        if not found:
            return self._nearest(request)
        return max(found, key=lambda site: self._fit(site, request)) if len(found) > 1 else found[0]

    def _nearest(self, request: Request) -> Site[Any]:
        """The site for a path that none has: by its host, by the path of its server, or the one for all others."""
        host = request.headers.get("host", "")
        for site in self.all:
            if any(host in operation.hosts for operation in site.operations):
                return site
        for site in self._generic:
            prefixes = {prefix for operation in site.operations for prefix in operation.prefixes if prefix}
            if any(request.path.startswith(f"{prefix}/") for prefix in prefixes):
                return site
        return self._fallback

    def _fit(self, site: Site[Any], request: Request) -> tuple[bool, int]:
        """How well a request fits a site that has its path: by its host, then by its method and constants."""
        host = request.headers.get("host", "")
        of_host = any(host in operation.hosts for operation in site.operations)
        for generic in self._generic:
            if generic is site:
                return of_host, generic.claims(request)
        return of_host, 10 if site.route(request).endpoint is not None else 1

    def operations(self) -> tuple[Operation, ...]:
        """Every operation that is served."""
        return tuple(operation for site in self.all for operation in site.operations)

    def serving(self, operation: Operation) -> Site[Any]:
        """The site that serves an operation."""
        return self._serving[operation.contract.product, operation.id]

    def record_kinds(self) -> dict[str, Mapping[str, Kind]]:
        """The kinds of records that contracts declare, by product; of vendors' products none."""
        found: dict[str, Mapping[str, Kind]] = {
            operation.contract.product: {} for operation in self.operations()
        }
        return found | {site.contract.product: site.kinds for site in self._generic}

    def warnings(self) -> list[str]:
        """Warnings to show at start."""
        return [*self._warnings, *(warning for site in self.all for warning in site.warnings)]


def _sites(
    kept: Iterable[tuple[Contract, list[Operation]]], services: Services
) -> tuple[list[Site[Any]], list[GenericSite], Site[Any]]:
    """The sites, those of vendors first; those of contracts alone; and the one that handles unknown paths."""
    served: dict[str, dict[str, list[Operation]]] = {}
    generic: list[GenericSite] = []
    vendors = {product: vendor for vendor in _vendors() for product in vendor.products}
    for contract, known in kept:
        if vendor := vendors.get(contract.product):
            served.setdefault(vendor.name, {})[contract.product] = known
        else:
            from ..generic.site import GenericSite  # noqa: PLC0415 - slow to import, and vendors' need none of it

            generic.append(GenericSite(contract, known, services))
    fallback: Site[Any] | None = None
    found: list[Site[Any]] = []
    for vendor in _vendors():
        if vendor.name not in served:
            continue
        site = vendor.site(services, served[vendor.name])
        found.append(site)
        if vendor.unknown_paths and fallback is None:
            fallback = site
    found += generic
    return found, generic, fallback or found[0]


def _by_path(sites: Iterable[Site[Any]]) -> dict[str, Sequence[Site[Any]]]:
    """The sites of each path without parameters."""
    found: dict[str, list[Site[Any]]] = {}
    for site in sites:
        for path in site.paths:
            if "{" not in path:
                found.setdefault(path, []).append(site)
    for site in sites:
        for path in site.pages:
            found.setdefault(path, [site])
    return dict(found)


def vendor_contracts() -> list[Path]:
    """The contract files that vendors bring."""
    return [path for vendor in _vendors() for path in vendor.contracts]


def _vendors() -> list[Vendor]:
    return [vendor for vendor in installed() if isinstance(vendor, Vendor)]
