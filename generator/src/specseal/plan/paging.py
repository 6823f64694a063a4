"""Results that are one page of many."""

from __future__ import annotations

from collections.abc import Sequence

from ..classes import Classes
from ..contract import Array, Object, Operation, Paging, Property, Schema, kind, request_fields
from ..naming import snake_case
from ..pointer import split
from .models import attribute
from .package import FieldPlan, PagingPlan, Path

_STYLES = {
    "page": "PageNumbers",
    "offset": "Offsets",
    "cursor": "Cursors",
    "after": "LastItems",
    "from": "LastItems",
    "link": "Links",
}
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def plan_paging(operation: Operation, fields: Sequence[FieldPlan], classes: Classes) -> PagingPlan | None:
    """The pagination of a linted operation; ``None`` if it has none."""
    paging, result = operation.paging, operation.result
    if paging is None or result is None:
        return None
    arguments = {field.name: field.argument for field in fields}
    items = _path(result, paging.items)
    listed = items[-1].schema.resolved() if items else result.resolved()
    one = listed.items if isinstance(listed, Array) else None
    item = classes.of(one) if one is not None else ""
    return PagingPlan(
        style=_STYLES[paging.style],
        argument=arguments.get(paging.parameter, ""),
        items=tuple(map(attribute, items)) or ("list_",),
        bare=not items,
        size=arguments.get(paging.size, ""),
        usual=_usual(operation, paging),
        first=paging.first,
        inclusive=paging.style == "from",
        total=_attributes(result, paging.total),
        pages=_attributes(result, paging.pages),
        more=_attributes(result, paging.more),
        next=_next(result, paging),
        id=_attributes(one, paging.id) if one is not None else None,
        item=item or (_PLAIN.get(kind(one), "Any") if one is not None else "Any"),
        noun=snake_case(item or "item"),
    )


def _usual(operation: Operation, paging: Paging) -> int:
    """The default of the size of a page; 0 if it has none."""
    for field in request_fields(operation):
        value = field.schema.resolved().notes.default
        if field.name == paging.size and isinstance(value, int):
            return value
    return 0


def _next(result: Schema, paging: Paging) -> Path | str | None:
    if paging.next is None:
        return None
    return paging.next.header or _attributes(result, paging.next.pointer)


def _attributes(holder: Schema, pointer: str | None) -> Path | None:
    return None if pointer is None else tuple(map(attribute, _path(holder, pointer)))


def _path(result: Schema, pointer: str) -> list[Property]:
    """The properties that a pointer of a linted contract leads through."""
    found: list[Property] = []
    for name in split(pointer):
        holder = result.resolved()
        if not isinstance(holder, Object):
            break
        found.append(next(one for one in holder.properties() if one.name == name))
        result = found[-1].schema
    return found
