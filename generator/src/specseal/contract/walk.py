"""Walks all objects of an OpenAPI 3.1 document, with kind and JSON Pointer, in the document's order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..document import is_map, is_seq
from ..pointer import join

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_ONE, _LIST, _MAP = "one", "list", "map"
_SCHEMA_ONE = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")
_SCHEMA_LIST = ("allOf", "anyOf", "oneOf", "prefixItems")
_SCHEMA_MAP = ("properties", "patternProperties", "dependentSchemas", "$defs")

#: kind of object -> key -> how the key holds which kind of object
_CHILDREN: dict[str, dict[str, tuple[str, str]]] = {
    "root": {
        "info": (_ONE, "info"),
        "servers": (_LIST, "server"),
        "paths": (_MAP, "path item"),
        "webhooks": (_MAP, "path item"),
        "components": (_ONE, "components"),
        "tags": (_LIST, "tag"),
        "x-callbacks": (_MAP, "received"),
    },
    "info": {},
    "server": {"variables": (_MAP, "server variable")},
    "server variable": {},
    "tag": {},
    "components": {
        "schemas": (_MAP, "schema"),
        "responses": (_MAP, "response"),
        "parameters": (_MAP, "parameter"),
        "requestBodies": (_MAP, "request body"),
        "headers": (_MAP, "header"),
        "securitySchemes": (_MAP, "security scheme"),
        "examples": (_MAP, "example"),
        "links": (_MAP, "link"),
        "callbacks": (_MAP, "callback"),
        "pathItems": (_MAP, "path item"),
    },
    "path item": {
        **dict.fromkeys(METHODS, (_ONE, "operation")),
        "parameters": (_LIST, "parameter"),
        "servers": (_LIST, "server"),
    },
    "operation": {
        "parameters": (_LIST, "parameter"),
        "requestBody": (_ONE, "request body"),
        "responses": (_MAP, "response"),
        "callbacks": (_MAP, "callback"),
        "servers": (_LIST, "server"),
    },
    "parameter": {"schema": (_ONE, "schema"), "content": (_MAP, "media type"), "examples": (_MAP, "example")},
    "header": {"schema": (_ONE, "schema"), "content": (_MAP, "media type"), "examples": (_MAP, "example")},
    "request body": {"content": (_MAP, "media type")},
    "response": {"headers": (_MAP, "header"), "content": (_MAP, "media type"), "links": (_MAP, "link")},
    "media type": {
        "schema": (_ONE, "schema"),
        "encoding": (_MAP, "encoding"),
        "examples": (_MAP, "example"),
    },
    "encoding": {"headers": (_MAP, "header")},
    "schema": {
        **dict.fromkeys(_SCHEMA_ONE, (_ONE, "schema")),
        **dict.fromkeys(_SCHEMA_LIST, (_LIST, "schema")),
        **dict.fromkeys(_SCHEMA_MAP, (_MAP, "schema")),
    },
    "security scheme": {},
    "received": {"schema": (_ONE, "schema")},
    "example": {},
    "link": {},
    "callback": {},
}


class Found(NamedTuple):
    """An OpenAPI object: its kind as the OpenAPI specification names it, its pointer, the object itself."""

    kind: str
    pointer: str
    node: dict[str, Any]


def walk(document: dict[str, Any]) -> Iterator[Found]:
    """All objects of the document. A value that should be an object and is not is skipped; lint reports it."""
    pending = [Found("root", "", document)]
    while pending:
        found = pending.pop()
        yield found
        pending += reversed(list(_children(found)))


def _children(parent: Found) -> Iterator[Found]:
    for key, value in parent.node.items():
        holding = _CHILDREN[parent.kind].get(key)
        if holding is None:
            continue
        how, kind = holding
        pointer = join(parent.pointer, key)
        if how == "one" and is_map(value):
            yield Found(kind, pointer, value)
        elif how == "list" and is_seq(value):
            yield from (Found(kind, join(pointer, i), v) for i, v in enumerate(value) if is_map(v))
        elif how == "map" and is_map(value):
            yield from (Found(kind, join(pointer, name), v) for name, v in value.items() if is_map(v))
