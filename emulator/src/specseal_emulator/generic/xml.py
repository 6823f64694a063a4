"""XML by the schemas of a contract, both ways: elements, attributes, wrapped and repeated lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError, ParserCreate

from ..contract.parameters import resolved, types
from ..json_types import is_array, is_object
from ..markup import clean, escaped, quoted
from .decode import coercion

if TYPE_CHECKING:
    from ..contract import Contract
    from ..contract.model import Json

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._:-]*")
_DEEPEST = 64
_MOST = 20_000
"""Elements of one document."""


class XmlError(ValueError):
    """A text that is not XML, or more than a request may hold; the text says why."""


class _Node:
    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[_Node] = []
        self.text = ""


def _tree(text: bytes) -> _Node:
    parser = ParserCreate()
    top = _Node("", {})
    open_nodes = [top]
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(open_nodes) > _DEEPEST or count > _MOST:
            raise XmlError("it has too many elements, or too deep ones")
        node = _Node(name, attributes)
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def end(_name: str) -> None:
        open_nodes.pop()

    def data(found: str) -> None:
        open_nodes[-1].text += found

    def doctype(*_declared: object) -> None:
        raise XmlError("document type declarations are not accepted")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text, True)
    except ExpatError as error:
        raise XmlError(str(error)) from error
    return top.children[0]


def flat_fields(text: bytes) -> tuple[tuple[str, str], ...]:
    """Name and text of each element below the root of a flat document; none of any other document."""
    try:
        found = _tree(text).children
    except XmlError:
        return ()
    return tuple((node.name, node.text) for node in found) if not any(node.children for node in found) else ()


def parse_xml(contract: Contract, schema: Any, text: bytes) -> Any:
    """The value of a document, as its schema reads it. Raises `XmlError`."""
    return _value(contract, schema, _tree(text), 0)


def _value(contract: Contract, schema: Any, node: _Node, depth: int) -> Any:
    whole = resolved(contract, schema)
    if node.children or node.attributes or "object" in types(whole):
        return _object(contract, whole, node, depth)
    return coercion(contract, whole)(node.text)


def _object(contract: Contract, whole: Json, node: _Node, depth: int) -> Json:
    found: Json = {}
    known: dict[str, tuple[str, Json]] = {}
    for name, part in whole.get("properties", {}).items():
        inner = resolved(contract, part)
        known[str(inner.get("xml", {}).get("name", name))] = name, inner
    for attribute, text in node.attributes.items():
        name, inner = known.get(attribute, (attribute, {}))
        found[name] = coercion(contract, inner)(text)
    for child in node.children:
        name, inner = known.get(child.name, (child.name, {}))
        if "array" in types(inner):
            items = inner.get("items", {})
            if inner.get("xml", {}).get("wrapped"):
                found[name] = [_value(contract, items, one, depth + 1) for one in child.children]
            else:
                found.setdefault(name, []).append(_value(contract, items, child, depth + 1))
        else:
            found[name] = _value(contract, inner, child, depth + 1)
    return found


def root_name(contract: Contract, schema: Any) -> str:
    """The name of a document's element: what the schema says, the name of its component, or ``xml``."""
    said = resolved(contract, schema).get("xml", {}).get("name")
    reference = schema.get("$ref", "") if is_object(schema) else ""
    return str(said or reference.rpartition("/")[2] or "xml")


def write_xml(contract: Contract, schema: Any, data: Any) -> bytes:
    """A document of a value."""
    parts = ["<?xml version='1.0' encoding='UTF-8'?>"]
    _write(contract, schema, root_name(contract, schema), data, parts)
    return "".join(parts).encode()


def _write(contract: Contract, schema: Any, name: str, value: Any, parts: list[str]) -> None:
    whole = resolved(contract, schema)
    said = whole.get("xml", {})
    name = str(said.get("name", name)) if not is_array(value) else name
    name = name if _NAME.fullmatch(name) else "item"
    if is_array(value):
        items = whole.get("items", {})
        inner = str(
            resolved(contract, items).get("xml", {}).get("name", "item" if said.get("wrapped") else name)
        )
        if said.get("wrapped"):
            parts.append(f"<{name}>")
        for item in value:
            _write(contract, items, inner, item, parts)
        if said.get("wrapped"):
            parts.append(f"</{name}>")
        return
    if is_object(value):
        _write_object(contract, whole, name, value, parts)
        return
    parts.append(f"<{name}>{_text(value)}</{name}>")


def _write_object(contract: Contract, whole: Json, name: str, value: Json, parts: list[str]) -> None:
    properties = whole.get("properties", {})
    attributes: list[str] = []
    elements: list[tuple[Any, str, Any]] = []
    for key, inner in value.items():
        schema = properties.get(key, {})
        said = resolved(contract, schema).get("xml", {})
        if said.get("attribute"):
            attributes.append(f" {said.get('name', key)}={quoted(clean(str(inner), ''))}")
        elif inner is not None:
            elements.append((schema, str(said.get("name", key)), inner))
    parts.append(f"<{name}{''.join(attributes)}>")
    for schema, key, inner in elements:
        _write(contract, schema, key, inner, parts)
    parts.append(f"</{name}>")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else escaped(clean(str(value)))
