"""Operations that the contract does not let respond: what the start says of them is what they do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from specseal_emulator.app import Emulator
from specseal_emulator.testing import running
from tests.emulator.generic.vendors import write

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
NO_SUCCESS = "ping: the contract documents no success; it responds with 501"
FITTING = (
    "ping: no response could be made that fits: ping: response 200 breaks its contract at {}; unless a request or a "
    "record brings what does, it responds with this one, or with 500 where responses are checked"
)


def responses(schema: Any) -> Json:
    return {"200": {"description": "It.", "content": {"application/json": {"schema": schema}}}}


def document(responses: Json, **operation: Any) -> Json:
    """A vendor with one operation, whose failures have a code other than 0."""
    return {
        "security": [],
        "x-error-body": {"code": ["/code"], "failed_when": [{"pointer": "/code", "not_equals": 0}]},
        "paths": {"/ping": {"get": {"operationId": "ping", "responses": responses, **operation}}},
    }


@pytest.mark.parametrize("status", ["404", "302"])
def test_without_a_success(tmp_path: Path, status: str) -> None:
    with running([write(tmp_path, "acme", document({status: {"description": "No."}}))]) as emulator:
        assert emulator.emulator.warnings == [f"acme: {NO_SUCCESS}"]
        assert httpx.get(f"{emulator.base_url}/ping", trust_env=False).status_code == 501


def test_a_value_that_nothing_fits(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "required": ["n"],
        "properties": {"n": {"type": "integer", "minimum": 5, "maximum": 3}},
    }
    path = write(tmp_path, "acme", document(responses(schema)))
    told = f"acme: {FITTING.format('/n: 5 is greater than the maximum of 3')}"
    with running([path]) as emulator:
        assert emulator.emulator.warnings == [told]
        assert httpx.get(f"{emulator.base_url}/ping", trust_env=False).status_code == 500
        emulator.emulator.failures.clear()
    with running([path], check_responses=False) as emulator:
        response = httpx.get(f"{emulator.base_url}/ping", trust_env=False)
        assert (response.status_code, response.json()) == (200, {"n": 5})


def test_a_value_that_the_request_brings(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "required": ["n"],
        "properties": {
            "n": {"type": "string", "allOf": [{"pattern": "^x"}, {"pattern": "y"}, {"pattern": "z$"}]}
        },
    }
    parameter = {"name": "n", "in": "query", "schema": TEXT}
    path = write(tmp_path, "acme", document(responses(schema), parameters=[parameter]))
    with running([path]) as emulator:
        (told,) = emulator.emulator.warnings
        assert told.startswith("acme: ping: no response could be made that fits: ")
        response = httpx.get(f"{emulator.base_url}/ping", params={"n": "xyz"}, trust_env=False)
        assert (response.status_code, response.json()) == (200, {"n": "xyz"})


def test_a_success_that_is_a_failure(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["code"], "properties": {"code": {"const": 1}}}
    with running([write(tmp_path, "acme", document(responses(schema)))]) as emulator:
        assert emulator.emulator.warnings == [
            "acme: ping: no response could be made that failed_when does not take for a failure; clients take its "
            "responses for failures"
        ]
        response = httpx.get(f"{emulator.base_url}/ping", trust_env=False)
        assert (response.status_code, response.json()) == (200, {"code": 1})


@pytest.mark.parametrize("place", ["response", "property", "parameter", "body"])
def test_a_schema_that_allows_anything(tmp_path: Path, place: str) -> None:
    said: Json = {
        "responses": responses(True if place == "response" else {"type": "object", "properties": {"a": True}})
    }
    if place == "parameter":
        said["parameters"] = [{"name": "a", "in": "query", "schema": True}]
    if place == "body":
        said["requestBody"] = {"content": {"application/json": {"schema": True}}}
    path = write(tmp_path, "acme", document(**said))
    assert Emulator([path]).warnings == []
    with running([path]) as emulator:
        response = httpx.request(
            "GET", f"{emulator.base_url}/ping", params={"a": "1"}, json=[1], trust_env=False
        )
        assert response.status_code == 200


def test_a_response_that_allows_nothing(tmp_path: Path) -> None:
    (told,) = Emulator([write(tmp_path, "acme", document(responses(False)))]).warnings
    assert told.startswith("acme: ping: no response could be made that fits: ")
