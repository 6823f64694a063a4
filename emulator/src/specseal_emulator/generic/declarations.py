"""What a contract says of its memory: ``x-emulator`` at its root and at its operations.

    x-emulator:
      records:
        order: {key: orderId, unique: clientOrderId, defaults: {status: NEW}}

    x-emulator: {record: order, does: list, match: {symbol: equals}}

Lists are paged as the operation's ``x-pagination`` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from ..contract import ContractError
from ..contract.parameters import request_schemas, resolved
from ..contract.pointers import ABSENT, schema_at, steps
from ..json_types import is_array, is_object
from .memory import Does, Filter, Kind
from .paging import paging_of
from .records import Behaviour
from .table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..contract import Contract, Operation
    from ..services import Services

_HOW = ("equals", "contains", "prefix")


def kinds_of(contract: Contract) -> dict[str, Kind]:
    """The kinds of records of a contract. Raises `ContractError`."""
    said = contract.stated("x-emulator").get("records", {})
    found: dict[str, Kind] = {}
    for name, kind in said.items() if is_object(said) else ():
        key = _names(kind.get("key")) if is_object(kind) else ()
        if not key:
            raise ContractError(contract.path, "a record needs a key", f"/x-emulator/records/{name}")
        found[name] = Kind(name, key, _names(kind.get("unique")), kind.get("defaults", {}))
    return found


def _names(given: Any) -> tuple[str, ...]:
    if is_array(given):
        return tuple(map(str, given))
    return (given,) if isinstance(given, str) else ()


def tables_of(
    contract: Contract, operations: Iterable[Operation], kinds: Mapping[str, Kind], services: Services
) -> dict[str, Table]:
    """The table of each kind, with what its lists are narrowed by."""
    found: dict[str, Table] = {}
    for name, kind in kinds.items():
        filters = [
            one
            for operation in operations
            if is_object(said := operation.data.get("x-emulator")) and said.get("record") == name
            for one in _filters(operation, said.get("match", {}), f"{operation.pointer}/x-emulator")
        ]
        search = next((one.field for one in filters if one.how != "equals"), "")
        equal = next((one.field for one in filters if one.how == "equals"), "")
        marks = frozenset(
            paging.id
            for operation in operations
            if is_object(said := operation.data.get("x-emulator")) and said.get("record") == name
            if (paging := paging_of(operation)).style == "after"
        )
        table = found[name] = Table(services, contract.product, name, kind.unique, search, equal, marks)
        table.declare()
    return found


def behaviour_of(
    operation: Operation, kinds: Mapping[str, Kind], tables: Mapping[str, Table]
) -> Behaviour | None:
    """What an operation does with records; None when it says nothing. Raises `ContractError`."""
    said = operation.data.get("x-emulator")
    if not is_object(said) or "record" not in said:
        return None
    contract, where = operation.contract, f"{operation.pointer}/x-emulator"
    kind, does = kinds.get(str(said["record"])), _does(said.get("does"))
    if kind is None:
        raise ContractError(contract.path, f"the root's x-emulator has no record {said['record']}", where)
    if does is None:
        raise ContractError(contract.path, f"does must be one of {', '.join(get_args(Does))}", where)
    paging = paging_of(operation)
    renamed = {str(field): str(request) for field, request in said.get("fields", {}).items()}
    return Behaviour(
        kind=kind,
        does=does,
        at=str(said.get("at", paging.items if does == "list" else "")),
        renamed=renamed,
        filters=tuple(_filters(operation, said.get("match", {}), where)),
        paging=paging,
        table=tables[kind.name],
        requested=_requested(operation, renamed),
    )


def _requested(operation: Operation, renamed: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a record that a request may bring, with their defaults."""
    schemas = request_schemas(operation)
    own = {name: schema for name, schema in schemas.items() if name not in renamed.values()}
    for field, source in renamed.items():
        place = f"/{source}" if not source.startswith("/") else source
        first, *rest = steps(place)
        known = schema_at(operation.contract, schemas.get(first, {}), "/".join(["", *rest]))
        own[field] = known or {}
    return {name: resolved(operation.contract, schema).get("default", ABSENT) for name, schema in own.items()}


def _does(given: Any) -> Does | None:
    return given if given in get_args(Does) else None


def _filters(operation: Operation, said: Any, where: str) -> list[Filter]:
    found: list[Filter] = []
    for name, how in said.items() if is_object(said) else ():
        field, way = (how.get("field", name), how.get("how", "equals")) if is_object(how) else (name, how)
        if way not in _HOW:
            raise ContractError(
                operation.contract.path, f"match must be one of {', '.join(_HOW)}", f"{where}/match"
            )
        found.append(Filter(name, str(field), way))
    return found
