"""What clients offer beyond the calls: pages of results, callbacks, addresses for a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..contract import callbacks, dereference
from ..document import Map
from ..models import result_class
from ..models.relaxed import properties_of, success_schema
from ..naming import snake_case
from .docs import paragraph, source_line
from .package import CallbackPlan, FieldPlan, PagePlan, PagingPlan, SchemePlan

_PREFIX = "#/components/schemas/"


def plan_paging(document: Map, operation: dict[str, Any], fields: Sequence[FieldPlan]) -> PagingPlan | None:
    """How the result of an operation of a linted contract pages; ``None`` when it does not."""
    told = operation.get("x-client", {}).get("pagination")
    if told is None or result_class(document, operation) is None:
        return None
    arguments = {field.name: field.argument for field in fields}
    items = _follow(document, operation, told["items"])
    item = dereference(document, items).get("items", {}).get("$ref", "")
    return PagingPlan(
        arguments[told["page"]],
        arguments[told["size"]],
        _attributes(told["total"]),
        _attributes(told["items"]),
        item.removeprefix(_PREFIX) or "Any",
        snake_case(item.removeprefix(_PREFIX) or "item"),
    )


def plan_callbacks(document: Map, schemes: Mapping[str, SchemePlan]) -> tuple[CallbackPlan, ...]:
    """What the vendor sends by itself."""
    return tuple(
        CallbackPlan(
            name,
            _doc(callback),
            callback["data"],
            callback["sign"],
            callback["schema"]["$ref"].removeprefix(_PREFIX),
            schemes[callback["scheme"]],
        )
        for name, callback in callbacks(document).items()
    )


def plan_pages(document: Map) -> tuple[PagePlan, ...]:
    """Addresses for a browser (``x-pages``)."""
    return tuple(
        PagePlan(
            f"{name}_url",
            _doc(page),
            page["path"],
            tuple((wire, snake_case(wire), meaning) for wire, meaning in page["query"].items()),
        )
        for name, page in document.get("x-pages", {}).items()
    )


def _doc(node: dict[str, Any]) -> tuple[str, ...]:
    lines = paragraph(node["description"])
    if source := source_line({"x-source": node.get("source", {})}):
        lines += ["", *paragraph(f"Source: {source}.")]
    return tuple(lines)


def _attributes(pointer: str) -> tuple[str, ...]:
    return tuple(snake_case(token.replace("~1", "/").replace("~0", "~")) for token in pointer.split("/")[1:])


def _follow(document: Map, operation: dict[str, Any], pointer: str) -> dict[str, Any]:
    found = success_schema(document, operation) or {}
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        found = properties_of(document, dereference(document, found))[name]
    return found
