"""The copy of a contract that openapi-python-client is given: one operation's request, without what it loses.

It has no use for responses here (the models are datamodel-code-generator's), and it corrupts or drops enumerations,
constants, constraints and defaults; those are read from the contract itself.
"""

from __future__ import annotations

from typing import Any

from ..contract import OperationAt, dereference
from ..document import is_map, is_seq

_KEPT = ("type", "format", "properties", "required", "items", "additionalProperties")
_DEPTH = 24


def request_document(document: dict[str, Any], operation: OperationAt) -> dict[str, Any]:
    """A minimal OpenAPI document with this operation alone, every ``$ref`` replaced by what it names."""
    copy: dict[str, Any] = {
        "operationId": operation.data["operationId"],
        "summary": operation.data.get("summary", ""),
        "description": operation.data.get("description", ""),
        "parameters": [_parameter(document, parameter) for _, parameter in operation.parameters(document)],
        "responses": {"200": {"description": ""}},
    }
    if body := dereference(document, operation.data.get("requestBody", {})):
        copy["requestBody"] = {
            "required": body.get("required", False),
            "content": {
                media_type: {"schema": _schema(document, content.get("schema", {}))}
                for media_type, content in body.get("content", {}).items()
            },
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "request", "version": "1"},
        "paths": {operation.path: {operation.method: copy}},
    }


def _parameter(document: dict[str, Any], parameter: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": parameter.get("name"),
        "in": parameter.get("in"),
        "required": parameter.get("required", False),
        "schema": _schema(document, parameter.get("schema", {})),
    }


def _schema(document: dict[str, Any], schema: Any, depth: int = 0) -> Any:
    schema = dereference(document, schema)
    if depth > _DEPTH:
        return {}
    copy: dict[str, Any] = {key: schema[key] for key in _KEPT if key in schema}
    if is_seq(kind := copy.get("type")):
        # a list of types becomes a union; `null` says no more than "may be left out" does
        kinds = [one for one in kind if one != "null"]
        copy["type"] = kinds[0] if len(kinds) == 1 else kinds
    if is_map(properties := copy.get("properties")):
        copy["properties"] = {name: _schema(document, value, depth + 1) for name, value in properties.items()}
    for key in ("items", "additionalProperties"):
        if is_map(copy.get(key)):
            copy[key] = _schema(document, copy[key], depth + 1)
    return copy
