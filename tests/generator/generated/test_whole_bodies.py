"""Bodies that are one value: JSON of any shape, lines, text and XML; and bodies of several media types."""

from __future__ import annotations

import json
from typing import Any

import pytest

TEXT = {"type": "string"}
PET = {"type": "object", "required": ["name"], "properties": {"name": TEXT, "tag": TEXT}}
WAY = {"$ref": "#/components/schemas/Way"}
JSON = "application/json"


def body(sandbox: Any, schema: Any, media_type: str = JSON, **also: Any) -> None:
    sandbox.operation["requestBody"] = {"required": True, "content": {media_type: {"schema": schema}}} | also


def test_json_that_is_no_object(sandbox: Any, any_call: Any, vendor: Any) -> None:
    body(sandbox, {"type": "array", "items": PET})
    any_call(body=[{"name": "a"}, {"name": "ü", "tag": "b"}])
    assert vendor.last.headers["content-type"] == JSON
    assert json.loads(vendor.last.body) == [{"name": "a"}, {"name": "ü", "tag": "b"}]
    with pytest.raises(TypeError, match="body: cannot be encoded as JSON"):
        any_call(body=[object()])


@pytest.mark.parametrize(
    ("schema", "annotation", "value"),
    [
        ({"type": "integer"}, "body: int,", 5),
        (TEXT, "body: str,", "ü"),
        (
            {"type": "object", "additionalProperties": PET},
            "body: Mapping[str, GetThingParam],",
            {"a": {"name": "b"}},
        ),
        ({"type": "object"}, "body: Mapping[str, Any],", {"a": [None]}),
        ({}, "body: Any,", [1]),
        ({"oneOf": [PET, {"type": "array", "items": TEXT}]}, "body: GetThingParam | Sequence[str],", ["a"]),
        ({"type": ["string", "null"]}, "body: str | None,", None),
    ],
)
def test_json_of_any_shape(
    sandbox: Any, call: Any, vendor: Any, schema: Any, annotation: str, value: Any
) -> None:
    body(sandbox, schema)
    assert annotation in sandbox.file("_client.py")
    call(body=value)
    assert json.loads(vendor.last.body) == value


@pytest.mark.parametrize(
    ("schema", "annotation", "value"),
    [
        (
            {"type": "object", "required": ["way"], "properties": {"way": WAY}},
            "way: WayParam | CardParam,",
            {"way": {"kind": "Card", "number": "1"}},
        ),
        (WAY, "body: WayParam | CardParam,", {"body": {"kind": "Card", "number": "1"}}),
    ],
)
def test_an_object_that_others_extend_may_be_any_of_them(
    sandbox: Any, call: Any, vendor: Any, schema: Any, annotation: str, value: Any
) -> None:
    sandbox.spec["components"]["schemas"] |= {
        "Way": {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": TEXT},
            "discriminator": {"propertyName": "kind"},
        },
        "Card": {"allOf": [WAY], "type": "object", "properties": {"number": TEXT}},
    }
    body(sandbox, schema)
    assert annotation in sandbox.file("_client.py")
    call(**value)
    assert json.loads(vendor.last.body) == value.get("body", value)


def test_a_body_that_may_be_left_out(sandbox: Any, any_call: Any, vendor: Any) -> None:
    body(sandbox, {"type": "array", "items": TEXT}, required=False)
    any_call()
    assert (vendor.last.body, "content-type" in vendor.last.headers) == (b"", False)
    any_call(body=[])
    assert vendor.last.body == b"[]"


def test_null_is_an_argument_of_its_own(sandbox: Any, any_call: Any, vendor: Any) -> None:
    nullable = {"type": ["string", "null"]}
    body(sandbox, {"type": "object", "properties": {"name": nullable, "tag": nullable, "id": TEXT}})
    sandbox.operation["requestBody"]["content"][JSON]["schema"]["required"] = ["tag"]
    null = any_call.package.types.NULL
    assert "name: str | Null | None = None," in sandbox.file("_client.py")
    assert "tag: str | None," in sandbox.file("_client.py")
    any_call(tag=None)
    assert json.loads(vendor.last.body) == {"tag": None}, "a required argument has no other meaning of None"
    any_call(tag="a", name=null)
    assert json.loads(vendor.last.body) == {"tag": "a", "name": None}


@pytest.mark.parametrize("media_type", [JSON, "application/x-www-form-urlencoded", "multipart/form-data"])
def test_properties_that_a_body_does_not_name(
    sandbox: Any, any_call: Any, vendor: Any, media_type: str
) -> None:
    body(sandbox, PET | {"additionalProperties": {"type": "integer"}}, media_type)
    any_call(name="a", additional_properties={"size": 5, "age": 7})
    if media_type == JSON:
        assert json.loads(vendor.last.body) == {"name": "a", "size": 5, "age": 7}
    else:
        seen = vendor.last
        fields = seen.form if "urlencoded" in media_type else [(n, c.decode()) for n, c in seen.fields]
        assert fields == [("name", "a"), ("size", "5"), ("age", "7")]
    with pytest.raises(ValueError, match="additional_properties: 'name' has an argument of its own"):
        any_call(name="a", additional_properties={"name": 1})
    with pytest.raises(TypeError, match="additional_properties: must be a mapping"):
        any_call(name="a", additional_properties=[1])


