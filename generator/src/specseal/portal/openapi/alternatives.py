"""Alternatives that a reader can tell apart: each has a title, and names what it requires."""

from __future__ import annotations

import copy
from typing import Any, TypeAlias

from ...contract.walk import walk
from ...document import is_map, is_seq, value_at
from ...pointer import COMPONENT_SCHEMAS, split
from ..lookup import properties_of

Node: TypeAlias = dict[str, Any]
_LISTS = ("oneOf", "anyOf")
_CONDITIONS = ("if", "then", "else", "not")


def tell_apart(document: Node) -> None:
    """Give every member of a ``oneOf`` or ``anyOf`` a title, and describe what alternatives and conditions require.

    A subschema that only lists ``required`` names gets the properties of the object that it stands in: which values
    are valid does not change, and a portal can show them.
    """
    schemas = [found.node for found in walk(document) if found.kind == "schema"]
    for node in schemas:
        for keyword in _LISTS:
            _title(document, [one for one in node.get(keyword, ()) if is_map(one)])
    for node in schemas:  # which copies what has titles by now
        for keyword in (*_LISTS, *_CONDITIONS):
            inner = node.get(keyword)
            for one in inner if is_seq(inner) else [inner]:
                if is_map(one):
                    _describe_required(document, node, one, keyword)


def _describe_required(document: Node, outer: Node, inner: Node, keyword: str) -> None:
    names = [name for name in inner.get("required", ()) if name not in inner.get("properties", {})]
    if not names or "$ref" in inner:
        return
    known = dict(properties_of(document, outer))
    properties = inner.setdefault("properties", {})
    for name in names:
        # what the object says of the property holds anyway; under "not" it would turn around
        properties[name] = {} if keyword == "not" else copy.deepcopy(known.get(name, {}))
    if "unevaluatedProperties" in outer:  # which would take what is said below for an evaluation
        inner["properties"] = {**{name: {} for name in known}, **properties}
    elif not known.keys() <= properties.keys():
        inner.setdefault(
            "additionalProperties", True
        )  # checkers take a list of properties for a complete one


def _title(document: Node, members: list[Node]) -> None:
    taken: dict[str, int] = {}
    for member in members:
        target, name = _named(document, member)
        title = str(target.get("title") or name or _summary(target))
        taken[title] = taken.get(title, 0) + 1
        if "title" not in target:
            # a component has one name, wherever it is an alternative
            target["title"] = title if name or taken[title] == 1 else f"{title} ({taken[title]})"


def _named(document: Node, member: Node) -> tuple[Node, str]:
    """The schema that is to carry the title, and the name of the component that it is."""
    reference = member.get("$ref")
    if isinstance(reference, str) and reference.startswith(f"#{COMPONENT_SCHEMAS}/"):
        target = value_at(document, reference)
        if is_map(target):
            return target, split(reference.removeprefix("#"))[-1]
    return member, ""


def _summary(node: Node) -> str:
    """A title from what a schema says of itself."""
    if "const" in node:
        return str(node["const"])
    if is_seq(node.get("enum")):
        return ", ".join(map(str, node["enum"]))
    if node.get("required"):
        return f"With {', '.join(map(str, node['required']))}"
    kind = node.get("type")
    kinds = " or ".join(map(str, kind)) if is_seq(kind) else str(kind or "")
    if kinds == "array" and is_map(node.get("items")):
        return f"List of {node['items'].get('title') or node['items'].get('type') or 'values'}"
    if node.get("properties"):
        return f"Object with {', '.join(list(node['properties'])[:3])}"
    return f"{kinds} ({node['format']})" if kinds and "format" in node else kinds or "Any value"
