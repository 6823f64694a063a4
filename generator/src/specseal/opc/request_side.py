"""The input of openapi-python-client: one operation's request, without what it loses or corrupts.

Responses are left out (datamodel-code-generator prints the models), as are enumerations, constants, limits and
defaults, which are read from the contract. Nested objects are not expanded, so that recursion costs nothing.
"""

from __future__ import annotations

from typing import Any

from ..contract import (
    Array,
    Constant,
    Dictionary,
    Enumeration,
    Media,
    Object,
    Operation,
    RequestField,
    Scalar,
    Schema,
    Union,
    body_fields,
    entered,
)


def request_document(operation: Operation) -> dict[str, Any]:
    """A minimal OpenAPI document with this operation alone, and all references replaced by their targets."""
    copy: dict[str, Any] = {
        "operationId": operation.id,
        "parameters": [_parameter(one) for one in operation.parameters],
        "responses": {"200": {"description": ""}},
    }
    if operation.body:
        copy["requestBody"] = {
            "required": operation.body.required,
            "content": {media.type: {"schema": _body(media)} for media in operation.body.media},
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "request", "version": "1"},
        "paths": {operation.path: {operation.method: copy}},
    }


def _parameter(field: RequestField) -> dict[str, Any]:
    return {
        "name": field.name,
        "in": field.where,
        "required": field.required,
        "schema": _schema(field.schema, frozenset()),
    }


def _body(media: Media) -> dict[str, Any]:
    fields = list(body_fields(media))
    if not fields:
        return _schema(media.schema, frozenset()) if media.schema is not None else {}
    return {
        "type": "object",
        "required": [one.name for one in fields if one.required],
        "properties": {one.name: _schema(one.schema, frozenset()) for one in fields},
    }


def _schema(schema: Schema, inside: frozenset[str]) -> dict[str, Any]:
    within = entered(schema, inside)
    if within is None:
        return {}
    match schema.resolved():
        case Scalar(type=kind, format=form):
            return {"type": kind} | ({"format": form} if form else {})
        case Enumeration(type=kind) | Constant(type=kind):
            return {"type": kind} if kind else {}
        case Array(items=items):
            return {"type": "array", "items": _schema(items, within)}
        case Object() | Dictionary():
            return {"type": "object"}
        case Union(members=members):
            return {"anyOf": [_schema(member, within) for member in members]}
        case _:
            return {}
