"""Responses of contracts without examples: values are made from schemas, and every one fits its own."""

from __future__ import annotations

from typing import Any

import httpx
import jsonschema_rs
import pytest

from specseal_emulator.testing import Running

Json = dict[str, Any]
SCHEMAS: list[Json] = [
    {"type": "integer"},
    {"type": "integer", "maximum": 0},
    {"type": "integer", "minimum": 7},
    {"type": "integer", "exclusiveMinimum": 7},
    {"type": "integer", "exclusiveMaximum": 1},
    {"type": "integer", "minimum": 8, "multipleOf": 5},
    {"type": "number", "minimum": 0.25, "maximum": 0.75},
    {"type": "number", "exclusiveMinimum": 0.25, "maximum": 0.75},
    {"type": "number", "exclusiveMaximum": 1},
    {"type": "number", "maximum": -3.5},
    {"type": "string", "maxLength": 2},
    {"type": "string", "minLength": 9},
    {"type": "string", "pattern": "^[a-z]+$", "maxLength": 1},
    {"type": "string", "pattern": "^[A-Z]{2}-\\d+$", "minLength": 9},
    {"type": "string", "pattern": "^(on|off)$"},
    {"type": "array", "items": {"type": "string"}, "minItems": 3},
    {"type": "array", "items": {"type": "string"}, "maxItems": 0},
    {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
    {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2},
    {"type": ["null", "boolean"]},
]


def answer(schema: Json) -> Json:
    return {"description": "Text.", "content": {"application/json": {"schema": schema}}}


def refusal(schema: Json) -> Json:
    """A body with a code, and a value of a schema that it must have."""
    return {
        "type": "object",
        "required": ["code", "about"],
        "properties": {"code": {"type": "string"}, "about": schema},
    }


CONTRACTS: Json = {
    "made": {
        "x-error-body": {"code": ["/code"]},
        "paths": {
            f"/{number}": {
                "get": {
                    "operationId": f"get{number}",
                    "responses": {"200": answer(schema), "409": answer(refusal(schema))},
                    "x-errors": {"BUSY": {"status": 409, "key": "code", "description": "Busy."}},
                }
            }
            for number, schema in enumerate(SCHEMAS)
        },
    }
}


def test_there_is_nothing_to_warn_of(emulator: Running) -> None:
    assert emulator.emulator.warnings == []


@pytest.mark.parametrize("number", range(len(SCHEMAS)), ids=[str(schema) for schema in SCHEMAS])
def test_what_is_made_fits_its_schema(emulator: Running, number: int) -> None:
    url, schema = f"{emulator.base_url}/{number}", SCHEMAS[number]
    done = httpx.get(url, trust_env=False)
    assert done.status_code == 200
    jsonschema_rs.validate(schema, done.json())
    refused = httpx.get(url, headers={"Prefer": "error=BUSY"}, trust_env=False)
    assert (refused.status_code, refused.json()["code"]) == (409, "BUSY")
    jsonschema_rs.validate(schema, refused.json()["about"])
