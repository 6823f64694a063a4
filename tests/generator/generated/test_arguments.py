"""The Python side: names, annotations, and what the client stage changes."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args
from uuid import UUID

import pytest


def test_arguments_are_keyword_only_and_named_in_snake_case(sandbox: Any, any_call: Any, vendor: Any) -> None:
    names = ["FaceMd5", "from", "list", "class", "int", "None", "user-id", "image_ref1"]
    sandbox.properties.update({name: {"type": "string"} for name in names})
    parameters = any_call.signature().parameters
    arguments = ["id", "face_md5", "from_", "list", "class_", "int", "none", "user_id", "image_ref1"]
    assert [name for name in parameters if name not in {"self", "timeout"}][: len(arguments)] == arguments
    kinds = {one.kind for name, one in parameters.items() if name != "self"}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}
    any_call(**{name: name for name in arguments})
    assert [name for name, _ in vendor.last.fields] == ["id", *names]
    assert [content.decode() for _, content in vendor.last.fields] == arguments


@pytest.mark.parametrize(
    ("schema", "annotation"),
    [
        ({"type": "string"}, str),
        ({"type": "string", "format": "uri", "maxLength": 5}, str),
        ({"type": "string", "format": "date-time"}, str | datetime),
        ({"type": "string", "format": "date"}, str | date),
        ({"type": "string", "format": "uuid"}, str | UUID),
        ({"type": "string", "format": "decimal"}, str | Decimal),
        ({"type": "integer", "minimum": 2, "maximum": 60}, int),
        ({"type": "number"}, float),
        ({"type": "boolean"}, bool),
        ({"type": "array", "items": {"type": "string"}}, Sequence[str]),
        ({"type": "array", "items": {"type": "string", "enum": ["b", "a"]}}, Sequence[Literal["b", "a"]]),
        ({"type": ["string", "null"]}, str),
        ({"type": ["integer", "string"]}, int | str),
        ({"type": "string", "enum": ["z", "a", "m"]}, Literal["z", "a", "m"]),
        ({"type": "integer", "enum": [3, 1]}, Literal[3, 1]),
        ({"type": ["string", "null"], "enum": ["x", None, "w"]}, Literal["x", "w"]),
        ({"type": "string", "const": "only"}, Literal["only"]),
        ({"$ref": "#/components/schemas/Level"}, Literal["high", "low"]),
    ],
)
def test_annotations(sandbox: Any, call: Any, schema: Any, annotation: Any) -> None:
    sandbox.spec["components"]["schemas"]["Level"] = {"type": "string", "enum": ["high", "low"]}
    sandbox.properties["optional"] = schema
    sandbox.properties["needed"] = schema
    if "const" not in schema:
        sandbox.body["schema"]["required"].append("needed")
    hints = call.hints()
    assert hints["optional"] == annotation | None
    if "const" not in schema:
        assert hints["needed"] == annotation
        assert get_args(hints["needed"]) == get_args(annotation), "in the document's order"


def test_nested_values_are_structures(sandbox: Any, call: Any) -> None:
    content = sandbox.operation["requestBody"]["content"]
    content["application/json"] = content.pop("multipart/form-data")
    sandbox.properties["inner"] = {"type": "object", "properties": {"a": {"type": "integer"}}}
    sandbox.properties["rows"] = {"type": "array", "items": {"type": "object", "properties": {"a": {}}}}
    hints = call.hints()
    types = call.package.types
    assert hints["inner"] == types.GetThingInnerParam | None
    row = types.GetThingRowsParam
    assert hints["rows"] == Sequence[row] | None  # type: ignore[valid-type]
    assert types.GetThingInnerParam.__optional_keys__ == {"a"}


def test_names_that_python_does_not_have_or_that_are_taken(sandbox: Any, call: Any, vendor: Any) -> None:
    """Each value has an argument; those that would share a name say where they are sent."""
    text = {"type": "string"}
    sandbox.properties.update({"größe": text, "1st": text, "timeout": text, "ID": text, "DateCreated<": text})
    sandbox.properties["DateCreated"] = text
    sandbox.operation["parameters"] = [{"name": "Id", "in": "query", "schema": text}]
    assert list(call.signature().parameters)[1:] == [
        *(
            "id_body",
            "id",
            "gr_e",
            "value_1st",
            "timeout_",
            "id_2",
            "date_created_less",
            "date_created",
            "timeout",
        ),
    ]
    call(id_body="a", id="b", gr_e="c", value_1st="d", timeout_="e", id_2="f", date_created_less="g")
    assert vendor.last.query == [("Id", "b")]
    assert [content.decode() for _, content in vendor.last.fields] == ["a", "c", "d", "e", "f", "g"]


def test_what_a_caller_gives_is_sent_whether_the_document_allows_it_or_not(
    sandbox: Any, any_call: Any, vendor: Any
) -> None:
    sandbox.properties["kind"] = {"type": "string", "enum": ["a"]}
    sandbox.properties["count"] = {"type": "integer", "maximum": 5}
    any_call(id="", kind="new", count=6)
    assert vendor.last.fields == [("id", b""), ("kind", b"new"), ("count", b"6")]


def test_client_stage_names_options_and_omissions(sandbox: Any, any_call: Any, vendor: Any) -> None:
    sandbox.operation["parameters"] = [
        {"name": "Format", "in": "query", "schema": {"type": "string", "enum": ["JSON", "XML"]}},
        {"name": "Region", "in": "query", "schema": {"type": "string"}},
        {"name": "q", "in": "query", "schema": {"type": "string"}},
    ]
    base = "$.paths['/thing'].post"
    form = f"{base}.requestBody.content['multipart/form-data'].schema.properties"
    sandbox.overlay(
        "client",
        {"target": "$", "update": {"x-client": {"environment": "BOX"}}},
        {"target": base, "update": {"x-client": {"name": "fetch"}}},
        {"target": f"{base}.parameters[0]", "update": {"x-client": {"option": True, "default": "JSON"}}},
        {"target": f"{base}.parameters[1]", "update": {"x-client": {"omit": "The host decides."}}},
        {"target": f"{base}.parameters[2]", "update": {"x-client": {"name": "text"}}},
        {"target": f"{form}.id", "update": {"x-client": {"name": "thing_id"}}},
    )
    any_call("fetch", thing_id="1", text="t")
    assert vendor.last.query == [("Format", "JSON"), ("q", "t")]
    assert vendor.last.fields == [("id", b"1")]
    any_call("fetch", {"format": "XML"}, thing_id="1")
    assert vendor.last.query == [("Format", "XML")]
    assert {"region", "format", "q", "id"}.isdisjoint(any_call.signature("fetch").parameters)
    for name in ("Thing", "AsyncThing"):
        constructor = inspect.signature(getattr(any_call.package, name)).parameters
        assert constructor["format"].default == "JSON"
        assert all(one.kind is one.KEYWORD_ONLY for one in constructor.values())


def test_client_stage_class_and_package(sandbox: Any) -> None:
    sandbox.overlay(
        "client", {"target": "$", "update": {"x-client": {"class": "ThingBox", "package": "box"}}}
    )
    folder = sandbox.generate()
    assert [path.name for path in Path(folder).iterdir()] == ["box"]
    source = (folder / "box" / "__init__.py").read_text("utf-8")
    for line in (
        "from ._client import AsyncThingBox, ThingBox\n",
        '    "AsyncThingBox",\n',
        '    "ThingBox",\n',
    ):
        assert line in source
