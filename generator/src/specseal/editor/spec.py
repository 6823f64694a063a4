"""The JSON Schema of specs: the objects of OpenAPI 3.1 that Specseal reads, with our extensions where they belong."""

from __future__ import annotations

import re
from typing import Any

from ..contract.vocabulary import KNOWN, LIMITS
from ..contract.walk import METHODS
from ..lint.extensions import PLACES
from .extensions import DRAFT, definitions, named, reference

_TEXT = {"type": "string"}
_YES_NO = {"type": "boolean"}
_ANY: dict[str, Any] = {}
_COUNT = {"type": "integer", "minimum": 0}
_STYLES = {"enum": ["form", "simple", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"]}


def _of(kind: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{kind.replace(' ', '-')}"}


def _list(kind: str) -> dict[str, Any]:
    return {"type": "array", "items": _of(kind)}


def _map(kind: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": _of(kind)}


_EXAMPLES = {"example": _ANY, "examples": _map("example")}
_SECURITY = {
    "type": "array",
    "description": "Which schemes sign the request; alternatives are items of the list.",
    "items": {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT}},
}
#: kind of object -> its keys; those that end in ``*`` must be there
_OBJECTS: dict[str, dict[str, Any]] = {
    "root": {
        "openapi*": {"type": "string", "pattern": r"^3\.1\.\d+$", "default": "3.1.0"},
        "info*": _of("info"),
        "paths*": _map("path item"),
        "servers": _list("server"),
        "components": _of("components"),
        "security": _SECURITY,
        "tags": _list("tag"),
        "externalDocs": _of("external docs"),
    },
    "info": {
        "title*": _TEXT,
        "version*": {"type": "string", "description": "Of the vendor's API, in quotes."},
        "summary": {"type": "string", "description": "One line; it heads the README of the client."},
        "description": _TEXT,
        "termsOfService": _TEXT,
        "contact": {"type": "object"},
        "license": {"type": "object"},
    },
    "server": {
        "url*": {"type": "string", "pattern": r"^(https?://|\{|/)", "description": "With https."},
        "description": _TEXT,
        "variables": _map("server variable"),
    },
    "server variable": {"default*": _TEXT, "enum": {"type": "array", "items": _TEXT}, "description": _TEXT},
    "path item": {
        "summary": _TEXT,
        "description": _TEXT,
        "parameters": _list("parameter"),
        "servers": _list("server"),
        **dict.fromkeys(METHODS, _of("operation")),
    },
    "operation": {
        "operationId": {"type": "string", "description": "A verb and what it acts on: the client's method."},
        "summary": _TEXT,
        "description": _TEXT,
        "tags": {"type": "array", "items": _TEXT},
        "parameters": _list("parameter"),
        "requestBody": _of("request body"),
        "responses": {**_map("response"), "description": "By status, in quotes; `default` is every failure."},
        "security": _SECURITY,
        "servers": _list("server"),
        "deprecated": _YES_NO,
        "externalDocs": _of("external docs"),
    },
    "parameter": {
        "$ref": _TEXT,
        "name": _TEXT,
        "in": {"enum": ["query", "header", "path", "cookie"]},
        "description": _TEXT,
        "required": _YES_NO,
        "deprecated": _YES_NO,
        "schema": _of("schema"),
        "content": _map("media type"),
        "style": _STYLES,
        "explode": _YES_NO,
        "allowReserved": _YES_NO,
        **_EXAMPLES,
    },
    "request body": {"$ref": _TEXT, "description": _TEXT, "content": _map("media type"), "required": _YES_NO},
    "media type": {"schema": _of("schema"), "encoding": _map("encoding"), **_EXAMPLES},
    "encoding": {
        "contentType": _TEXT,
        "headers": _map("header"),
        "style": _STYLES,
        "explode": _YES_NO,
        "allowReserved": _YES_NO,
    },
    "response": {
        "$ref": _TEXT,
        "description": _TEXT,
        "headers": _map("header"),
        "content": _map("media type"),
        "links": {"type": "object"},
    },
    "header": {
        "$ref": _TEXT,
        "description": _TEXT,
        "required": _YES_NO,
        "deprecated": _YES_NO,
        "schema": _of("schema"),
        "style": _STYLES,
        "explode": _YES_NO,
        **_EXAMPLES,
    },
    "example": {
        "$ref": _TEXT,
        "summary": _TEXT,
        "description": _TEXT,
        "value": _ANY,
        "externalValue": _TEXT,
    },
    "tag": {"name*": _TEXT, "description": _TEXT, "externalDocs": _of("external docs")},
    "external docs": {"url*": _TEXT, "description": _TEXT},
    "components": {
        "schemas": _map("schema"),
        "responses": _map("response"),
        "parameters": _map("parameter"),
        "examples": _map("example"),
        "requestBodies": _map("request body"),
        "headers": _map("header"),
        "securitySchemes": _map("security scheme"),
        "links": {"type": "object"},
    },
    "security scheme": {
        "type*": {"enum": ["http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"]},
        "scheme": _TEXT,
        "in": {"enum": ["header", "query", "cookie"]},
        "name": _TEXT,
        "bearerFormat": _TEXT,
        "flows": {"type": "object"},
        "openIdConnectUrl": _TEXT,
        "description": _TEXT,
    },
}
_TYPES = ["string", "integer", "number", "boolean", "object", "array", "null"]
_KEYWORDS: dict[str, Any] = {
    "type": {"anyOf": [{"enum": _TYPES}, {"type": "array", "items": {"enum": _TYPES}}]},
    "format": {**_TEXT, "description": "`binary` is a file in a multipart form."},
    "enum": {"type": "array"},
    "required": {"type": "array", "items": _TEXT},
    "properties": _map("schema"),
    "patternProperties": _map("schema"),
    "$defs": _map("schema"),
    "dependentSchemas": _map("schema"),
    "dependentRequired": {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT}},
    "examples": {"type": "array"},
    "minimum": {"type": "number"},
    "maximum": {"type": "number"},
    "exclusiveMinimum": {"type": "number"},
    "exclusiveMaximum": {"type": "number"},
    "multipleOf": {"type": "number", "exclusiveMinimum": 0},
    "pattern": _TEXT,
    **dict.fromkeys(("title", "description", "$ref", "$comment", "$schema", "$id", "$anchor"), _TEXT),
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly", "uniqueItems"), _YES_NO),
    **{word: _list("schema") for word in ("allOf", "anyOf", "oneOf", "prefixItems")},
    **dict.fromkeys(
        ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"),
        _of("schema"),
    ),
    **{word: _COUNT for word in LIMITS if re.match("(?:min|max)(?:Length|Items|Properties)", word)},
}


def spec_schema() -> dict[str, Any]:
    """The JSON Schema of ``specs/VENDOR/PRODUCT.yaml``."""
    found = {kind: _object(kind, keys) for kind, keys in _OBJECTS.items()}
    words: dict[str, Any] = {
        word: _KEYWORDS.get(word, _ANY) for word in sorted(KNOWN) if not word.startswith("x-")
    }
    words |= _extensions("schema")
    found["schema"] = {
        "anyOf": [{"type": "boolean"}, {"type": "object"}],
        "properties": words,
        "additionalProperties": False,
    }
    root = found.pop("root")
    return {
        "$schema": DRAFT,
        "title": "A spec of Specseal: what a vendor's page says, as OpenAPI 3.1",
        **root,
        "definitions": named(found | definitions()),
    }


def _object(kind: str, keys: dict[str, Any]) -> dict[str, Any]:
    required = [key.rstrip("*") for key in keys if key.endswith("*")]
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False}
    if required:
        schema["required"] = required
    schema["properties"] = {key.rstrip("*"): value for key, value in keys.items()} | _extensions(kind)
    if kind == "parameter":
        schema["anyOf"] = [{"required": ["$ref"]}, {"required": ["name", "in"]}]
    if kind == "response":
        schema["anyOf"] = [{"required": ["$ref"]}, {"required": ["description"]}]
    if kind == "request body":
        schema["anyOf"] = [{"required": ["$ref"]}, {"required": ["content"]}]
    return schema


def _extensions(kind: str) -> dict[str, Any]:
    found = {key: reference(key, kind) for key, kinds in PLACES.items() if kind in kinds}
    found.pop("x-waivers", None)  # that is the drift overlay's
    return found