def test_what_the_vendor_fills_in_is_no_argument(sandbox: Any, any_call: Any, vendor: Any) -> None:
    read_only = {"type": "string", "readOnly": True}
    inner = {"type": "object", "required": ["id", "name"], "properties": {"id": read_only, "name": TEXT}}
    schema = {"type": "object", "required": ["id", "pet"], "properties": {"id": read_only, "pet": inner}}
    body(sandbox, schema)
    assert "id" not in any_call.signature().parameters
    assert any_call.package.types.GetThingPetParam.__required_keys__ == {"name"}
    any_call(pet={"name": "a"})
    assert json.loads(vendor.last.body) == {"pet": {"name": "a"}}


def test_a_form_of_any_fields(sandbox: Any, call: Any, vendor: Any) -> None:
    body(sandbox, {"type": "object"}, "application/x-www-form-urlencoded")
    call(body={"a": "b c", "d": [1, 2]})
    assert vendor.last.form == [("a", "b c"), ("d", "1"), ("d", "2")]


def test_a_form_that_is_one_of_several(sandbox: Any, call: Any, vendor: Any) -> None:
    other = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": TEXT, "size": {"type": "integer"}},
    }
    body(sandbox, {"oneOf": [PET, other]}, "multipart/form-data")
    parameters = call.signature().parameters
    assert [name for name in parameters if name not in {"self", "timeout"}] == ["name", "tag", "size"]
    assert parameters["name"].default is parameters["name"].empty
    call(name="a", size=5)
    assert vendor.last.fields == [("name", b"a"), ("size", b"5")]


