"""The algebra of schemas: however a thing is written, it is read as the same value."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from specseal.contract import (
    Anything,
    Array,
    Constant,
    Dictionary,
    Enumeration,
    Nothing,
    Object,
    Places,
    Reference,
    Scalar,
    Schema,
    Tuple,
    Union,
    component_name,
    kind,
)
from specseal.contract.read_schema import SchemaReader
from specseal.document import loads

Reader = Callable[..., Schema]


@pytest.fixture
def read() -> Reader:
    """Reads a schema, beside components."""

    def read(schema: Any, **components: Any) -> Schema:
        document = {"components": {"schemas": {**components, "It": schema}}}
        places = Places(loads(json.dumps(document, indent=1), "spec.yaml").data)
        return SchemaReader(places).target("/components/schemas/It")

    return read


TEXT = {"type": "string"}
PET = {"type": "object", "required": ["name"], "properties": {"name": TEXT}}


@pytest.mark.parametrize(
    ("schema", "expected", "named"),
    [
        (True, Anything, "any"),
        ({}, Anything, "any"),
        (False, Nothing, "any"),
        (TEXT, Scalar, "string"),
        ({"type": ["string", "null"]}, Scalar, "string"),
        ({"enum": ["a", "b"]}, Enumeration, "string"),
        ({"enum": [1, 2.5]}, Enumeration, "number"),
        ({"enum": ["a", 1]}, Enumeration, "any"),
        ({"const": True}, Constant, "boolean"),
        ({"type": "array"}, Array, "array"),
        ({"type": "array", "prefixItems": [TEXT]}, Tuple, "array"),
        ({"type": "object"}, Dictionary, "map"),
        ({"type": "object", "additionalProperties": TEXT}, Dictionary, "map"),
        (PET, Object, "object"),
        ({"properties": {"a": TEXT}}, Object, "object"),
        ({"type": ["integer", "string"]}, Union, "union"),
        ({"anyOf": [TEXT, {"type": "integer"}]}, Union, "union"),
        ({"oneOf": [TEXT, {"type": "null"}]}, Scalar, "string"),
        ({"allOf": [TEXT], "description": "x"}, Scalar, "string"),
        ({"type": "object", "properties": {"a": TEXT}, "anyOf": [{"required": ["a"]}]}, Object, "object"),
    ],
)
def test_kinds(read: Reader, schema: Any, expected: type[Schema], named: str) -> None:
    found = read(schema)
    assert type(found) is expected
    assert kind(found) == named


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["string", "null"]},
        {"anyOf": [TEXT, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, TEXT]},
        {"type": ["string", "null"], "enum": ["a", None]},
        {"enum": ["a", None]},
        {"anyOf": [TEXT, {"type": "integer"}, {"type": "null"}]},
        {"type": ["integer", "string", "null"]},
    ],
)
def test_null_is_no_kind_of_its_own(read: Reader, schema: Any) -> None:
    found = read(schema)
    assert found.nullable
    assert "null" not in str(found).replace("nullable", "")


def test_what_stands_beside_a_reference_is_laid_over_it(read: Reader) -> None:
    target = {"type": "string", "description": "Below.", "maxLength": 5, "examples": ["x"]}
    found = read(
        {"$ref": "#/components/schemas/Alias", "description": "Above.", "deprecated": True, "minLength": 1},
        Alias={"$ref": "#/components/schemas/Target"},
        Target=target,
    )
    assert isinstance(found, Reference)
    assert (found.component, component_name(found)) == ("Alias", "Target")
    value = found.resolved()
    assert isinstance(value, Scalar)
    assert (value.notes.description, value.notes.examples, value.notes.deprecated) == ("Above.", ("x",), True)
    assert (value.limits.min_length, value.limits.max_length) == (1, 5)
    assert value.location.pointer == "/components/schemas/Target"


def test_recursion_is_a_value_like_any_other(read: Reader) -> None:
    reference = {"$ref": "#/components/schemas/It"}
    found = read(
        {"type": "object", "properties": {"next": reference, "all": {"items": reference, "type": "array"}}}
    )
    assert isinstance(found, Object)
    (following, listed) = found.properties()
    assert following.schema.resolved() is not None
    assert isinstance(listed.schema, Array)
    assert component_name(listed.schema.items) == "It"


def test_circles_of_references_alone_end(read: Reader) -> None:
    found = read({"$ref": "#/components/schemas/Other"}, Other={"$ref": "#/components/schemas/It"})
    assert isinstance(found.resolved(), Anything)
    assert component_name(found)


def test_an_object_has_the_keys_of_its_parts(read: Reader) -> None:
    found = read(
        {
            "allOf": [
                {"$ref": "#/components/schemas/Base"},
                {"required": ["a"]},
                {"properties": {"b": TEXT}},
            ],
            "properties": {"name": {"type": "integer"}, "c": TEXT},
            "required": ["c"],
        },
        Base={"allOf": [{"$ref": "#/components/schemas/Pet"}], "properties": {"a": TEXT}},
        Pet=PET,
    )
    assert isinstance(found, Object)
    keys = {one.name: (one.required, kind(one.schema), one.location.pointer) for one in found.properties()}
    here = "/components/schemas/It"
    assert keys == {
        "name": (True, "integer", f"{here}/properties/name"),
        "a": (True, "string", "/components/schemas/Base/properties/a"),
        "b": (False, "string", f"{here}/allOf/2/properties/b"),
        "c": (True, "string", f"{here}/properties/c"),
    }


def test_parts_that_lead_back_to_their_object(read: Reader) -> None:
    found = read({"allOf": [{"$ref": "#/components/schemas/It"}, PET]})
    assert isinstance(found, Object)
    assert [one.name for one in found.properties()] == ["name"]


def test_keys_that_are_needed_under_a_condition(read: Reader) -> None:
    found = read(PET | {"if": {"required": ["name"]}, "then": {"required": ["name"]}})
    assert isinstance(found, Object)
    assert [one.needed for one in found.properties()] == [True]
    assert found.unheld == ()


def test_properties_that_are_named_by_patterns(read: Reader) -> None:
    number = {"type": "integer"}
    one = read({"type": "object", "patternProperties": {"^x": TEXT}})
    assert isinstance(one, Dictionary) and one.stated
    assert isinstance(one.values, Scalar) and one.values.type == "string"
    untyped = read({"patternProperties": {"^x": TEXT}, "additionalProperties": False})
    assert isinstance(untyped, Dictionary) and isinstance(untyped.values, Scalar)
    several = read({"type": "object", "patternProperties": {"^x": TEXT}, "additionalProperties": number})
    assert isinstance(several, Dictionary) and isinstance(several.values, Union)
    assert [member.type for member in several.values.members if isinstance(member, Scalar)] == [
        "string",
        "integer",
    ]
    free = read({"type": "object", "patternProperties": {"^x": TEXT}, "additionalProperties": True})
    assert isinstance(free, Dictionary) and isinstance(free.values, Anything)
    beside = read(PET | {"patternProperties": {"^x": TEXT}})
    assert isinstance(beside, Object) and isinstance(beside.extra, Scalar)


@pytest.mark.parametrize(
    ("schema", "keywords"),
    [
        ({"not": TEXT}, ["not"]),
        ({"type": "object", "patternProperties": {"^x": TEXT}}, ["patternProperties"]),
        ({"type": "string", "contentEncoding": "base64"}, ["contentEncoding"]),
        (PET | {"if": PET, "then": PET}, ["if", "then"]),
    ],
)
def test_what_nothing_holds_is_named_with_its_place(read: Reader, schema: Any, keywords: list[str]) -> None:
    found = read(schema).unheld
    assert [one.text for one in found] == keywords
    assert [one.location.pointer for one in found] == [f"/components/schemas/It/{word}" for word in keywords]
    assert all(one.location.file == "spec.yaml" and one.location.line for one in found)


def test_a_union_that_is_told_apart(read: Reader) -> None:
    told: dict[str, Any] = {"propertyName": "name", "mapping": {"cat": "#/components/schemas/It"}}
    found = read({"oneOf": [PET, TEXT], "discriminator": told})
    assert isinstance(found, Union)
    assert found.discriminator is not None
    assert (found.discriminator.key, found.discriminator.mapping) == (
        "name",
        (("cat", told["mapping"]["cat"]),),
    )
    assert found.unheld == ()
