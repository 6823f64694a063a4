"""Operations with a memory: ``x-emulator`` says which of them creates, reads, lists, updates and deletes what.

At the root of a contract, the records that it has; at an operation, what it does with one of them:

    x-emulator:
      records:
        order: {key: [orderId], unique: [clientOrderId]}

    x-emulator: {record: order, does: list, at: /data, page: {number: page, size: limit}, total: /total}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..contract import ContractError
from ..contract.parameters import types
from ..contract.pointers import ABSENT, put, schema_at, value_at
from ..json_types import is_array, is_object
from .accounts import Denied
from .paging import Paging, paging_of
from .patterns import matching
from .shapes import fresh_identity
from .success import like, renewed
from .table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..contract import Contract, Operation
    from ..contract.model import Json
    from ..http import Response
    from ..services import Services
    from .success import Responder

Does = Literal["create", "read", "list", "update", "delete", "put"]
_HOW = ("equals", "contains", "prefix")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record."""

    name: str
    key: tuple[str, ...]
    """The fields that make its key."""
    unique: tuple[str, ...]
    """Further fields of which no two records may have the same."""
    defaults: Json
    """Fields of a new record that no request brings."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition of a list."""

    request: str
    field: str
    how: str

    def met(self, record: Json, value: Any) -> bool:
        """Whether a record has the value that a request asks for."""
        own, asked = str(record.get(self.field, "")), str(value)
        if self.how == "contains":
            return asked in own
        return own.startswith(asked) if self.how == "prefix" else own == asked


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What one operation does with records of one kind."""

    kind: Kind
    does: Does
    at: str
    """Where the response has the record, or the list of them."""
    renamed: Mapping[str, str]
    """Fields of the record that have another name in the request."""
    filters: tuple[Filter, ...]
    paging: Paging | None
    total: str
    table: Table

    def respond(self, owner: str, values: Mapping[str, Any], responder: Responder, accept: str) -> Response:
        """Do it. Raises `Denied` for a record that does not exist, or does already."""
        given = self._given(values)
        match self.does:
            case "create" | "put":
                return self._create(owner, given, responder, accept)
            case "read":
                return self._shown(self._read(owner, given), values, responder, accept)
            case "update":
                return self._update(owner, given, values, responder, accept)
            case "delete":
                record = self._read(owner, given)
                self.table.delete(owner, self._key(given))
                return self._shown(record, values, responder, accept)
            case "list":
                return self._list(owner, values, responder, accept)

    def _given(self, values: Mapping[str, Any]) -> Json:
        """The fields that a request brings, by their names in the record."""
        others = {request: field for field, request in self.renamed.items()}
        return {others.get(name, name): value for name, value in values.items()}

    def _key(self, fields: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(str(fields.get(name, "")) for name in self.kind.key)

    def _read(self, owner: str, given: Json) -> Json:
        record = self.table.get(owner, self._key(given))
        if record is None:
            shown = ", ".join(f"{name}={given.get(name, '')}" for name in self.kind.key)
            raise Denied(
                "not-found", f"{self.kind.name} {shown} does not exist", self._asked(self.kind.key[0])
            )
        return record

    def _asked(self, field: str) -> str:
        return self.renamed.get(field, field)

    def _create(self, owner: str, given: Json, responder: Responder, accept: str) -> Response:
        template = value_at(responder.base(accept), self.at)
        example: Json = template if is_object(template) else {}
        services = self.table.services
        record = {**renewed(example, given.keys(), services), **self.kind.defaults}
        for name, value in given.items():
            record[name] = like(value, record[name]) if name in example else value
        for name in self.kind.key:
            if name not in given:
                record[name] = self._new_key(
                    example.get(name), self._schema(responder, accept, f"{self.at}/{name}")
                )
        for name in self.kind.unique:
            if name in given and self.table.find(owner, name, str(given[name])):
                raise Denied(
                    "conflict", f"a {self.kind.name} with {name}={given[name]} exists", self._asked(name)
                )
        key = self._key(record)
        if self.does == "put":
            self.table.put(owner, key, record)
        elif not self.table.add(owner, key, record):
            raise Denied(
                "conflict", f"{self.kind.name} {', '.join(key)} exists", self._asked(self.kind.key[0])
            )
        return self._shown(record, given, responder, accept)

    def _schema(self, responder: Responder, accept: str, pointer: str) -> Json:
        _, content = responder.content(accept)
        return (None if content is None else schema_at(self.table.contract, content.schema, pointer)) or {}

    def _new_key(self, example: Any, schema: Json) -> Any:
        ids = self.table.services.ids
        if "pattern" in schema and (made := matching(str(schema["pattern"]), ids.chance)):
            return made
        made = fresh_identity(example, ids)
        if made == example:  # it has no shape to go by
            return ids.chance.randrange(10**9, 10**10) if isinstance(example, int) else ids.hex32()
        return made

    def _update(
        self, owner: str, given: Json, values: Mapping[str, Any], responder: Responder, accept: str
    ) -> Response:
        record = self._read(owner, given)
        changed = {name: value for name, value in given.items() if name not in self.kind.key}
        record = {
            **record,
            **{
                name: like(value, record[name]) if name in record else value
                for name, value in changed.items()
            },
        }
        self.table.put(owner, self._key(record), record)
        return self._shown(record, values, responder, accept)

    def _list(self, owner: str, values: Mapping[str, Any], responder: Responder, accept: str) -> Response:
        conditions = [
            (one, values[one.request]) for one in self.filters if values.get(one.request) not in {None, ""}
        ]
        records = [
            record
            for record in self.table.all(owner)
            if all(one.met(record, value) for one, value in conditions)
        ]
        base = responder.base(accept)
        template = value_at(base, self.at)
        example = template[0] if is_array(template) and template and is_object(template[0]) else {}
        shown, placed = (records, {}) if self.paging is None else self.paging.page(records, values)
        data = put(
            base, self.at, [self._fitted(record, example, responder, accept, "/0") for record in shown]
        )
        if self.total:
            data = put(data, self.total, like(len(records), value_at(data, self.total)))
        for pointer, value in placed.items():
            present = value_at(data, pointer)
            data = put(data, pointer, value if present is ABSENT or value is None else like(value, present))
        return responder.to(values, accept, data=data)

    def _shown(self, record: Json, values: Mapping[str, Any], responder: Responder, accept: str) -> Response:
        base = responder.base(accept)
        if base is None:
            return responder.to(values, accept)
        template = value_at(base, self.at)
        if not is_object(template) and self.does == "delete":
            return responder.to(values, accept)
        example: Json = template if is_object(template) else {}
        return responder.to(
            values, accept, data=put(base, self.at, self._fitted(record, example, responder, accept, ""))
        )

    def _fitted(self, record: Json, example: Json, responder: Responder, accept: str, item: str) -> Json:
        """Of a record what the response has room for."""
        schema = self._schema(responder, accept, f"{self.at}{item}")
        known = set(schema.get("properties", {})) if "object" in types(schema) else set[str]()
        names = known or set(example) or set(record)
        found = {name: value for name, value in example.items() if name in names}
        return {**found, **{name: value for name, value in record.items() if name in names}}


def kinds_of(contract: Contract) -> dict[str, Kind]:
    """The kinds of records of a contract. Raises `ContractError`."""
    said = contract.stated("x-emulator").get("records", {})
    found: dict[str, Kind] = {}
    for name, kind in said.items() if is_object(said) else ():
        key = kind.get("key") if is_object(kind) else None
        if isinstance(key, str):
            key = [key]
        if not is_array(key) or not key:
            raise ContractError(contract.path, "a record needs a key", f"/x-emulator/records/{name}")
        unique = kind.get("unique", ())
        found[name] = Kind(
            name,
            tuple(map(str, key)),
            tuple(map(str, [unique] if isinstance(unique, str) else unique)),
            kind.get("defaults", {}),
        )
    return found


def behaviour_of(operation: Operation, kinds: Mapping[str, Kind], services: Services) -> Behaviour | None:
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
    return Behaviour(
        kind=kind,
        does=does,
        at=str(said.get("at", "")),
        renamed={str(field): str(request) for field, request in said.get("fields", {}).items()},
        filters=tuple(_filters(operation, said.get("match", {}), where)),
        paging=paging_of(operation, said, where),
        total=str(said.get("total", "")),
        table=Table(services, contract, kind.name),
    )


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
