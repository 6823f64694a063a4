"""Following ``$ref`` within a document."""

from __future__ import annotations

from typing import Any

from ..document import is_map, value_at


def dereference(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """The node that a chain of ``$ref`` within the document leads to; the node itself when it has none.

    A reference that leads nowhere, outside or in a circle gives an empty object: lint reports those.
    """
    for _ in range(16):
        reference = node.get("$ref") if is_map(node) else None
        if not isinstance(reference, str):
            return node if is_map(node) else {}
        node = value_at(document, reference)
    return {}


def follow(document: dict[str, Any], pointer: str, node: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """As `dereference`, with the JSON Pointer of what is found, so that a diagnostic names the right line."""
    for _ in range(16):
        if not is_map(node):  # a schema may be `true`, which says nothing
            return pointer, {}
        reference = node.get("$ref")
        if not isinstance(reference, str):
            break
        pointer, node = reference.removeprefix("#"), dereference(document, {"$ref": reference})
    return pointer, node
