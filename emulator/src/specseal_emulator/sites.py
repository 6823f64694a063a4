"""Which vendor serves which contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .contract import ContractError
from .contract.operations import operations
from .plugins import installed
from .vendors.base import Vendor
from .vendors.examples import ExampleSite

if TYPE_CHECKING:
    from pathlib import Path

    from .contract import Contract, Operation
    from .http import Request
    from .services import Services
    from .vendors.base import Site


class Sites:
    """The sites of one emulator, one per vendor and one per contract without a vendor; routes requests to them."""

    def __init__(self, contracts: list[Contract], services: Services) -> None:
        """One site per vendor of a contract, one per contract that has none.

        Raises `ContractError` when two contracts want the same path, or one does not fit its vendor.
        """
        served: dict[str, dict[str, list[Operation]]] = {}
        self.all: list[Site[Any]] = []
        vendors = {product: vendor for vendor in _vendors() for product in vendor.products}
        seen: dict[str, Contract] = {}
        for contract in contracts:
            if twin := seen.get(contract.product):
                raise ContractError(contract.path, f"{twin.path} already describes {contract.product}")
            seen[contract.product] = contract
            found = operations(contract)
            if vendor := vendors.get(contract.product):
                served.setdefault(vendor.name, {})[contract.product] = found
            else:
                self.all.append(ExampleSite(contract, found))
        fallback: Site[Any] | None = None
        for position, vendor in enumerate(each for each in _vendors() if each.name in served):
            site = vendor.site(services, served[vendor.name])
            self.all.insert(position, site)
            if vendor.unknown_paths and fallback is None:
                fallback = site
        self._fallback = fallback or self.all[0]
        self._paths = self._by_path()

    def _by_path(self) -> dict[str, Site[Any]]:
        taken: dict[str, Operation] = {}
        found: dict[str, Site[Any]] = {}
        for site in self.all:
            for path, operation in site.paths.items():
                if other := taken.get(path):
                    raise ContractError(
                        operation.contract.path,
                        f"{other.contract.path} already serves {path}",
                        operation.pointer,
                    )
                taken[path] = operation
                found[path] = site
        for site in self.all:
            for path in site.pages:
                found.setdefault(path, site)
        return found

    def of(self, request: Request) -> Site[Any]:
        """The site that handles a request."""
        return self._paths.get(request.path, self._fallback)

    def operations(self) -> tuple[Operation, ...]:
        """Every operation that is served."""
        return tuple(operation for site in self.all for operation in site.operations)

    def serving(self, operation: Operation) -> Site[Any]:
        """The site that serves an operation."""
        return self._paths[operation.path]

    def warnings(self) -> list[str]:
        """Warnings to show at start."""
        return [warning for site in self.all for warning in site.warnings]


def vendor_contracts() -> list[Path]:
    """The contract files that vendors bring."""
    return [path for vendor in _vendors() for path in vendor.contracts]


def _vendors() -> list[Vendor]:
    return [vendor for vendor in installed() if isinstance(vendor, Vendor)]
