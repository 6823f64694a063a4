"""A record holds what requests brought, in the types of its schema, and nothing of the example in its place."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from specseal_emulator.testing import Running

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
FIELDS: Json = {
    "reference": TEXT,
    "amount": {"type": "number"},
    "speed": {"enum": ["slow", "fast"], "default": "slow"},
    "note": {"type": ["string", "null"]},
    "code": {"oneOf": [WHOLE, TEXT]},
    "tags": {"type": "array", "items": TEXT},
    "paid": {"type": "boolean"},
}
PARCEL: Json = {
    "type": "object",
    "required": ["id", "reference"],
    "properties": {"id": WHOLE, **FIELDS, "maker": TEXT, "trackingId": TEXT, "state": TEXT},
}
EXAMPLE: Json = {
    "id": 1001,
    "reference": "ours",
    "amount": 1,
    "speed": "fast",
    "note": "fragile",
    "code": 7,
    "tags": ["a"],
    "maker": "Acme",
    "trackingId": "T-0000000001",
    "state": "new",
}


def responses(schema: Json, example: Any = None) -> Json:
    content: Json = {"schema": schema} if example is None else {"schema": schema, "example": example}
    failure = {"type": "object", "properties": {"error": TEXT}}
    return {
        "200": {"description": "Done.", "content": {"application/json": content}},
        "default": {"description": "Refused.", "content": {"application/json": {"schema": failure}}},
    }


def operation(name: str, does: str, body: Json | None = None, **said: Any) -> Json:
    known: Json = {} if body is None else {"requestBody": {"content": {"application/json": {"schema": body}}}}
    kinds = {"MISSING": (404, "not-found"), "TAKEN": (409, "conflict")}
    rows = {
        code: {"status": status, "key": "error", "description": "No.", "retryable": False, "emulates": kind}
        for code, (status, kind) in kinds.items()
    }
    return {
        "operationId": name,
        **known,
        "x-emulator": {"record": "parcel", "does": does, **said},
        "responses": responses(PARCEL, EXAMPLE),
        "x-errors": rows,
    }


BODY: Json = {
    "type": "object",
    "properties": {
        **FIELDS,
        "trackingId": TEXT,
        "sender": {"type": "object", "properties": {"name": TEXT}},
    },
}
NESTED = {"maker": "/sender/name"}
ID: Json = {"name": "id", "in": "path", "required": True, "schema": WHOLE}


def query(name: str, schema: Json, **more: Any) -> Json:
    return {"name": name, "in": "query", "schema": schema, **more}


CONTRACTS: Json = {
    "depot": {
        "security": [],
        "x-emulator": {"records": {"parcel": {"key": "id", "unique": "reference"}}},
        "paths": {
            "/parcels": {
                "post": operation("addParcel", "create", BODY, fields=NESTED),
                "get": {
                    **operation(
                        "findParcels",
                        "list",
                        at="/items",
                        match={
                            "speed": "equals",
                            "paid": "equals",
                            "filter": "equals",
                            "near": {"field": "reference", "how": "prefix"},
                        },
                    ),
                    "parameters": [
                        query("speed", {"type": "array", "items": TEXT}),
                        query("paid", TEXT),
                        query("filter", {"type": "object", "additionalProperties": TEXT}, style="deepObject"),
                        query("near", {"type": "array", "items": TEXT}),
                    ],
                    "responses": responses(
                        {"type": "object", "properties": {"items": {"type": "array", "items": PARCEL}}}
                    ),
                },
            },
            "/parcels/{id}": {
                "parameters": [ID],
                "get": operation("getParcel", "read"),
                "put": operation("putParcel", "put", BODY),
                "patch": operation("changeParcel", "update", BODY, fields=NESTED),
            },
        },
    },
}


def call(emulator: Running, method: str, path: str, body: Any = None, **fields: Any) -> Json:
    response = httpx.request(
        method, f"{emulator.base_url}{path}", json=body, params=fields or None, trust_env=False
    )
    assert response.status_code in {200, 404, 409}
    return response.json()


def add(emulator: Running, reference: str, **fields: Any) -> Json:
    return call(emulator, "POST", "/parcels", {"reference": reference, **fields})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", 2.5),
        ("amount", 3),
        ("note", None),
        ("code", "x-7"),
        ("code", 8),
        ("tags", []),
        ("paid", True),
        ("speed", "slow"),
    ],
)
def test_a_value_that_the_schema_allows_is_kept_whatever_the_type_of_the_example(
    emulator: Running, name: str, value: Any
) -> None:
    made = add(emulator, "r", **{name: value})
    assert made[name] == value
    assert call(emulator, "GET", f"/parcels/{made['id']}")[name] == value
    other = add(emulator, "other")
    assert call(emulator, "PATCH", f"/parcels/{other['id']}", {name: value})[name] == value
    assert call(emulator, "GET", f"/parcels/{other['id']}")[name] == value


def test_what_a_request_could_have_brought_does_not_come_from_the_example(emulator: Running) -> None:
    made = add(emulator, "r")
    tracking = made.pop("trackingId")
    assert made == {
        "id": made["id"],
        "reference": "r",
        "note": None,
        "speed": "slow",
        "state": "new",
    }
    assert tracking != EXAMPLE["trackingId"]


def test_fields_within_others_are_told_by_a_pointer(emulator: Running) -> None:
    made = add(emulator, "r", sender={"name": "Bolt"})
    assert made["maker"] == "Bolt"
    changed = call(emulator, "PATCH", f"/parcels/{made['id']}", {"sender": {"name": "Nut"}})
    assert changed["maker"] == "Nut"
    assert call(emulator, "PATCH", f"/parcels/{made['id']}", {"note": "n"})["maker"] == "Nut"


def test_a_unique_field_that_is_not_brought_is_not_the_example_s(emulator: Running) -> None:
    first, second = (call(emulator, "POST", "/parcels", {"note": "n"}) for _ in range(2))
    assert first["id"] != second["id"]


def test_unique_fields_stay_unique_when_records_change(emulator: Running) -> None:
    first, second = add(emulator, "a"), add(emulator, "b")
    path = f"/parcels/{second['id']}"
    assert call(emulator, "PATCH", path, {"reference": "a"}) == {"error": "TAKEN"}
    assert call(emulator, "PUT", path, {"reference": "a"}) == {"error": "TAKEN"}
    assert call(emulator, "GET", path)["reference"] == "b"
    assert call(emulator, "PATCH", path, {"reference": "b", "note": "same"})["note"] == "same"
    assert call(emulator, "PATCH", f"/parcels/{first['id']}", {"reference": "c"})["reference"] == "c"
    assert call(emulator, "PATCH", path, {"reference": "a"})["reference"] == "a"  # which is free again
    assert add(emulator, "b")["reference"] == "b"


def test_keys_are_made_until_one_is_free(emulator: Running) -> None:
    """Of four digits, as in the example, two of three hundred would mostly be the same."""
    made = [add(emulator, f"r{number}") for number in range(300)]
    assert len({one["id"] for one in made}) == len(made)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"speed": ["fast"]}, ["a"]),
        ({"speed": ["fast", "slow"]}, ["a", "b"]),
        ({"near": ["b", "x"]}, ["b"]),
        ({"paid": "true"}, ["a"]),
        ({"filter[speed]": "slow"}, ["b"]),
        ({"filter[speed]": "slow", "filter[note]": "n"}, []),
        ({"filter[reference]": "a", "speed": ["fast"]}, ["a"]),
    ],
)
def test_lists_are_narrowed_by_any_value_of_a_list_and_by_all_fields_of_an_object(
    emulator: Running, fields: Json, found: list[str]
) -> None:
    add(emulator, "a", speed="fast", paid=True)
    add(emulator, "b")
    items = call(emulator, "GET", "/parcels", **fields)["items"]
    assert [one["reference"] for one in items] == found
