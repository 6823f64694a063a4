"""Operations and their parameters: what a fragment of a spec puts on the request line and into the headers."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

SCALARS = {
    "text": ({"type": "string"}, "a b&c=ü/~*", "a%20b%26c%3D%C3%BC%2F~%2A"),
    "whole": ({"type": "integer"}, -5, "-5"),
    "broken": ({"type": "number"}, 0.5, "0.5"),
    "yes": ({"type": "boolean"}, True, "true"),
    "no": ({"type": "boolean"}, False, "false"),
    "flag": ({"type": "string", "enum": ["0", "1"]}, True, "1"),
}


def get(sandbox: Any, path: str, *parameters: dict[str, Any]) -> None:
    """Make the operation a GET with parameters only."""
    operation = sandbox.operation
    del operation["requestBody"]
    operation["parameters"] = list(parameters)
    sandbox.spec["paths"] = {path: {"get": operation}}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
def test_each_http_method(sandbox: Any, any_call: Any, vendor: Any, method: str) -> None:
    operation = sandbox.operation
    if method == "GET":
        get(sandbox, "/thing", {"name": "id", "in": "query", "required": True, "schema": {"type": "string"}})
    else:
        sandbox.spec["paths"]["/thing"] = {method.lower(): operation}
    any_call(id="1")
    seen = vendor.last
    assert (seen.method, seen.path) == (method, "/thing")
    if method == "GET":
        assert (seen.raw_query, seen.body) == ("id=1", b"")
        assert "content-length" not in seen.headers
    else:
        assert seen.fields == [("id", b"1")]


@pytest.mark.parametrize("kind", SCALARS)
def test_scalars_in_path_query_and_header(sandbox: Any, call: Any, vendor: Any, kind: str) -> None:
    schema, value, text = SCALARS[kind]
    get(
        sandbox,
        "/a/{thing-id}/b",
        {"name": "thing-id", "in": "path", "required": True, "schema": schema},
        {"name": "Q", "in": "query", "schema": schema},
        {"name": "X-Trace", "in": "header", "schema": schema},
    )
    trace = value.replace("ü", "u") if isinstance(value, str) else value  # headers hold ASCII
    call(thing_id=value, q=value, x_trace=trace)
    assert vendor.last.target == f"/a/{text}/b?Q={text}"
    assert vendor.last.headers["x-trace"] == (trace if isinstance(value, str) else text)


def test_required_and_optional_parameters(sandbox: Any, call: Any, vendor: Any) -> None:
    get(
        sandbox,
        "/thing",
        {"name": "a", "in": "query", "schema": {"type": "string"}},
        {"name": "b", "in": "query", "required": True, "schema": {"type": "string"}},
        {"name": "X-C", "in": "header", "schema": {"type": "integer"}},
    )
    defaults = {name: one.default for name, one in call.signature().parameters.items()}
    assert (defaults["a"], defaults["x_c"], defaults["b"]) == (None, None, inspect.Parameter.empty)
    assert call.hints()["a"] == str | None
    assert call.hints()["b"] is str
    call(b="")
    assert vendor.last.target == "/thing?b="
    assert "x-c" not in vendor.last.headers


def test_arrays_in_the_query(sandbox: Any, call: Any, vendor: Any) -> None:
    get(
        sandbox,
        "/thing",
        {"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        {
            "name": "csv",
            "in": "query",
            "explode": False,
            "schema": {"type": "array", "items": {"type": "integer"}},
        },
    )
    assert call.hints()["q"] == Sequence[str] | None
    assert call.hints()["csv"] == Sequence[int] | None
    call(q=["b&c", "a"], csv=[2, 1])
    assert vendor.last.raw_query == "q=b%26c&q=a&csv=2,1"
    call(q=("x",), csv=[])
    assert vendor.last.query == [("q", "x"), ("csv", "")]
    call(q=[])
    assert vendor.last.target == "/thing"


def test_a_comma_inside_an_item_is_refused_where_commas_part_the_items(
    sandbox: Any, call: Any, vendor: Any
) -> None:
    get(
        sandbox,
        "/thing",
        {
            "name": "csv",
            "in": "query",
            "explode": False,
            "schema": {"type": "array", "items": {"type": "string"}},
        },
    )
    with pytest.raises(ValueError, match="csv"):
        call(csv=["a,b"])
    assert vendor.seen == []


def test_deep_objects_in_the_query(sandbox: Any, call: Any, vendor: Any) -> None:
    schema = {"type": "object", "properties": {"since": {"type": "string"}}}
    get(
        sandbox,
        "/thing",
        {"name": "filter", "in": "query", "style": "deepObject", "explode": True, "schema": schema},
        {
            "name": "any",
            "in": "query",
            "style": "deepObject",
            "schema": {"type": "object", "additionalProperties": True},
        },
    )
    assert call.hints()["filter"] == call.package.types.GetThingFilterParam | None
    assert call.hints()["any"] == Mapping[str, Any] | None
    call(filter={"since": "2026", "ü": True, "gone": None}, any={"x": {"y": 1}})
    assert vendor.last.raw_query == "filter%5Bsince%5D=2026&filter%5B%C3%BC%5D=true&any%5Bx%5D%5By%5D=1"


def test_parameters_of_the_path_item_and_references(sandbox: Any, any_call: Any, vendor: Any) -> None:
    components = sandbox.spec["components"]
    components["parameters"] = {
        "Page": {
            "name": "Page",
            "in": "query",
            "required": True,
            "schema": {"$ref": "#/components/schemas/Count"},
        }
    }
    components["schemas"]["Count"] = {"type": "integer", "minimum": 1}
    components["requestBodies"] = {"Body": sandbox.operation.pop("requestBody")}
    components["responses"] = {"Found": sandbox.operation["responses"].pop("200")}
    media = components["requestBodies"]["Body"]["content"]["multipart/form-data"]
    components["schemas"]["Form"] = media.pop("schema")
    media["schema"] = {"$ref": "#/components/schemas/Form"}
    sandbox.spec["paths"]["/thing"]["parameters"] = [
        {"$ref": "#/components/parameters/Page"},
        {"name": "Mode", "in": "query", "schema": {"type": "string"}},
    ]
    sandbox.operation["parameters"] = [{"name": "Mode", "in": "query", "schema": {"type": "integer"}}]
    sandbox.operation["requestBody"] = {"$ref": "#/components/requestBodies/Body"}
    sandbox.operation["responses"]["200"] = {"$ref": "#/components/responses/Found"}
    vendor.answer = b'{"name": "n"}'
    assert any_call(id="1", page=3, mode=4).name == "n"
    assert sorted(vendor.last.query) == [("Mode", "4"), ("Page", "3")]
    assert vendor.last.fields == [("id", b"1")]
    assert any_call.hints()["page"] is int
    assert any_call.hints()["mode"] == int | None, "the operation's own parameter wins"


def test_operations_that_share_a_path(sandbox: Any, any_call: Any, vendor: Any) -> None:
    first = sandbox.operation
    second = json.loads(json.dumps(first)) | {"operationId": "DropThing"}
    for operation, action in ((first, "GetThing"), (second, "DropThing")):
        operation["parameters"] = [
            {"name": "Action", "in": "query", "required": True, "schema": {"const": action, "type": "string"}}
        ]
    sandbox.spec["paths"] = {"/": {"post": first}, "/#DropThing": {"post": second}}
    any_call(id="1")
    any_call("drop_thing", id="2")
    assert [seen.target for seen in vendor.seen] == ["/?Action=GetThing", "/?Action=DropThing"]
    assert [seen.fields for seen in vendor.seen] == [[("id", b"1")], [("id", b"2")]]
