"""Vendors whose responses name the error beside the fields of a success, and whose forms hold objects as JSON."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from specseal_emulator.testing import Running

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
ERROR: Json = {"type": "object", "required": ["code"], "properties": {"code": TEXT, "text": TEXT}}
PERSON: Json = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": TEXT, "age": {"type": "integer"}},
}


def post(name: str, schema: Json, examples: Json | None = None, form: Json | None = None) -> Json:
    content: Json = {"schema": {"type": "object", "properties": schema}, "examples": examples or {}}
    return {
        "post": {
            "operationId": name,
            "requestBody": {"content": {"application/x-www-form-urlencoded": form or {"schema": {}}}},
            "responses": {"200": {"description": "Done.", "content": {"application/json": content}}},
            "x-errors": {
                "BAD": {"status": 200, "key": "error", "description": "Bad.", "emulates": "malformed"}
            },
        }
    }


ENVELOPE = {"result": TEXT, "error": ERROR}
FORM: Json = {
    "schema": {
        "type": "object",
        "required": ["person"],
        "properties": {
            "person": PERSON,
            "spread": PERSON,
            "either": {"oneOf": [PERSON, {"type": "object", "required": ["id"], "properties": {"id": TEXT}}]},
        },
    },
    "encoding": {"spread": {"style": "deepObject", "explode": True}},
}
CASES: dict[str, tuple[list[Json], Json, Json | None, Json]] = {
    "object": ([{"pointer": "/error"}], ENVELOPE, None, {"result": "text"}),
    "required-inside": ([{"pointer": "/error/code"}], ENVELOPE, None, {"result": "text"}),
    "list": (
        [{"pointer": "/error/0"}],
        {"result": TEXT, "error": {"type": "array", "items": TEXT}},
        None,
        {"result": "text", "error": []},
    ),
    "number": (
        [{"pointer": "/status", "not_equals": 0}],
        {"result": TEXT, "status": {"type": "integer"}},
        None,
        {"result": "text", "status": 0},
    ),
    "word": (
        [{"pointer": "/status", "equals": ["error", "late"]}],
        {"status": {"enum": ["error", "late", "ok"]}},
        None,
        {"status": "ok"},
    ),
    "flag": (
        [{"pointer": "/failed", "equals": True}],
        {"failed": {"type": "boolean"}},
        None,
        {"failed": False},
    ),
    "example": (
        [{"pointer": "/error"}],
        ENVELOPE,
        {"failure": {"value": {"error": {"code": "BAD"}}}, "success": {"value": {"result": "fine"}}},
        {"result": "fine"},
    ),
}
CONTRACTS: Json = {
    name: {
        "security": [],
        "x-error-body": {"code": ["/error/code"], "failed_when": conditions},
        "paths": {f"/{name}": post(name, schema, examples)},
    }
    for name, (conditions, schema, examples, _) in CASES.items()
} | {
    "forms": {
        "security": [],
        "paths": {"/person": post("person", {"person": PERSON, "spread": PERSON, "either": {}}, form=FORM)},
    }
}


@pytest.mark.parametrize("name", CASES)
def test_a_success_is_not_what_the_contract_calls_a_failure(emulator: Running, name: str) -> None:
    response = httpx.post(f"{emulator.base_url}/{name}", trust_env=False)
    assert (response.status_code, response.json()) == (200, CASES[name][-1])


def send(emulator: Running, fields: Json) -> httpx.Response:
    return httpx.post(
        f"{emulator.base_url}/person",
        content=urlencode(fields),
        headers={"content-type": "application/x-www-form-urlencoded"},
        trust_env=False,
    )


def test_an_object_in_a_form_is_json_unless_its_encoding_says_otherwise(emulator: Running) -> None:
    ada, bob = {"name": "Ada", "age": 36}, {"name": "Bob", "age": 7}
    fields = {"person": json.dumps(ada), "spread[name]": "Bob", "spread[age]": "7", "either": '{"id": "x"}'}
    found = send(emulator, fields).json()
    assert (found["person"], found["spread"], found["either"]) == (ada, bob, {"id": "x"})


@pytest.mark.parametrize("person", ['{"age": 3}', "{", "[]", '"Ada"', '{"name": 1}'])
def test_json_in_a_form_is_checked(emulator: Running, person: str) -> None:
    response = send(emulator, {"person": person})
    assert response.json() == {"error": "BAD"}
    assert "person" in emulator.journal.last().why
