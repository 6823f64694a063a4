"""Results that are one page of many."""

from __future__ import annotations

from collections.abc import Sequence

from ..classes import Classes
from ..contract import Array, Object, Operation, Property, Schema
from ..naming import snake_case
from ..pointer import split
from .models import attribute
from .package import FieldPlan, PagingPlan


def plan_paging(operation: Operation, fields: Sequence[FieldPlan], classes: Classes) -> PagingPlan | None:
    """The pagination of a linted operation; ``None`` if it has none."""
    paging, result = operation.paging, operation.result
    if paging is None or result is None:
        return None
    arguments = {field.name: field.argument for field in fields}
    items = _path(result, paging.items)
    listed = items[-1].schema.resolved()
    item = classes.of(listed.items) if isinstance(listed, Array) else ""
    return PagingPlan(
        arguments[paging.page],
        arguments[paging.size],
        tuple(map(attribute, _path(result, paging.total))),
        tuple(map(attribute, items)),
        item or "Any",
        snake_case(item or "item"),
    )


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
