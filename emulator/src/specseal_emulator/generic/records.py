"""Operations with a memory: they create, read, list, update and delete records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..contract.parameters import types
from ..contract.pointers import ABSENT, put, steps, value_at, within, without
from ..json_types import is_array, is_object
from ..listing import as_text
from ..state.sizes import TooLong
from .accounts import Denied
from .paging import cursor_of, is_whole, number_of
from .patterns import matching
from .shapes import fresh_identity, is_identity, is_time, kinds_like, like
from .success import renewed
from .table import Search

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..contract.model import Json
    from ..http import Response
    from .memory import Does, Filter, Kind
    from .paging import Paging
    from .success import Responder
    from .table import Listed, Table

_NOTHING: tuple[Any, ...] = (None, "", [], {})
"""What a parameter holds that asks for nothing."""
_ATTEMPTS = 32
"""Keys that are tried for a new record before all are taken to be in use."""


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
    paging: Paging
    table: Table
    requested: Mapping[str, Any]
    """Fields of the record that a request may bring, and their defaults there, `ABSENT` without one."""

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
        sources = set(self.renamed.values())
        found = {name: value for name, value in values.items() if name not in sources}
        for field, source in self.renamed.items():
            sent = value_at(values, source) if source.startswith("/") else values.get(source, ABSENT)
            if sent is not ABSENT:
                found[field] = sent
        return found

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
        source = self.renamed.get(field, field)
        return ".".join(steps(source)) if source.startswith("/") else source

    def _create(self, owner: str, given: Json, responder: Responder, accept: str) -> Response:
        template = value_at(responder.base(accept), self.at)
        example: Json = template if is_object(template) else {}
        record = {**renewed(example, given.keys(), self.table.services), **self.kind.defaults}
        record |= self._left_out(given, example, record)
        for name, value in given.items():
            record[name] = self._like(value, record.get(name, ABSENT), name, responder, accept)
        made = [name for name in self.kind.key if given.get(name) is None]
        taken = ""
        for attempt in range(_ATTEMPTS):
            for name in made:
                schema = responder.schema(accept, within(self.at, name))
                record[name] = self._new_key(example.get(name), schema, longer=attempt >= _ATTEMPTS // 2)
            key = self._key(record)
            taken = self._write(owner, key, record, new=self.does == "create")
            if taken != "key" or not made:  # another one may be free
                break
        if taken:
            raise self._conflict(record, taken)
        return self._shown(record, given, responder, accept)

    def _left_out(self, given: Json, example: Json, record: Json) -> Json:
        """What a new record has of the fields that the request could have brought and did not.

        Ids and times are the vendor's to make; of everything else the example says what another request brought.
        """
        found: Json = {}
        for name, default in self.requested.items():
            if name in given or name in self.kind.key or name in self.kind.defaults:
                continue
            fresh = record.get(name) != example.get(name)
            if default is not ABSENT or not ((is_identity(name) or is_time(name)) and fresh):
                found[name] = None if default is ABSENT else default
        return found

    def _write(self, owner: str, key: tuple[str, ...], record: Json, *, new: bool) -> str:
        """See `Table.add` and `Table.put`. Raises `Denied` for a key that is too long."""
        try:
            return (self.table.add if new else self.table.put)(owner, key, record)
        except TooLong as error:
            longest = max(zip(self.kind.key, key, strict=True), key=lambda part: len(part[1]))[0]
            raise Denied("malformed", str(error), self._asked(longest)) from error

    def _conflict(self, record: Json, taken: str) -> Denied:
        name = self.kind.key[0] if taken == "key" else taken
        why = f"a {self.kind.name} with {name}={record.get(name)} exists"
        return Denied("conflict", why, self._asked(name))

    def _like(self, value: Any, present: Any, name: str, responder: Responder, accept: str) -> Any:
        """A field as the response has it. Without a value it is left out there, unless the response has to have it."""
        if value is None:
            return None
        present = value if present is ABSENT or present is None else present
        kinds = responder.kinds(accept, within(self.at, name))
        return like(value, present, kinds) if kinds else like(value, value, kinds_like(present))

    def _new_key(self, example: Any, schema: Json, *, longer: bool) -> Any:
        """Another key, in the shape of the example unless that has too few values."""
        ids = self.table.services.ids
        if "pattern" in schema and (made := matching(str(schema["pattern"]), ids.chance)):
            return made
        made = fresh_identity(example, ids)
        if made == example or longer:  # it has no shape to go by
            return ids.chance.randrange(10**9, 10**10) if isinstance(example, int) else ids.hex32()
        return made

    def _update(
        self, owner: str, given: Json, values: Mapping[str, Any], responder: Responder, accept: str
    ) -> Response:
        record = self._read(owner, given)
        changed = {name: value for name, value in given.items() if name not in self.kind.key}
        fitted = {
            name: self._like(value, record.get(name, ABSENT), name, responder, accept)
            for name, value in changed.items()
        }
        record = {**record, **fitted}
        if taken := self._write(owner, self._key(record), record, new=False):
            raise self._conflict(record, taken)
        return self._shown(record, values, responder, accept)

    def _list(self, owner: str, values: Mapping[str, Any], responder: Responder, accept: str) -> Response:
        paging = self.paging
        start, size = paging.asked(values)
        shown, total, left = self._found(owner, values, start, size)
        base = responder.base(accept)
        template = value_at(base, self.at)
        example = template[0] if is_array(template) and template and is_object(template[0]) else {}
        items = [self._fitted(one.fields, example, responder, accept, "/0") for one in shown]
        data = put(base, self.at, items)
        if paging.total:
            data = put(data, paging.total, like(total, value_at(data, paging.total)))
        cursor = cursor_of(shown[-1].number) if shown else 0
        for pointer, value in paging.placed(start, size, len(shown), total, left, cursor).items():
            kinds = responder.kinds(accept, pointer) or kinds_like(value_at(base, pointer))
            if value is None or (value == "" and kinds and "string" not in kinds):
                data = _ended(data, pointer, kinds, responder.schema(accept, pointer.rpartition("/")[0]))
            else:
                data = put(data, pointer, like(value, value_at(base, pointer), kinds))
        response = responder.to(values, accept, data=data)
        if paging.next_header:
            following = paging.following(start, size, len(shown), left, cursor)
            others = [one for one in response.headers if one[0] != paging.next_header]
            response.headers = (*others, *([(paging.next_header, str(following))] if left else []))
        return response

    def _found(
        self, owner: str, values: Mapping[str, Any], start: int, size: int
    ) -> tuple[list[Listed], int, bool]:
        """The records of a page, the number of all, and whether more follow."""
        given = [(one, values.get(one.request)) for one in self.filters]
        search, rest = self._search([(one, value) for one, value in given if value not in _NOTHING])
        last, style = self.paging.last(values), self.paging.style
        behind = number_of(last) if style == "cursor" else None
        if rest or (style == "after" and last is not None) or style == "from":
            known = [
                one
                for one in self.table.all(owner, search)
                if all(f.met(one.fields, value) for f, value in rest)
            ]
            total, known = len(known), self._from(known, owner, last, behind)
            return known[start : start + size], total, start + size < len(known)
        shown, total = self.table.page(owner, search, start, size + 1, behind)
        return shown[:size], total, len(shown) > size

    def _from(self, known: list[Listed], owner: str, last: Any, behind: int | None) -> list[Listed]:
        """The records that a request asks for, of those that meet its conditions."""
        pointer = self.paging.id
        if self.paging.style == "from":
            numbered = [
                (int(number), one) for one in known if is_whole(number := value_at(one.fields, pointer))
            ]
            first = int(last) if is_whole(last) else None
            found = sorted(numbered, key=lambda one: one[0])
            return [one for number, one in found if first is None or number >= first]
        if self.paging.style == "after" and last is not None:
            same = (one.number for one in known if str(value_at(one.fields, pointer)) == str(last))
            behind = next(same, self.table.gone(owner, pointer, last))
            if behind is None:
                return []
        return known if behind is None else [one for one in known if one.number > behind]

    def _search(self, conditions: list[tuple[Filter, Any]]) -> tuple[Search, list[tuple[Filter, Any]]]:
        """What the store finds by itself, and the conditions that are left."""
        text, begins, equal = "", False, None
        rest: list[tuple[Filter, Any]] = []
        for one, value in conditions:
            if is_array(value) or is_object(value):
                rest.append((one, value))
            elif one.how == "equals" and one.field == self.table.equal and equal is None:
                equal = as_text(value)
            elif one.how != "equals" and one.field == self.table.search and not text:
                text, begins = as_text(value), one.how == "prefix"
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
        schema = responder.schema(accept, f"{self.at}{item}")
        known = set(schema.get("properties", {})) if "object" in types(schema) else set[str]()
        names = known or set(example) or set(record)
        found = {name: value for name, value in example.items() if name in names}
        found |= {name: value for name, value in record.items() if name in names and value is not None}
        for name in names & {name for name, value in record.items() if value is None}:
            if "null" in responder.kinds(accept, within(f"{self.at}{item}", name)):
                found[name] = None
            elif name not in schema.get("required", ()):
                found.pop(name, None)
        return found


def _ended(data: Any, pointer: str, kinds: frozenset[str], parent: Json) -> Any:
    """A response that says of the last page that no other follows: by null, or by nothing where it may."""
    name = steps(pointer)[-1]
    if not kinds or "null" in kinds:
        return put(data, pointer, None)
    if name not in parent.get("required", ()):
        return without(data, pointer)
    return put(data, pointer, "" if "string" in kinds else 0)
