"""Public documents as they are: wrong examples, statuses without codes, unions beside properties, queries in paths."""

from __future__ import annotations

from typing import Any

import httpx

from specseal_emulator.generic.site import GenericSite
from specseal_emulator.testing import Running

Json = dict[str, Any]


def body(schema: Json, **more: Any) -> Json:
    return {"description": "Text.", "content": {"application/json": {"schema": schema, **more}}}


def operation(name: str, response: Json, **more: Any) -> Json:
    failure = {"type": "object", "properties": {"code": {"enum": ["GONE"]}, "message": {"type": "string"}}}
    failures = {
        "404": body(failure),
        "429": {"description": "Too many requests: the rate limit is exceeded."},
    }
    return {"get": {"operationId": name, "responses": {"200": response, **failures}, **more}}


#: Its example lacks a field, its default has another type, and one of its lists has items of two kinds at once.
THING: Json = {
    "type": "object",
    "required": ["id", "link"],
    "properties": {
        "id": {"type": "string"},
        "link": {
            "oneOf": [
                {
                    "type": "object",
                    "required": ["kind", "to"],
                    "properties": {"kind": {"const": "a"}, "to": {}},
                },
                {"type": "null"},
            ],
            "default": {"kind": "a"},
        },
        "user": {"type": "string", "default": None},
        "either": {
            "type": "array",
            "items": {"oneOf": [{"type": "object"}, {"type": "object", "properties": {"x": {}}}]},
        },
    },
    "anyOf": [{"type": "object", "required": ["mini"], "properties": {"mini": {"const": True}}}],
}
SHAPE: Json = {
    "oneOf": [{"$ref": "#/components/schemas/Circle"}],
    "discriminator": {"propertyName": "type"},
}
CIRCLE: Json = {"type": "object", "required": ["type"], "properties": {"type": {"enum": ["circle"]}}}
#: Its errors stand in an object that holds more than they do.
NESTED: Json = {
    "operationId": "getNested",
    "x-errors": {"BUSY": {"status": 503, "key": "answer", "description": "It is busy."}},
    "responses": {
        "200": body({"type": "object"}),
        "503": body(
            {
                "type": "object",
                "required": ["answer"],
                "properties": {
                    "answer": {
                        "type": "object",
                        "required": ["code"],
                        "properties": {"code": {"type": "string"}, "text": {}, "help": {"type": "string"}},
                    }
                },
            },
            example={"answer": {"code": "X", "text": "Shown.", "help": "https://awkward.example/help"}},
        ),
    },
}
DOCUMENT: Json = {
    "servers": [{"url": "https://awkward.example"}],
    "x-error-body": {"code": ["/code", "/answer/code"], "message": ["/message"]},
    "paths": {
        "/things": operation("getThing", body(THING, example={"id": 7})),
        "/things?beta=true": operation("getThingBeta", body({"type": "object"}, example={"beta": True})),
        "/shapes": operation("getShape", body(SHAPE)),
        "/nested": {"get": NESTED},
    },
    "components": {"schemas": {"Circle": CIRCLE}},
}


CONTRACTS = {"awkward": DOCUMENT}


def get(emulator: Running, path: str, **headers: str) -> httpx.Response:
    return httpx.get(emulator.base_url + path, headers=headers, trust_env=False)


def test_a_wrong_example_is_not_used_and_told(emulator: Running) -> None:
    made = get(emulator, "/things").json()
    assert set(made) == {"id", "link", "user", "either", "mini"}
    assert made["mini"] is True
    (site,) = emulator.emulator.sites.all
    assert [line for line in site.warnings if "getThing:" in line] == [
        "awkward: getThing: example 'example' breaks the contract and is not used"
    ]


def test_a_union_says_its_kind_by_the_value_that_it_allows(emulator: Running) -> None:
    assert get(emulator, "/shapes").json() == {"type": "circle"}


def test_what_stands_beside_a_code_stays(emulator: Running) -> None:
    busy = get(emulator, "/nested", Prefer="error=BUSY")
    assert busy.status_code == 503
    assert busy.json()["answer"] == {
        "code": "BUSY",
        "text": "Shown.",
        "help": "https://awkward.example/help",
    }


def test_a_query_in_a_path_tells_operations_apart(emulator: Running) -> None:
    assert get(emulator, "/things?beta=true").json() == {"beta": True}
    assert emulator.journal.last().operation == "getThingBeta"
    get(emulator, "/things")
    assert emulator.journal.last().operation == "getThing"


def test_documented_statuses_are_rows(emulator: Running) -> None:
    limited = get(emulator, "/things", Prefer='code=429, error="HTTP 429"')
    assert (limited.status_code, limited.content) == (429, b"")
    assert "content-type" not in limited.headers
    gone = get(emulator, "/things", Prefer="code=404")
    assert gone.status_code == 404
    assert "code" not in gone.json()  # the schema allows none but that of another row
    (site,) = emulator.emulator.sites.all
    assert isinstance(site, GenericSite)
    endpoint = site.endpoints[0]
    rate = endpoint.choices.get("rate")
    assert rate is not None
    assert (rate.row.code, rate.why) == ("HTTP 429", "guessed")
