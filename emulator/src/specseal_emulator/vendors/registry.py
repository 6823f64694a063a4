"""Which module serves which contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..contract import ContractError
from ..contract.operations import operations
from .aliyun import PRODUCTS as ALIYUN
from .aliyun import AliyunSite
from .examples import ExampleSite
from .megvii import PRODUCTS as MEGVII
from .megvii import MegviiSite

if TYPE_CHECKING:
    from ..contract import Contract, Operation
    from ..state import World
    from .base import Site


def build_sites(contracts: list[Contract], world: World) -> list[Site]:
    """One site per vendor that has a module, one per contract that has none.

    Raises `ContractError` when two contracts want the same path, or one does not fit its module.
    """
    megvii: dict[str, list[Operation]] = {}
    aliyun: dict[str, list[Operation]] = {}
    sites: list[Site] = []
    seen: dict[str, Contract] = {}
    for contract in contracts:
        if twin := seen.get(contract.product):
            raise ContractError(contract.path, f"{twin.path} already describes {contract.product}")
        seen[contract.product] = contract
        found = operations(contract)
        if contract.product in MEGVII:
            megvii[contract.product] = found
        elif contract.product in ALIYUN:
            aliyun[contract.product] = found
        else:
            sites.append(ExampleSite(contract, found))
    if aliyun:
        sites.insert(0, AliyunSite(aliyun, ALIYUN, world))
    if megvii:
        sites.insert(0, MegviiSite(megvii, MEGVII, world))
    _refuse_collisions(sites)
    return sites


def _refuse_collisions(sites: list[Site]) -> None:
    taken: dict[str, Operation] = {}
    for site in sites:
        for path, operation in site.paths.items():
            if other := taken.get(path):
                raise ContractError(
                    operation.contract.path, f"{other.contract.path} already serves {path}", operation.pointer
                )
            taken[path] = operation
