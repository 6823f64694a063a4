"""What clients offer beyond the calls: pages of results, callbacks, addresses for a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..contract import Array, Contract, Object, Operation, Property, Schema, component_name
from ..naming import snake_case
from ..pointer import split
from .docs import paragraph
from .models import attribute
from .package import CallbackPlan, FieldPlan, PagePlan, PagingPlan, SchemePlan


def plan_paging(operation: Operation, fields: Sequence[FieldPlan]) -> PagingPlan | None:
    """How the result of a linted operation pages; ``None`` when it does not."""
    told, result = operation.paging, operation.result
    if told is None or result is None:
        return None
    arguments = {field.name: field.argument for field in fields}
    items = _path(result, told.items)
    listed = items[-1].schema.resolved()
    item = component_name(listed.items) if isinstance(listed, Array) else ""
    return PagingPlan(
        arguments[told.page],
        arguments[told.size],
        tuple(map(attribute, _path(result, told.total))),
        tuple(map(attribute, items)),
        item or "Any",
        snake_case(item or "item"),
    )


def plan_callbacks(contract: Contract, schemes: Mapping[str, SchemePlan]) -> tuple[CallbackPlan, ...]:
    """What the vendor sends by itself."""
    return tuple(
        CallbackPlan(
            one.name,
            tuple(paragraph(one.description)),
            one.data,
            one.sign,
            component_name(one.schema),
            schemes[one.scheme],
        )
        for one in contract.callbacks
    )


def plan_pages(contract: Contract) -> tuple[PagePlan, ...]:
    """Addresses for a browser (``x-pages``)."""
    return tuple(
        PagePlan(
            f"{one.name}_url",
            tuple(paragraph(one.description)),
            one.path,
            tuple((wire, snake_case(wire), meaning) for wire, meaning in one.query),
        )
        for one in contract.pages
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
