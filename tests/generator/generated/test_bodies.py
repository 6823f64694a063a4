"""Bodies: the bytes of a multipart form, an urlencoded form and a JSON object."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

URLENCODED = "application/x-www-form-urlencoded"


def send_as(sandbox: Any, media_type: str) -> None:
    content = sandbox.operation["requestBody"]["content"]
    content[media_type] = content.pop("multipart/form-data")


def test_a_form_without_files_is_multipart_all_the_same(sandbox: Any, any_call: Any, vendor: Any) -> None:
    any_call(id="größe & ☃")
    any_call(id="1")
    first, second = vendor.seen
    assert (first.method, first.target) == ("POST", "/thing")
    assert first.fields == [("id", "größe & ☃".encode())]
    boundary = first.headers["content-type"].partition("boundary=")[2]
    assert first.body == (
        f'--{boundary}\r\nContent-Disposition: form-data; name="id"\r\n\r\ngröße & ☃\r\n--{boundary}--\r\n'.encode()
    )
    assert first.headers["content-type"] != second.headers["content-type"], "the boundary is random"


def test_a_form_of_which_nothing_is_given(sandbox: Any, call: Any, vendor: Any) -> None:
    del sandbox.body["schema"]["required"]
    call()
    assert vendor.last.parts == []
    boundary = vendor.last.headers["content-type"].partition("boundary=")[2]
    assert vendor.last.body == f"--{boundary}--\r\n".encode()


VALUES: dict[str, Any] = {
    "n": {"type": "integer"},
    "x": {"type": "number"},
    "yes": {"type": "boolean"},
    "flag": {"type": "string", "enum": ["0", "1"]},
    "many": {"type": "array", "items": {"type": "string"}},
    "few": {"type": "array", "items": {"type": "integer"}},
}
GIVEN: dict[str, Any] = {
    "id": "a b+c&d=ü~*",
    "n": 5,
    "x": 1e22,
    "yes": True,
    "flag": True,
    "many": ["a", "b c"],
    "few": [1, 2],
}


def test_urlencoded_values(sandbox: Any, any_call: Any, vendor: Any) -> None:
    send_as(sandbox, URLENCODED)
    sandbox.properties.update(VALUES)
    sandbox.body["encoding"] = {"few": {"explode": False}}
    any_call(**GIVEN)
    seen = vendor.last
    assert seen.form == [
        ("id", "a b+c&d=ü~*"),
        ("n", "5"),
        ("x", "10000000000000000000000"),
        ("yes", "true"),
        ("flag", "1"),
        ("many", "a"),
        ("many", "b c"),
        ("few", "1,2"),
    ]
    assert seen.body.startswith(b"id=a+b%2Bc%26d%3D%C3%BC"), "a space is a plus, as browsers write it"
    assert seen.body.endswith(b"&many=a&many=b+c&few=1,2")


def test_multipart_values(sandbox: Any, any_call: Any, vendor: Any) -> None:
    sandbox.properties.update(VALUES)
    sandbox.body["encoding"] = {"few": {"explode": False}}
    any_call(**GIVEN)
    assert vendor.last.fields == [
        ("id", "a b+c&d=ü~*".encode()),
        ("n", b"5"),
        ("x", b"10000000000000000000000"),
        ("yes", b"true"),
        ("flag", b"1"),
        ("many", b"a"),
        ("many", b"b c"),
        ("few", b"1,2"),
    ]


def test_a_json_body(sandbox: Any, any_call: Any, vendor: Any) -> None:
    send_as(sandbox, "application/json")
    sandbox.properties.update(
        {
            "count": {"type": "integer"},
            "ratio": {"type": "number"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "inner": {"type": "object", "properties": {"a": {"type": "boolean"}}},
            "left_out": {"type": "string"},
            "class": {"type": "string"},
            "version": {"type": "integer", "const": 2},
        }
    )
    sandbox.body["schema"]["required"].append("version")
    any_call(id="ü", count=2, ratio=0.5, tags=["x"], inner={"a": True, "b": None}, class_="k")
    assert vendor.last.headers["content-type"] == "application/json"
    assert json.loads(vendor.last.body) == {
        "id": "ü",
        "count": 2,
        "ratio": 0.5,
        "tags": ["x"],
        "inner": {"a": True, "b": None},
        "class": "k",
        "version": 2,
    }
    assert any_call.hints()["tags"] == Sequence[str] | None
    assert any_call.hints()["inner"] == any_call.package.types.GetThingInnerParam | None


def test_what_is_left_out_is_not_sent_and_defaults_are_the_vendors(
    sandbox: Any, call: Any, vendor: Any
) -> None:
    sandbox.properties["kind"] = {"type": "string", "default": "plain"}
    sandbox.operation["parameters"] = [
        {"name": "page", "in": "query", "schema": {"type": "integer", "default": 1}}
    ]
    call(id="1")
    assert vendor.last.fields == [("id", b"1")]
    assert vendor.last.target == "/thing"
    call(id="1", kind="plain", page=1)
    assert vendor.last.fields == [("id", b"1"), ("kind", b"plain")]
    assert vendor.last.target == "/thing?page=1"
    assert "Default: `plain`, applied by the vendor." in call.words()


def test_constants_are_always_sent_and_never_arguments(sandbox: Any, call: Any, vendor: Any) -> None:
    sandbox.properties["version"] = {"type": "string", "const": "v2"}
    sandbox.properties["yes"] = {"type": "boolean", "const": True}
    sandbox.properties["maybe"] = {"type": "string", "const": "only"}
    sandbox.body["schema"]["required"] += ["version"]
    sandbox.operation["parameters"] = [
        {"name": "Action", "in": "query", "required": True, "schema": {"type": "string", "const": "Get"}},
        {"name": "X-Api", "in": "header", "required": True, "schema": {"type": "integer", "const": 7}},
    ]
    call(id="1")
    assert vendor.last.query == [("Action", "Get")]
    assert vendor.last.headers["x-api"] == "7"
    assert sorted(vendor.last.fields) == [("id", b"1"), ("version", b"v2")]
    assert {"version", "action", "x_api"}.isdisjoint(call.signature().parameters)
    assert {"maybe", "yes"} <= call.signature().parameters.keys(), "an optional one is the caller's"


@pytest.mark.parametrize("media_type", ["multipart/form-data", URLENCODED])
def test_json_inside_a_form(sandbox: Any, call: Any, vendor: Any, media_type: str) -> None:
    send_as(sandbox, media_type)
    sandbox.properties["meta"] = {"type": "object", "properties": {"a": {"type": "integer"}}}
    sandbox.properties["rows"] = {"type": "array", "items": {"type": "object"}}
    sandbox.body["encoding"] = {
        "meta": {"contentType": "application/json"},
        "rows": {"contentType": "application/json"},
    }
    call(id="1", meta={"a": [1, "ü"]}, rows=[{"b": None}, {}])
    seen = vendor.last
    fields = dict(seen.form) if media_type == URLENCODED else {part.name: part.content for part in seen.parts}
    assert json.loads(fields["meta"]) == {"a": [1, "ü"]}
    assert json.loads(fields["rows"]) == [{"b": None}, {}]
    if media_type != URLENCODED:
        assert {part.name: part.media_type for part in seen.parts} == {
            "id": None,
            "meta": "application/json",
            "rows": "application/json",
        }


def test_encoding_gives_fields_their_media_type_and_headers(sandbox: Any, call: Any, vendor: Any) -> None:
    sandbox.body["encoding"] = {
        "id": {"contentType": "text/x-id", "headers": {"X-Kind": {"schema": {"const": "id; a=b"}}}},
    }
    call(id="1")
    (part,) = vendor.last.parts
    assert (part.name, part.filename, part.media_type, part.content) == ("id", None, "text/x-id", b"1")
    assert part.headers["x-kind"] == "id; a=b"


@pytest.mark.parametrize("media_type", ["multipart/form-data", URLENCODED])
def test_deep_objects_in_a_form(sandbox: Any, call: Any, vendor: Any, media_type: str) -> None:
    send_as(sandbox, media_type)
    sandbox.properties["opts"] = {"type": "object", "properties": {"a": {"type": "integer"}}}
    sandbox.body["encoding"] = {"opts": {"style": "deepObject", "explode": True}}
    call(id="1", opts={"a": 1, "b": "x y"})
    if media_type == URLENCODED:
        assert vendor.last.body == b"id=1&opts%5Ba%5D=1&opts%5Bb%5D=x+y"
    else:
        assert vendor.last.fields == [("id", b"1"), ("opts[a]", b"1"), ("opts[b]", b"x y")]


def test_names_and_values_outside_ascii_round_trip(sandbox: Any, any_call: Any, vendor: Any) -> None:
    sandbox.properties['größe "x"'] = {"type": "string", "x-client": {"name": "size"}}
    any_call(id="名字\r\nX: y", size="☃")
    raw = vendor.last.body
    assert 'name="größe %22x%22"'.encode() in raw, "a quote in a name is written as browsers do"
    assert [content.decode() for _, content in vendor.last.fields] == ["名字\r\nX: y", "☃"]
