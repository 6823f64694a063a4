"""The copy of the response schemas that models are printed from.

Decoding must never break on a value the vendor has not documented, so constraints, enumerations, constants, formats
and defaults stay out, every scalar may be absent or null, and an absent list is an empty one.
"""

from __future__ import annotations

import textwrap
from typing import Any

from ..contract import callbacks, dereference, operations
from ..describe import describe_value
from ..document import is_map

Schema = dict[str, Any]
_PREFIX = "#/components/schemas/"


def success_schema(document: Schema, operation: Schema) -> Schema | None:
    """The schema of the operation's successful answer; ``None`` where it documents no body."""
    for status, response in operation.get("responses", {}).items():
        if status.startswith("2"):
            content = dereference(document, response).get("content", {})
            for media in content.values():
                schema: Schema = media.get("schema", {})
                return schema
    return None


def success_status(operation: Schema) -> int:
    """The status of the operation's successful answer; ``2XX`` counts as 200."""
    found = next(status for status in operation["responses"] if status.startswith("2"))
    return int(found) if found.isdigit() else 200


def result_class(document: Schema, operation: Schema) -> str | None:
    """The class name of the operation's result."""
    schema = success_schema(document, operation)
    return None if schema is None else schema["$ref"].removeprefix(_PREFIX)


def results(document: Schema) -> list[str]:
    """The class names of what calls return and callbacks bring."""
    named = [result_class(document, operation.data) for operation in operations(document)]
    brought = [callback["schema"]["$ref"].removeprefix(_PREFIX) for callback in callbacks(document).values()]
    return list(dict.fromkeys([*(name for name in named if name is not None), *brought]))


def relaxed_components(document: Schema) -> dict[str, Schema]:
    """Relaxed copies of all object components that successful answers reach, in the contract's order."""
    components: dict[str, Schema] = document.get("components", {}).get("schemas", {})
    reached: set[str] = set()
    pending = results(document)
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            pending += [
                target
                for value in properties_of(document, components[name]).values()
                for target in _object_references(document, value)
            ]
    return {name: _class(document, schema) for name, schema in components.items() if name in reached}


def properties_of(document: Schema, schema: Schema) -> dict[str, Schema]:
    """The properties of an object, those of its ``allOf`` first."""
    found: dict[str, Schema] = {}
    for part in schema.get("allOf", ()):
        found |= properties_of(document, dereference(document, part))
    own: dict[str, Schema] = schema.get("properties", {})
    return found | own


def kind_of(document: Schema, schema: Schema) -> str:
    """What a value is read as: ``object``, ``map``, ``array``, ``any`` or a scalar type.

    Of several types the first counts: the document's promise comes first, the forms that travel as well follow.
    """
    schema = dereference(document, schema)
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches:
        return next((kind for branch in branches if (kind := kind_of(document, branch)) != "null"), "any")
    if properties_of(document, schema):
        return "object"
    declared = schema.get("type")
    kinds = [declared] if isinstance(declared, str) else [kind for kind in declared or () if kind != "null"]
    if not kinds:
        return "any"
    return "map" if kinds[0] == "object" else str(kinds[0])


def _object_references(document: Schema, value: Schema) -> list[str]:
    """Names of the object components that a property leads to, through lists and maps."""
    match kind_of(document, value):
        case "object":
            return [_component_name(document, value)]
        case "array":
            return _object_references(document, dereference(document, value).get("items", {}))
        case "map":
            inner = dereference(document, value).get("additionalProperties")
            return _object_references(document, inner) if is_map(inner) else []
        case _:
            return []


def _component_name(document: Schema, value: Schema) -> str:
    """The component that a value names, perhaps through ``anyOf`` with null or an alias."""
    for branch in value.get("anyOf") or value.get("oneOf") or ():
        if kind_of(document, branch) == "object":
            return _component_name(document, branch)
    name = str(value["$ref"]).removeprefix(_PREFIX)
    target: Schema = document["components"]["schemas"][name]
    return _component_name(document, target) if "$ref" in target else name


def _class(document: Schema, schema: Schema) -> Schema:
    properties = properties_of(document, schema)
    relaxed: Schema = {
        "type": "object",
        "description": _wrapped(schema.get("description", "")),
        "properties": {name: _field(document, value) for name, value in properties.items()},
    }
    # a required list with a default is printed as a plain list that starts empty
    if lists := [name for name, value in relaxed["properties"].items() if value.get("type") == "array"]:
        relaxed["required"] = lists
    return relaxed


def _field(document: Schema, value: Schema) -> Schema:
    relaxed: Schema = _value(document, value)
    if relaxed.get("type") == "array":
        relaxed["default"] = []
    else:
        if "$ref" in relaxed:
            relaxed = {"allOf": [relaxed]}
        relaxed["nullable"] = True
    if text := describe_value(document, value):
        relaxed["description"] = _wrapped(text)
    return relaxed


def _wrapped(text: str) -> str:
    return "\n".join(
        textwrap.wrap(" ".join(text.split()), 100, break_long_words=False, break_on_hyphens=False)
    )


def _value(document: Schema, value: Schema) -> Schema:
    match kind_of(document, value):
        case "object":
            return {"$ref": _PREFIX + _component_name(document, value)}
        case "array":
            return {"type": "array", "items": _value(document, dereference(document, value).get("items", {}))}
        case "map":
            inner = dereference(document, value).get("additionalProperties")
            return {
                "type": "object",
                "additionalProperties": _value(document, inner) if is_map(inner) else True,
            }
        case "any":
            return {}
        case scalar:
            return {"type": scalar}
