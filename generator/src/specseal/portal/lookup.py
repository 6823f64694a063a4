"""Parts of an OpenAPI document, found through references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..contract.walk import METHODS
from ..document import is_map, value_at

Node = dict[str, Any]
_DEEPEST = 16


def followed(document: Mapping[str, Any], node: Any) -> Node:
    """The object at the end of all references; an empty one where they lead nowhere."""
    for _ in range(_DEEPEST):
        reference = node.get("$ref") if is_map(node) else None
        if not isinstance(reference, str):
            break
        node = value_at(document, reference)
    return node if is_map(node) else {}


def properties_of(document: Mapping[str, Any], node: Node, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The properties of an object, also those of what it names and of its ``allOf``."""
    if depth > _DEEPEST:
        return
    if "$ref" in node:
        yield from properties_of(document, followed(document, node), depth + 1)
    for part in node.get("allOf", ()):
        if is_map(part):
            yield from properties_of(document, part, depth + 1)
    yield from node.get("properties", {}).items()


def operations_of(document: Mapping[str, Any]) -> Iterator[tuple[Node, Node]]:
    """Every operation below ``paths`` with its path item, in order."""
    for item in document.get("paths", {}).values():
        yield from ((item, item[method]) for method in METHODS if is_map(item.get(method)))


def request_parts(
    document: Mapping[str, Any], item: Node, operation: Node
) -> Iterator[tuple[str, str, Node]]:
    """What an operation takes: where (``query``, ``path``, ``header``, or ``body``), name, and the object that says so.

    The parameters of the operation come behind those of its path, which they replace.
    """
    for listed in (*item.get("parameters", ()), *operation.get("parameters", ())):
        parameter = followed(document, listed)
        yield str(parameter.get("in", "")), str(parameter.get("name", "")), parameter
    body = followed(document, operation.get("requestBody", {}))
    for media in body.get("content", {}).values():
        for name, schema in properties_of(document, media.get("schema", {})):
            yield "body", name, schema