@pytest.mark.parametrize("media_type", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_nested_values_of_a_form_are_json(sandbox: Any, call: Any, vendor: Any, media_type: str) -> None:
    """The default of OpenAPI: a part of its own for each item of a list."""
    body(
        sandbox,
        {"type": "object", "properties": {"pet": PET, "pets": {"type": "array", "items": PET}}},
        media_type,
    )
    call(pet={"name": "a"}, pets=[{"name": "b"}, {"name": "c"}])
    seen = vendor.last
    if "urlencoded" in media_type:
        fields = [(name, text.encode(), JSON) for name, text in seen.form]
    else:
        fields = [(part.name, part.content, part.media_type) for part in seen.parts]
    assert fields == [
        ("pet", b'{"name":"a"}', JSON),
        ("pets", b'{"name":"b"}', JSON),
        ("pets", b'{"name":"c"}', JSON),
    ]


@pytest.mark.parametrize(
    "media_type",
    [
        "application/merge-patch+json",
        "application/json; charset=utf-8",
        "application/vnd.thing+json; version=2",
    ],
)
def test_json_by_other_names(sandbox: Any, call: Any, vendor: Any, media_type: str) -> None:
    body(sandbox, PET, media_type)
    call(name="a")
    assert vendor.last.headers["content-type"] == media_type
    assert json.loads(vendor.last.body) == {"name": "a"}


@pytest.mark.parametrize(
    ("media_type", "value", "sent", "content_type"),
    [
        ("text/plain", "ü", "ü".encode(), "text/plain; charset=utf-8"),
        ("text/plain", b"\xff", b"\xff", "text/plain"),
        ("text/csv; charset=utf-8", "a,b", b"a,b", "text/csv; charset=utf-8"),
        ("application/xml", "<a>ü</a>", "<a>ü</a>".encode(), "application/xml"),
        ("application/sdp", "v=0", b"v=0", "application/sdp"),
    ],
)
def test_texts(
    sandbox: Any, any_call: Any, vendor: Any, media_type: str, value: Any, sent: bytes, content_type: str
) -> None:
    body(sandbox, TEXT, media_type)
    assert "body: str | bytes," in sandbox.file("_client.py")
    any_call(body=value)
    assert (vendor.last.body, vendor.last.headers["content-type"]) == (sent, content_type)
    with pytest.raises(TypeError, match="body: must be str or bytes"):
        any_call(body=5)


def test_lines_of_json(sandbox: Any, call: Any, vendor: Any) -> None:
    body(sandbox, PET, "application/x-ndjson")
    assert "body: Iterable[GetThingParam]," in sandbox.file("_client.py")
    call(body=({"name": name} for name in "ab"))
    assert vendor.last.body == b'{"name":"a"}\n{"name":"b"}\n'
    assert vendor.last.headers["content-type"] == "application/x-ndjson"


@pytest.mark.parametrize("method", ["get", "delete", "options", "patch"])
def test_a_body_of_any_method(sandbox: Any, any_call: Any, vendor: Any, method: str) -> None:
    body(sandbox, PET)
    sandbox.spec["paths"]["/thing"] = {method: sandbox.operation}
    any_call(name="a")
    assert (vendor.last.method, json.loads(vendor.last.body)) == (method.upper(), {"name": "a"})


def test_media_types_to_choose_from(sandbox: Any, any_call: Any, vendor: Any) -> None:
    size = {"type": "integer"}
    body(sandbox, PET)
    content = sandbox.operation["requestBody"]["content"]
    content["multipart/form-data"] = {"schema": PET | {"properties": {"name": TEXT, "size": size}}}
    content["text/plain"] = {"schema": TEXT}
    any_call(name="a", tag="b")
    assert json.loads(vendor.last.body) == {"name": "a", "tag": "b"}
    any_call(name="a", size=5, media_type="multipart/form-data")
    assert vendor.last.fields == [("name", b"a"), ("size", b"5")]
    any_call(body="ü", media_type="text/plain")
    assert vendor.last.body == "ü".encode()
    for given, told in (
        ({"name": "a", "media_type": "image/png"}, "media_type: 'image/png' is not one of"),
        ({"name": "a", "size": 5}, "size: is not part of a body of application/json"),
        (
            {"size": 5, "media_type": "multipart/form-data"},
            "name: is required in a body of multipart/form-data",
        ),
    ):
        with pytest.raises((TypeError, ValueError), match=told):
            any_call(**given)
    words = any_call.words()
    assert "size: See the vendor's documentation. Only in `multipart/form-data`." in words
    assert "media_type: Media type of the body, one of: `application/json`" in words


def test_media_types_of_one_schema_need_no_overloads(sandbox: Any, call: Any, vendor: Any) -> None:
    body(sandbox, PET)
    content = sandbox.operation["requestBody"]["content"]
    content["application/x-www-form-urlencoded"] = {"schema": PET}
    printed = sandbox.file("_client.py")
    assert "overload" not in printed
    choice = (
        'media_type: Literal["application/json", "application/x-www-form-urlencoded"] = "application/json",'
    )
    assert choice in printed
    call(name="a", media_type="application/x-www-form-urlencoded")
    assert vendor.last.form == [("name", "a")]


def test_a_flat_xml_document_has_an_argument_for_each_element(
    sandbox: Any, any_call: Any, vendor: Any
) -> None:
    """Named by the component or by ``xml``; anything else in XML is text, which the caller writes."""
    schema = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "n": {"type": "array", "items": {"type": "integer"}}},
    }
    sandbox.spec["components"]["schemas"]["Query"] = schema
    reference = {"$ref": "#/components/schemas/Query"}
    sandbox.operation["requestBody"]["content"] = {"application/xml": {"schema": reference}}
    any_call(id="a<b&\r", n=[1, 2])
    assert vendor.last.body == b"<Query><id>a&lt;b&amp;&#13;</id><n>1</n><n>2</n></Query>"
    assert vendor.last.headers["content-type"] == "application/xml"
    with pytest.raises(ValueError, match=r"id: XML cannot contain the character U\+0001"):
        any_call(id="\1")


@pytest.mark.parametrize(
    "limits",
    [
        {"minProperties": 1},
        {"minProperties": 1, "maxProperties": 2},
        {"dependentRequired": {"n": ["id"]}},
        {"examples": [{"id": "1"}], "example": {"id": "1"}, "default": {"id": "1"}},
        {
            "deprecated": True,
            "$comment": "Old.",
            "externalDocs": {"url": "https://example.com"},
            "x-note": "x",
        },
    ],
)
def test_what_limits_an_xml_document_leaves_its_arguments(
    sandbox: Any, any_call: Any, vendor: Any, limits: dict[str, Any]
) -> None:
    properties = {"id": {"type": "string"}, "n": {"type": "integer"}}
    sandbox.spec["components"]["schemas"]["Query"] = {"type": "object", "properties": properties, **limits}
    reference = {"$ref": "#/components/schemas/Query"}
    sandbox.operation["requestBody"]["content"] = {"application/xml": {"schema": reference}}
    any_call(id="a", n=1)
    assert vendor.last.body == b"<Query><id>a</id><n>1</n></Query>"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "object"}}},
        {"type": "object", "properties": {"a": {"type": "string", "xml": {"attribute": True}}}},
        {"type": "object", "properties": {"a b": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "xml": {"name": "q", "prefix": "p"}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": True},
        {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}}]},
    ],
)
def test_any_other_xml_is_text(sandbox: Any, schema: dict[str, Any]) -> None:
    sandbox.operation["requestBody"]["content"] = {"text/xml": {"schema": schema}}
    assert 'body="text"' in sandbox.file("_operations.py")
