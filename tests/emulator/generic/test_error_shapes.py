"""Errors are written as the vendor writes them: also those of a status that an operation does not document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from specseal_emulator.testing import Running, running

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
PROBLEM: Json = {
    "type": "object",
    "required": ["type", "title", "status", "source"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "source": {"type": "object", "required": ["reason"], "properties": {"reason": TEXT, "line": TEXT}},
        "errors": {"type": "array", "items": {"type": "object", "properties": {"field": TEXT}}},
    },
}
REFUSED: Json = {"description": "No.", "content": {"application/problem+json": {"schema": PROBLEM}}}
ROWS: Json = {
    "urn:invalid": {"status": 422, "description": "A field is invalid or missing.", "retryable": False},
    "urn:auth": {"status": 401, "description": "Authentication failed.", "retryable": False},
    "urn:stale": {"status": 401, "description": "The timestamp is too old.", "retryable": False},
    "urn:replay": {"status": 401, "description": "The nonce was used before.", "retryable": False},
    "urn:lost": {"status": 404, "description": "There is no such thing.", "retryable": False},
}


def operation(name: str, *statuses: str) -> Json:
    number: Json = {"name": "n", "in": "query", "required": True, "schema": {"type": "integer"}}
    return {
        "operationId": name,
        "parameters": [number],
        "responses": {"204": {"description": "Done."}, **dict.fromkeys(statuses, REFUSED)},
        "x-errors": ROWS,
    }


STEPS = """
now = unix_time()
nonce = uuid()
headers["x-key"] = key
headers["x-at"] = f"{now};{nonce}"
headers["x-sign"] = hex(hmac_sha256(secret, f"{now}{nonce}{target}"))
"""
SIGNED: Json = {"credentials": ["key", "secret"], "secrets": ["secret"], "steps": STEPS}
CONTRACTS: Json = {
    "problems": {
        "components": {
            "securitySchemes": {"signed": {"type": "http", "scheme": "signed", "x-signing": SIGNED}}
        },
        "security": [],
        "x-error-body": {"code": ["/type"], "message": ["/detail"]},
        "paths": {
            "/none": {"get": operation("none")},
            "/other": {"get": operation("other", "401")},
            "/family": {"get": operation("family", "4XX")},
            "/rowless": {"get": {**operation("rowless", "4XX"), "x-errors": {}}},
            "/signed": {"get": {**operation("signed", "4XX"), "security": [{"signed": []}]}},
        },
    }
}


def refused(emulator: Running, path: str, **headers: str) -> tuple[int, str, Json]:
    response = httpx.get(f"{emulator.base_url}{path}", headers=headers, trust_env=False)
    return response.status_code, response.headers["content-type"], response.json()


def test_an_error_has_the_vendor_s_shape_wherever_it_is_documented(contracts: list[Path]) -> None:
    with running(contracts, check_responses=False) as emulator:
        for path in ("/none", "/other", "/family"):
            status, media_type, body = refused(emulator, path)
            assert (status, media_type) == (422, "application/problem+json")
            assert body["type"] == "urn:invalid"
        assert refused(emulator, "/nowhere")[:2] == (404, "application/problem+json")
        (warning,) = emulator.emulator.warnings
        assert warning == (
            "problems: error rows have statuses that no response of the operation documents, so their bodies are "
            "those of other failures: none 401, 404, 422; other 404, 422"
        )


def test_an_error_made_from_a_schema_has_what_is_required_and_says_what_is_known(emulator: Running) -> None:
    assert refused(emulator, "/family")[2] == {
        "type": "urn:invalid",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "The parameter n is missing.",
        "source": {"reason": "The parameter n is missing."},
    }


def test_a_wrong_key_is_not_told_to_be_an_old_timestamp(emulator: Running) -> None:
    """Both rows are a 401; the one about a timestamp is about nothing else."""
    at = f"{int(emulator.clock.now())};00000000-0000-4000-8000-000000000000"
    for key in ("demo-key", "nobody"):
        found = refused(emulator, "/signed?n=1", **{"x-key": key, "x-at": at, "x-sign": "0" * 64})
        assert found[2]["type"] == "urn:auth"


def test_a_failure_without_a_row_is_the_response_of_its_range(emulator: Running) -> None:
    status, media_type, body = refused(emulator, "/rowless")
    assert (status, media_type) == (400, "application/problem+json")
    assert body["source"]["reason"]
