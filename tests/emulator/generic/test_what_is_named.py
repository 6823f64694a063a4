"""A refusal names what is wrong: the field of the alternative that is meant, the field within a field, the files."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from specseal_emulator.testing import Running

Json = dict[str, Any]
TEXT: Json = {"type": "string"}


def alternative(kind: Json, **more: Json) -> Json:
    base = {"type": "object", "required": ["kind"], "properties": {"kind": TEXT}}
    own = {"type": "object", "required": list(more), "properties": {"kind": kind, **more}}
    return {"allOf": [base, own]}


RULE: Json = {
    "oneOf": [
        alternative({"const": "keep"}, days={"type": "integer"}),
        alternative({"enum": ["drop"]}, when=TEXT),
    ]
}
MAYBE: Json = {"anyOf": [{"type": "null"}, {"type": "object", "required": ["x"], "properties": {"x": TEXT}}]}


def post(name: str, media_type: str, schema: Json, **said: Any) -> Json:
    rows = {
        code: {"status": status, "key": "error", "description": "No.", "detail": "argument", "emulates": kind}
        for code, status, kind in (
            ("LACKS", 400, "missing"),
            ("BAD", 400, "malformed"),
            ("TAKEN", 409, "conflict"),
        )
    }
    failure = {"application/json": {"schema": {"type": "object", "properties": {"error": TEXT}}}}
    made = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "name": TEXT}}
    return {
        "post": {
            "operationId": name,
            "requestBody": {"required": True, "content": {media_type: {"schema": schema}}},
            "responses": {
                "200": {"description": "ok", "content": {"application/json": {"schema": made}}},
                "default": {"description": "no", "content": failure},
            },
            "x-errors": rows,
            **said,
        }
    }


PERSON: Json = {
    "type": "object",
    "properties": {"person": {"type": "object", "properties": {"name": TEXT}}},
}
PHOTOS: Json = {
    "type": "object",
    "properties": {
        "photos": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "string", "format": "binary"},
        }
    },
}
NAMED = {"record": "person", "does": "create", "fields": {"name": "/person/name"}}
CONTRACTS: Json = {
    "rules": {
        "security": [],
        "x-error-body": {"code": ["/error"], "separator": ": "},
        "x-emulator": {"records": {"person": {"key": "id", "unique": "name"}}},
        "paths": {
            "/rules": post("addRule", "application/json", RULE),
            "/boxes": post(
                "addBox",
                "application/json",
                {"type": "object", "properties": {"rule": RULE, "maybe": MAYBE}},
            ),
            "/people": post("addPerson", "application/json", PERSON, **{"x-emulator": NAMED}),
            "/photos": post("addPhotos", "multipart/form-data", PHOTOS),
        },
    }
}


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        ({"kind": "keep"}, "LACKS: {}days"),
        ({"kind": "keep", "days": "x"}, "BAD: {}days"),
        ({"kind": "drop", "when": 1}, "BAD: {}when"),
    ],
)
def test_of_alternatives_the_one_that_is_meant_says_what_is_wrong(
    emulator: Running, rule: Json, error: str
) -> None:
    for path, body, place in (("/rules", rule, ""), ("/boxes", {"rule": rule}, "rule.")):
        response = httpx.post(emulator.base_url + path, json=body, trust_env=False)
        assert response.json() == {"error": error.format(place)}


@pytest.mark.parametrize("body", [{"rule": {"kind": "x"}}, {"rule": {"days": "x", "when": 1}}, {"rule": 3}])
def test_where_none_is_meant_the_whole_is_named(emulator: Running, body: Json) -> None:
    response = httpx.post(f"{emulator.base_url}/boxes", json=body, trust_env=False)
    assert response.json() == {"error": "BAD: rule"}


def test_what_is_not_null_is_meant_as_the_other(emulator: Running) -> None:
    response = httpx.post(f"{emulator.base_url}/boxes", json={"maybe": {"x": 1}}, trust_env=False)
    assert response.json() == {"error": "BAD: maybe.x"}


def test_a_field_within_another_is_named_as_elsewhere(emulator: Running) -> None:
    made = [
        httpx.post(f"{emulator.base_url}/people", json={"person": {"name": "Ada"}}, trust_env=False)
        for _ in range(2)
    ]
    assert (made[0].status_code, made[1].json()) == (200, {"error": "TAKEN: person.name"})


@pytest.mark.parametrize("half", [b"\\ud800", b"x\\uDFFF", b"\xed\xa0\x80", b"\\ude00\\ud83d"])
def test_half_a_character_is_refused(emulator: Running, half: bytes) -> None:
    content = b'{"person": {"name": "%b"}}' % half
    headers = {"content-type": "application/json"}
    url = f"{emulator.base_url}/people"
    assert httpx.post(url, content=content, headers=headers, trust_env=False).json() == {"error": "BAD: body"}
    whole = httpx.post(
        url, content=b'{"person": {"name": "\\ud83d\\ude00"}}', headers=headers, trust_env=False
    )
    assert whole.json()["name"] == "\U0001f600"


@pytest.mark.parametrize(("number", "status"), [(1, 200), (2, 200), (3, 400)])
def test_there_are_no_more_files_than_the_schema_allows(emulator: Running, number: int, status: int) -> None:
    files = [("photos", (f"{one}.bin", b"x")) for one in range(number)]
    response = httpx.post(f"{emulator.base_url}/photos", files=files, trust_env=False)
    assert response.status_code == status
    assert status == 200 or response.json() == {"error": "BAD: photos"}
