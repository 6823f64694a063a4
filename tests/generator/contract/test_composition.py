"""What the parts of ``allOf`` amount to together."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from specseal.contract import (
    Array,
    Enumeration,
    Object,
    Places,
    Reference,
    Scalar,
    Schema,
    Union,
    component_name,
    conflicts,
    kind,
)
from specseal.contract.read_schema import SchemaReader
from specseal.document import loads

Reader = Callable[..., Schema]
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
PET = {"$ref": "#/components/schemas/Pet"}
COMPONENTS: dict[str, Any] = {
    "Pet": {
        "type": "object",
        "required": ["name"],
        "properties": {"name": TEXT, "owner": {"type": "object"}},
    },
    "Owner": {"type": "object", "properties": {"email": TEXT}},
    "Kind": {"type": "string", "enum": ["cat", "dog"]},
}


@pytest.fixture
def read() -> Reader:
    """Reads a schema, beside the components."""

    def read(schema: Any, **components: Any) -> Schema:
        document = {"components": {"schemas": {**COMPONENTS, **components, "It": schema}}}
        places = Places(loads(json.dumps(document, indent=1), "spec.yaml").data)
        return SchemaReader(places).target("/components/schemas/It")

    return read


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [PET]},
        {"allOf": [PET], "description": "A pet.", "deprecated": True},
        {"type": "object", "allOf": [PET]},
        {"allOf": [PET, {"description": "A pet."}]},
        {"allOf": [{"title": "Pet"}, PET]},
    ],
)
def test_what_surrounds_one_part_leaves_it_what_it_is(read: Reader, schema: Any) -> None:
    found = read(schema)
    assert isinstance(found, Reference)
    assert component_name(found) == "Pet"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"allOf": [TEXT, {"maxLength": 3}]}, "string"),
        ({"allOf": [TEXT, {"enum": ["a"]}]}, "string"),
        ({"allOf": [{"$ref": "#/components/schemas/Kind"}, {"enum": ["cat"]}]}, "string"),
        ({"allOf": [{"type": "number"}, NUMBER]}, "integer"),
        ({"allOf": [{"type": "array"}, {"type": "array", "items": PET}]}, "array"),
        ({"allOf": [PET, {"properties": {"age": NUMBER}}]}, "object"),
        ({"allOf": [{"type": "object"}, PET]}, "object"),
        ({"allOf": [{"oneOf": [TEXT, NUMBER]}, TEXT]}, "union"),
    ],
)
def test_kinds(read: Reader, schema: Any, expected: str) -> None:
    assert kind(read(schema)) == expected


def test_the_narrower_one_counts(read: Reader) -> None:
    found = read({"allOf": [{"$ref": "#/components/schemas/Kind"}, {"enum": ["cat"]}]}).resolved()
    assert isinstance(found, Enumeration)
    assert found.values == ("cat",)
    found = read({"allOf": [{"type": "array"}, {"type": "array", "items": PET}]}).resolved()
    assert isinstance(found, Array)
    assert component_name(found.items) == "Pet"
    found = read({"allOf": [TEXT, {"maxLength": 3}], "description": "Short."}).resolved()
    assert isinstance(found, Scalar)
    assert (found.limits.max_length, found.notes.description) == (3, "Short.")


def properties(schema: Schema) -> dict[str, Any]:
    found = schema.resolved()
    assert isinstance(found, Object)
    return {one.name: one for one in found.properties()}


def test_a_property_of_several_parts_is_what_all_of_them_allow(read: Reader) -> None:
    owner = {"$ref": "#/components/schemas/Owner"}
    found = properties(
        read(
            {
                "allOf": [
                    PET,
                    {"required": ["owner"], "properties": {"owner": owner, "name": {"enum": ["Rex"]}}},
                ]
            }
        )
    )
    assert list(found) == ["name", "owner"]
    assert component_name(found["owner"].schema) == "Owner"
    assert found["owner"].required
    assert found["name"].schema.resolved().values == ("Rex",)
    # whichever comes first
    found = properties(read({"allOf": [{"properties": {"owner": owner}}, PET]}))
    assert component_name(found["owner"].schema) == "Owner"


def test_objects_of_one_property_are_joined(read: Reader) -> None:
    one, other = ({"properties": {"at": {"properties": {name: TEXT}}}} for name in ("x", "y"))
    at = properties(read({"allOf": [one, other]}))["at"].schema
    assert list(properties(at)) == ["x", "y"]


def test_types_that_exclude_each_other(read: Reader) -> None:
    one, other = ({"properties": {"at": kind}} for kind in (TEXT, PET))
    found = read({"allOf": [one, other]})
    assert isinstance(found, Object)
    assert [place.pointer for place in conflicts(found)] == ["/components/schemas/It/allOf/1/properties/at"]


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [PET, {"oneOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]}]},
        {**COMPONENTS["Pet"], "oneOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]},
        {"allOf": [PET], "anyOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]},
    ],
)
def test_a_union_beside_other_parts_is_one_of_all_of_them(read: Reader, schema: Any) -> None:
    found = read(schema).resolved()
    assert isinstance(found, Union)
    assert [sorted(properties(one)) for one in found.members] == [
        ["a", "name", "owner"],
        ["b", "name", "owner"],
    ]
    assert len({one.location for one in found.members}) == 2


def test_what_consists_of_itself_ends(read: Reader) -> None:
    it = {"$ref": "#/components/schemas/It"}
    assert list(properties(read({"allOf": [it, PET], "properties": {"it": it}}))) == ["name", "owner", "it"]
    node = {"allOf": [{"properties": {"next": it}}, {"properties": {"next": {"properties": {"a": TEXT}}}}]}
    following = properties(read(node))["next"].schema
    assert list(properties(following)) == ["next", "a"]
