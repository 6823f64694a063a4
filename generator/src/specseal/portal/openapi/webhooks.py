"""What the vendor sends by itself, as OpenAPI webhooks beside ``x-callbacks``."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs

from ...contract import Callback
from ...naming import snake_case
from ..authentication import explain
from ..markdown import blocks, code
from ..subject import Subject
from ..worked import work
from .provenance import told_source

TAG = "Callbacks"
_SELF = "urn:contract"


def add_webhooks(document: dict[str, Any], subject: Subject) -> None:
    """Add one webhook for each callback of the contract. Read the schemes before portals' own take their place."""
    received: dict[str, Any] = document.get("x-callbacks", {})
    schemes: dict[str, Any] = document.get("components", {}).get("securitySchemes", {})
    if not subject.contract.callbacks:
        return
    webhooks = document.setdefault("webhooks", {})
    for callback in subject.contract.callbacks:
        webhooks[callback.name] = {
            "post": _operation(callback, received[callback.name], schemes[callback.scheme], subject)
        }


def _operation(
    callback: Callback, told: dict[str, Any], scheme: dict[str, Any], subject: Subject
) -> dict[str, Any]:
    package = subject.package
    reading = (
        f"Clients read it with `client.callbacks.{_method(callback, subject)}`, which verifies the signature in "
        "constant time over the text exactly as received, and raises `CallbackError` where it does not fit."
    )
    return {
        "operationId": f"{callback.name}Callback",
        "summary": f"{package.title} reports: {callback.name}",
        "description": blocks(
            callback.description,
            reading,
            explain(subject.recipes[callback.scheme], scheme, package, level=3),
            told_source(told.get("source", {})),
        ),
        "tags": [TAG],
        "security": [],
        **(
            _in_header(callback, told) if callback.signed else {"requestBody": _form(callback, told, subject)}
        ),
        "responses": {"200": {"description": "Received."}},
    }


def _in_header(callback: Callback, told: dict[str, Any]) -> dict[str, Any]:
    """A JSON body, and the headers that sign it."""
    signed = callback.signed
    names = dict.fromkeys([signed.header, signed.time_header] if signed else [])
    return {
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": "The signature of the body." if index == 0 else "The time of the signature.",
                "schema": {"type": "string"},
            }
            for index, name in enumerate(filter(None, names))
        ],
        "requestBody": {
            "required": True,
            "description": "A JSON text, which a header signs.",
            "content": {"application/json": {"schema": told["schema"]}},
        },
    }


def _form(callback: Callback, told: dict[str, Any], subject: Subject) -> dict[str, Any]:
    return {
        "required": True,
        "description": "A form with a JSON text and its signature.",
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "title": f"The form of {callback.name}",
                    "required": [callback.data, callback.sign],
                    "properties": {
                        callback.data: told["schema"],
                        callback.sign: {
                            "type": "string",
                            "description": f"The signature over the text of {code(callback.data)}.",
                        },
                    },
                },
                "encoding": {callback.data: {"contentType": "application/json"}},
                **_example(callback, told["schema"], subject),
            }
        },
    }


def _example(callback: Callback, schema: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """The first vector of the signature, where it signs what a callback brings."""
    registry = jsonschema_rs.Registry([(_SELF, dict(subject.document))])
    validator = jsonschema_rs.Draft202012Validator({"$ref": f"{_SELF}{schema['$ref']}"}, registry=registry)
    recipe = subject.recipes[callback.scheme]
    for vector in recipe.vectors:
        signed = {name: value for place, name, value in work(recipe, vector).placed if place == "form"}
        try:
            data = json.loads(str(vector.request.form.get(callback.data, "")))
        except ValueError:
            continue
        if callback.sign in signed and validator.is_valid(data):
            value = {callback.data: data, callback.sign: signed[callback.sign]}
            return {"examples": {"signed": {"summary": f"Signed: {vector.name}", "value": value}}}
    return {}


def _method(callback: Callback, subject: Subject) -> str:
    name = "unwrap" if len(subject.package.callbacks) == 1 else f"unwrap_{callback.name}"
    if callback.signed:
        return f"{name}(body, headers)"
    return f"{name}({snake_case(callback.data)}, {snake_case(callback.sign)})"
