"""Which Python type a value has, as an argument and in a response."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from specseal.contract import Object, Places, ResponseTypes
from specseal.contract.read_schema import SchemaReader
from specseal.document import loads
from specseal.plan.received import received_type
from specseal.plan.structures import Structures
from specseal.python_types import ANY, Choice, ListOf, MapOf, Model, OneOf, Plain, Structure

CLASSES: Any = SimpleNamespace(
    of=lambda found: "Pet" if isinstance(found, Object) else "", types=ResponseTypes()
)
STR, INT, FLOAT = Plain("str"), Plain("int"), Plain("float")
TEXT = {"type": "string"}
PET = {"$ref": "#/components/schemas/Pet"}


def schema(value: Any) -> Any:
    document = {
        "components": {"schemas": {"Pet": {"type": "object", "properties": {"a": TEXT}}, "It": value}}
    }
    return SchemaReader(Places(loads(json.dumps(document)).data)).target("/components/schemas/It")


def found_pet() -> Any:
    """The component that the schemas refer to."""
    return schema(PET).resolved()


@pytest.mark.parametrize(
    ("value", "argument", "field"),
    [
        (TEXT, STR, STR),
        ({"type": "string", "format": "date-time"}, OneOf((STR, Plain("datetime"))), STR),
        ({"type": "string", "format": "uuid"}, OneOf((STR, Plain("UUID"))), STR),
        ({"type": "string", "format": "binary"}, Plain("file"), STR),
        ({"type": "number"}, FLOAT, FLOAT),
        ({"enum": ["a", "b"]}, Choice(("a", "b")), Choice(("a", "b"), open=True)),
        ({"enum": [0.5]}, FLOAT, FLOAT),
        ({"enum": ["a", 1]}, Choice(("a", 1)), ANY),
        ({"const": 3}, Choice((3,)), Choice((3,), open=True)),
        (
            {"type": "array", "items": {"enum": ["a"]}},
            ListOf(Choice(("a",))),
            ListOf(Choice(("a",), open=True)),
        ),
        (PET, Structure("PetParam"), Model("Pet")),
        ({"type": "object", "additionalProperties": PET}, MapOf(Structure("PetParam")), MapOf(Model("Pet"))),
        ({"type": "object"}, Plain("object"), MapOf(ANY)),
        ({"type": ["integer", "string"]}, OneOf((INT, STR)), OneOf((INT, STR))),
        ({"type": ["integer", "string"], "pattern": "^[0-9]+$"}, OneOf((INT, STR)), INT),
        ({"type": ["string", "number"], "pattern": r"^-?\d+(\.[0-9]+)?$"}, OneOf((STR, FLOAT)), FLOAT),
        ({"type": ["integer", "string"], "pattern": "^[0-9A-F]+$"}, OneOf((INT, STR)), OneOf((INT, STR))),
        (
            {"type": ["integer", "boolean", "string"], "pattern": "^[0-9]+$"},
            None,
            OneOf((INT, Plain("bool"), STR)),
        ),
        (
            {"anyOf": [TEXT, {"type": "array", "items": TEXT}]},
            OneOf((STR, ListOf(STR))),
            OneOf((STR, ListOf(STR))),
        ),
        ({"anyOf": [TEXT, TEXT]}, STR, STR),
        ({"anyOf": [{"enum": ["a"]}, {"const": "b"}, TEXT]}, None, Choice(("a", "b"), open=True)),
        ({"anyOf": [TEXT, {}]}, None, ANY),
        ({"type": "array", "prefixItems": [{"type": "integer"}, TEXT]}, None, ListOf(OneOf((INT, STR)))),
        (
            {"anyOf": [PET, {"type": "array", "items": PET}]},
            None,
            OneOf((Model("Pet"), ListOf(Model("Pet")))),
        ),
        ({}, ANY, ANY),
        (
            {"type": "array", "items": {"$ref": "#/components/schemas/It"}},
            ListOf(ListOf(ANY)),
            ListOf(ListOf(ANY)),
        ),
    ],
)
def test_types(value: Any, argument: Any, field: Any) -> None:
    found = schema(value)
    if argument is not None:
        assert Structures({found_pet().location: "Pet"}, {}).type_of(found, ("call",), files=True) == argument
    assert received_type(found, CLASSES) == field
