"""Failures that have the status of successes are written as the contract's example of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from specseal_emulator.testing import running
from tests.emulator.generic.vendors import write

Json = dict[str, Any]


def contract(examples: Json) -> Json:
    text = {"type": "string"}
    fields = {"errorCode": text, "query": text, "language": text, "trace": text}
    schema = {"type": "object", "required": ["errorCode", "language", "query"], "properties": fields}
    operation = {
        "operationId": "find",
        "parameters": [{"name": "q", "in": "query", "required": True, "schema": text}],
        "x-errors": {
            code: {
                "status": 200,
                "key": "errorCode",
                "description": told,
                "retryable": False,
                "emulates": [kind],
            }
            for code, told, kind in (("101", "It is missing.", "missing"), ("202", "Wrong.", "signature"))
        },
        "responses": {
            "200": {
                "description": "Found.",
                "content": {"application/json": {"schema": schema, "examples": examples}},
            }
        },
    }
    return {
        "servers": [{"url": "https://api.example.com"}],
        "security": [],
        "x-error-body": {
            "code": ["/errorCode"],
            "failed_when": [{"pointer": "/errorCode", "not_equals": "0"}],
        },
        "paths": {"/find": {"get": operation}},
    }


def test_the_example_of_another_code_is_the_body_though_it_lacks_what_successes_have(tmp_path: Path) -> None:
    examples = {
        "success": {"value": {"errorCode": "0", "query": "a", "language": "EN"}},
        "failure": {"value": {"errorCode": "202", "language": "null2null", "trace": "none"}},
    }
    with running([write(tmp_path, "find", contract(examples))]) as emulator:
        response = httpx.get(f"{emulator.base_url}/find")
    assert (response.status_code, response.json()) == (
        200,
        {"errorCode": "101", "language": "null2null", "trace": "none"},
    )
