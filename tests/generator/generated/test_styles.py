"""Styles of parameters, held against the tables of OpenAPI (3.1.1, "Style Examples"; RFC 6570)."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest

LIST = {"type": "array", "items": {"type": "string"}}
MAP = {"type": "object", "additionalProperties": {"type": "string"}}
COLORS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}
TEXT = {"type": "string"}

#: place, style, explode, schema, value, what is written
TABLE: list[tuple[str, str, bool, Any, Any, str]] = [
    ("path", "matrix", False, TEXT, "", ";color"),
    ("path", "matrix", False, TEXT, "blue", ";color=blue"),
    ("path", "matrix", False, LIST, COLORS, ";color=blue,black,brown"),
    ("path", "matrix", False, MAP, RGB, ";color=R,100,G,200,B,150"),
    ("path", "matrix", True, TEXT, "blue", ";color=blue"),
    ("path", "matrix", True, LIST, COLORS, ";color=blue;color=black;color=brown"),
    ("path", "matrix", True, MAP, RGB, ";R=100;G=200;B=150"),
    ("path", "label", False, TEXT, "blue", ".blue"),
    ("path", "label", False, LIST, COLORS, ".blue,black,brown"),
    ("path", "label", False, MAP, RGB, ".R,100,G,200,B,150"),
    ("path", "label", True, LIST, COLORS, ".blue.black.brown"),
    ("path", "label", True, MAP, RGB, ".R=100.G=200.B=150"),
    ("path", "simple", False, TEXT, "blue", "blue"),
    ("path", "simple", False, LIST, COLORS, "blue,black,brown"),
    ("path", "simple", False, MAP, RGB, "R,100,G,200,B,150"),
    ("path", "simple", True, LIST, COLORS, "blue,black,brown"),
    ("path", "simple", True, MAP, RGB, "R=100,G=200,B=150"),
    ("query", "form", False, TEXT, "", "color="),
    ("query", "form", False, TEXT, "blue", "color=blue"),
    ("query", "form", False, LIST, COLORS, "color=blue,black,brown"),
    ("query", "form", False, MAP, RGB, "color=R,100,G,200,B,150"),
    ("query", "form", True, LIST, COLORS, "color=blue&color=black&color=brown"),
    ("query", "form", True, MAP, RGB, "R=100&G=200&B=150"),
    ("query", "spaceDelimited", False, LIST, COLORS, "color=blue%20black%20brown"),
    ("query", "spaceDelimited", False, MAP, RGB, "color=R%20100%20G%20200%20B%20150"),
    ("query", "pipeDelimited", False, LIST, COLORS, "color=blue%7Cblack%7Cbrown"),
    ("query", "pipeDelimited", False, MAP, RGB, "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("query", "deepObject", True, MAP, RGB, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("header", "simple", False, TEXT, "blue", "blue"),
    ("header", "simple", False, LIST, COLORS, "blue,black,brown"),
    ("header", "simple", False, MAP, RGB, "R,100,G,200,B,150"),
    ("header", "simple", True, MAP, RGB, "R=100,G=200,B=150"),
    ("cookie", "form", False, TEXT, "blue", "color=blue"),
    ("cookie", "form", False, LIST, COLORS, "color=blue,black,brown"),
    ("cookie", "form", False, MAP, RGB, "color=R,100,G,200,B,150"),
    # what RFC 6570 would write, with `&`, is no cookie
    ("cookie", "form", True, LIST, COLORS, "color=blue; color=black; color=brown"),
]


def add(sandbox: Any, name: str, parameter: dict[str, Any]) -> None:
    """An operation of its own with one parameter, named `color` on the wire."""
    path = f"/{name}/{{color}}" if parameter["in"] == "path" else f"/{name}"
    required = {"required": True} if parameter["in"] == "path" else {}
    sandbox.spec["paths"][path] = {
        "get": {
            "operationId": name,
            "summary": "Get",
            "parameters": [{"name": "color"} | required | parameter],
            "responses": sandbox.operation["responses"],
        }
    }


def test_the_tables_of_openapi(sandbox: Any, call: Any, vendor: Any) -> None:
    for number, (where, style, explode, schema, _, _) in enumerate(TABLE):
        add(sandbox, f"get{number}", {"in": where, "style": style, "explode": explode, "schema": schema})
    wrong: list[str] = []
    for number, (where, style, explode, _, value, expected) in enumerate(TABLE):
        call(f"get{number}", color=value)
        seen = vendor.last
        written = {
            "path": seen.target.removeprefix(f"/get{number}/"),
            "query": seen.raw_query,
            "header": seen.headers.get("color", ""),
            "cookie": seen.headers.get("cookie", ""),
        }[where]
        if written != expected:
            wrong.append(f"{where} {style} {explode} {value!r}: {written!r}, not {expected!r}")
    assert not wrong, "\n".join(wrong)


def test_what_stands_between_delimiters_is_encoded(sandbox: Any, call: Any, vendor: Any) -> None:
    add(sandbox, "label", {"in": "path", "style": "label", "schema": LIST})
    add(sandbox, "pipe", {"in": "query", "style": "pipeDelimited", "explode": False, "schema": LIST})
    call("label", color=["a b", "ü/c"])
    assert vendor.last.target == "/label/.a%20b,%C3%BC%2Fc"
    call("pipe", color=["a b", "ü&c"])
    assert vendor.last.raw_query == "color=a%20b%7C%C3%BC%26c"
    with pytest.raises(ValueError, match="color: an item contains a pipe"):
        call("pipe", color=["a|b"])


def test_reserved_characters_may_be_allowed(sandbox: Any, call: Any, vendor: Any) -> None:
    add(sandbox, "one", {"in": "query", "allowReserved": True, "schema": TEXT})
    add(sandbox, "many", {"in": "query", "allowReserved": True, "explode": False, "schema": LIST})
    call("one", color="a/b?c=d;e:f g&h#i+j")
    assert vendor.last.raw_query == "color=a/b?c=d;e:f%20g%26h%23i%2Bj"
    call("many", color=["a/b", "ü"])
    assert vendor.last.raw_query == "color=a/b,%C3%BC"


def test_parameters_with_content_are_json(sandbox: Any, call: Any, vendor: Any) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "integer"}}}}
    add(sandbox, "query", {"in": "query", "content": {"application/json": {"schema": schema}}})
    add(sandbox, "header", {"in": "header", "content": {"application/json": {"schema": TEXT}}})
    add(sandbox, "text", {"in": "query", "content": {"text/plain": {"schema": TEXT}}})
    call("query", color={"a": [1, 2]})
    assert vendor.last.query == [("color", '{"a":[1,2]}')]
    call("header", color='say "hi"')
    assert vendor.last.headers["color"] == '"say \\"hi\\""'
    call("text", color="a b")
    assert vendor.last.query == [("color", "a b")]


def test_one_of_several_types_in_a_parameter(sandbox: Any, call: Any, vendor: Any) -> None:
    add(sandbox, "get", {"in": "query", "schema": {"oneOf": [TEXT, LIST, {"type": "integer"}]}})
    for value, written in (("a", "color=a"), (["a", "b"], "color=a&color=b"), (5, "color=5")):
        call("get", color=value)
        assert vendor.last.raw_query == written


def test_lists_and_objects_inside_deep_objects(sandbox: Any, call: Any, vendor: Any) -> None:
    add(sandbox, "get", {"in": "query", "style": "deepObject", "schema": {"type": "object"}})
    call("get", color={"a": ["x", "y"], "b": [{"c": 1}, {"c": 2}], "d": {"e": None, "f": True}})
    assert vendor.last.query == [
        *(("color[a]", "x"), ("color[a]", "y"), ("color[b][0][c]", "1"), ("color[b][1][c]", "2")),
        ("color[d][f]", "true"),
    ]


def test_times_and_ids(sandbox: Any, call: Any, vendor: Any) -> None:
    add(sandbox, "time", {"in": "query", "schema": {"type": "string", "format": "date-time"}})
    add(sandbox, "day", {"in": "path", "schema": {"type": "string", "format": "date"}})
    add(sandbox, "id", {"in": "header", "schema": {"type": "string", "format": "uuid"}})
    call("time", color=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC))
    assert vendor.last.query == [("color", "2026-01-02T03:04:05+00:00")]
    call("day", color=datetime.date(2026, 1, 2))
    assert vendor.last.target == "/day/2026-01-02"
    call("id", color=uuid.UUID(int=5))
    assert vendor.last.headers["color"] == "00000000-0000-0000-0000-000000000005"
    with pytest.raises(ValueError, match="color: a datetime must have a time zone"):
        call("time", color=datetime.datetime(2026, 1, 2))  # noqa: DTZ001


def test_several_cookies(sandbox: Any, call: Any, vendor: Any) -> None:
    add(sandbox, "get", {"in": "cookie", "schema": TEXT})
    sandbox.spec["paths"]["/get"]["get"]["parameters"].append(
        {"name": "size", "in": "cookie", "schema": {"type": "integer"}}
    )
    call("get", color="a;b ü", size=3)
    assert vendor.last.headers["cookie"] == "color=a%3Bb%20%C3%BC; size=3"
