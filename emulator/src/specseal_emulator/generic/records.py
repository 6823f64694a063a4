"""Operations with a memory: they create, read, list, update and delete records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..contract.parameters import types
from ..contract.pointers import ABSENT, put, schema_at, value_at
from ..json_types import is_array, is_object
from .accounts import Denied
from .paging import EVERYTHING
from .patterns import matching
from .shapes import fresh_identity, like
from .success import renewed
from .table import Search

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..contract.model import Json
    from ..http import Response
    from .memory import Does, Filter, Kind
    from .paging import Paging
    from .success import Responder
    from .table import Table


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
        key = self._key(record)
        if self.does == "put":
            self.table.put(owner, key, record)
        elif taken := self.table.add(owner, key, record):
            name = self.kind.key[0] if taken == "key" else taken
            raise Denied(
                "conflict", f"a {self.kind.name} with {name}={record.get(name)} exists", self._asked(name)
            )
        return self._shown(record, given, responder, accept)

    def _schema(self, responder: Responder, accept: str, pointer: str) -> Json:
        _, content = responder.content(accept)
        return (
            None if content is None else schema_at(responder.operation.contract, content.schema, pointer)
        ) or {}

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
        fitted = {
            name: like(value, record[name]) if name in record else value for name, value in changed.items()
        }
        record = {**record, **fitted}
        self.table.put(owner, self._key(record), record)
        return self._shown(record, values, responder, accept)

    def _list(self, owner: str, values: Mapping[str, Any], responder: Responder, accept: str) -> Response:
        shown, total, placed = self._found(owner, values)
        base = responder.base(accept)
        template = value_at(base, self.at)
        example = template[0] if is_array(template) and template and is_object(template[0]) else {}
        data = put(
            base, self.at, [self._fitted(record, example, responder, accept, "/0") for record in shown]
        )
        if self.total:
            data = put(data, self.total, like(total, value_at(data, self.total)))
        for pointer, value in placed.items():
            present = value_at(data, pointer)
            data = put(data, pointer, value if present is ABSENT or value is None else like(value, present))
        return responder.to(values, accept, data=data)

    def _found(self, owner: str, values: Mapping[str, Any]) -> tuple[list[Json], int, Mapping[str, Any]]:
        """The records of a page, the number of all, and what the response says of the next one, by pointer."""
        given = [(one, values.get(one.request)) for one in self.filters]
        search, rest = self._search([(one, value) for one, value in given if value not in {None, ""}])
        paging = self.paging or EVERYTHING
        start, size = paging.asked(values)
        if rest or paging.style == "after":
            known = [
                one for one in self.table.all(owner, search) if all(f.met(one, value) for f, value in rest)
            ]
            start = paging.start_of(known, values, start)
            shown, total = known[start : start + size], len(known)
        else:
            shown, total = self.table.page(owner, search, start, size)
        return shown, total, paging.placed(start, size, len(shown), total)

    def _search(self, conditions: list[tuple[Filter, Any]]) -> tuple[Search, list[tuple[Filter, Any]]]:
        """What the store finds by itself, and the conditions that are left."""
        text, begins, equal = "", False, None
        rest: list[tuple[Filter, Any]] = []
        for one, value in conditions:
            if one.how == "equals" and one.field == self.table.equal and equal is None:
                equal = str(value)
            elif one.how != "equals" and one.field == self.table.search and not text:
                text, begins = str(value), one.how == "prefix"
            else:
                rest.append((one, value))
        return Search(text, begins, equal), rest

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
