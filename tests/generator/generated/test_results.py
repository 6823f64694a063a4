"""What methods return that return no object: lists, maps, texts, bytes, nothing, and what depends on the status."""

from __future__ import annotations

import json
from typing import Any

import pytest

TEXT = {"type": "string"}
THING = {"$ref": "#/components/schemas/Thing"}
OTHER = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}


def answer(sandbox: Any, **responses: Any) -> None:
    """Let these be the responses, by status as ``s200``: media types with their schemas."""
    sandbox.operation["responses"] = {
        status.removeprefix("s"): {
            "description": "It.",
            **(
                {"content": {name: {"schema": schema} for name, schema in content.items()}} if content else {}
            ),
        }
        for status, content in responses.items()
    }


def reply(vendor: Any, body: Any, media_type: str = "application/json", status: int = 200) -> None:
    vendor.answer = body if isinstance(body, bytes) else json.dumps(body).encode()
    vendor.media_type, vendor.status = media_type, status


@pytest.mark.parametrize(
    ("schema", "body", "annotation"),
    [
        ({"type": "array", "items": TEXT}, ["a"], "list[str]"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, {"a": 1}, "dict[str, int]"),
        ({"type": "object"}, {"a": [1]}, "dict[str, Any]"),
        (TEXT, "a", "str"),
        ({"type": "integer"}, 3, "int"),
        ({"type": ["boolean", "null"]}, True, "bool | None"),
        ({"type": ["boolean", "null"]}, None, "bool | None"),
        ({"anyOf": [THING, {"type": "null"}]}, None, "models.Thing | None"),
        ({}, [{"a": 1}], "Any"),
        ({"anyOf": [TEXT, {"type": "array", "items": TEXT}]}, ["a"], "str | list[str]"),
    ],
)
def test_json_of_any_kind(
    sandbox: Any, call: Any, vendor: Any, schema: Any, body: Any, annotation: str
) -> None:
    answer(sandbox, s200={"application/json": schema})
    reply(vendor, body)
    assert call(id="1") == body
    assert f") -> {annotation}:" in sandbox.file("_client.py")


def test_lists_of_objects(sandbox: Any, any_call: Any, vendor: Any) -> None:
    answer(sandbox, s200={"application/json": {"type": "array", "items": THING}})
    reply(vendor, [{"name": "a"}])
    assert any_call(id="1") == [any_call.package.models.Thing(name="a")]
    assert "-> list[models.Thing]:" in sandbox.file("_client.py")
    with any_call.package.Thing(base_url=vendor.url) as client:
        raw = client.with_raw_response.get_thing(id="1")
    assert (raw.status_code, raw.parse()[0].name) == (200, "a")


@pytest.mark.parametrize(
    "media_type", ["application/vnd.acme.v1+json", "application/json; charset=utf-8", "*/*"]
)
def test_json_under_other_names(sandbox: Any, call: Any, vendor: Any, media_type: str) -> None:
    answer(sandbox, s200={media_type: THING})
    reply(vendor, {"name": "a"}, "application/vnd.acme.v1+json")
    assert call(id="1").name == "a"
    assert vendor.last.headers["accept"] == media_type


def test_text_and_bytes(sandbox: Any, any_call: Any, vendor: Any) -> None:
    answer(sandbox, s200={"text/csv": TEXT, "image/png": {}})
    reply(vendor, "ä,b".encode("latin-1"), "text/csv; charset=iso-8859-1")
    assert any_call(id="1") == "ä,b"
    reply(vendor, b"\x89PNG\0", "image/png")
    assert any_call(id="1") == b"\x89PNG\0"
    assert vendor.last.headers["accept"] == "text/csv, image/png"
    assert ") -> str | bytes:" in sandbox.file("_client.py")


def test_what_cannot_be_decoded_is_not_asked_for(sandbox: Any, call: Any, vendor: Any) -> None:
    answer(
        sandbox,
        s200={"application/x-protobuf": THING, "application/json": THING, "application/json;v=2": THING},
    )
    reply(vendor, {"name": "a"})
    assert call(id="1").name == "a"
    assert vendor.last.headers["accept"] == "application/json"


def test_a_list_is_not_asked_for_in_xml(sandbox: Any, call: Any, vendor: Any) -> None:
    listed = {"type": "array", "items": THING}
    answer(sandbox, s200={"application/xml": listed, "application/json": listed})
    reply(vendor, [{"name": "a"}])
    assert [one.name for one in call(id="1")] == ["a"]
    assert vendor.last.headers["accept"] == "application/json"


def test_no_body(sandbox: Any, any_call: Any, vendor: Any) -> None:
    answer(sandbox, s204=None)
    reply(vendor, b"", status=204)
    assert any_call(id="1") is None
    assert ") -> None:" in sandbox.file("_client.py")


def test_results_by_status(sandbox: Any, any_call: Any, vendor: Any) -> None:
    sandbox.spec["components"]["schemas"]["Other"] = OTHER
    other = {"$ref": "#/components/schemas/Other"}
    answer(sandbox, s204=None, s202={"application/json": other}, s2XX={"application/json": THING})
    models = any_call.package.models
    assert ") -> models.Other | models.Thing | None:" in sandbox.file("_client.py")
    reply(vendor, b"", status=204)
    assert any_call(id="1") is None
    reply(vendor, {"id": 5}, status=202)
    assert any_call(id="1") == models.Other(id=5)
    assert any_call(id="1").raw_response.status_code == 202
    reply(vendor, {"name": "a"}, status=203)
    assert any_call(id="1") == models.Thing(name="a")


def test_the_same_result_for_several(sandbox: Any, call: Any, vendor: Any) -> None:
    answer(sandbox, s200={"application/json": THING}, s201={"application/json": THING})
    reply(vendor, {"name": "a"}, status=201)
    assert call(id="1").name == "a"
    assert "Outcome" not in sandbox.file("_operations.py")


def test_a_default_is_the_success_where_nothing_else_is_documented(
    sandbox: Any, call: Any, vendor: Any
) -> None:
    answer(sandbox, default={"application/json": THING}, s404=None)
    reply(vendor, {"name": "a"})
    assert call(id="1").name == "a"


def test_an_undocumented_status_is_read_as_a_documented_one(sandbox: Any, call: Any, vendor: Any) -> None:
    answer(sandbox, s200={"application/json": {"anyOf": [THING, TEXT]}})
    reply(vendor, {"name": "a"}, "text/plain", 299)
    assert call(id="1").name == "a"
    reply(vendor, {"name": 5})
    assert call(id="1").name == "5"
    reply(vendor, [1])
    with pytest.raises(call.package.errors.APIDecodeError):
        call(id="1")
