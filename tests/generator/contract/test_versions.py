"""OpenAPI 3.0 and 3.2 are read as 3.1: what a schema means there, and where it was written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specseal.contract import Object, Scalar, as_openapi_31, read_contract, resolve_product
from specseal.document import loads, plain

THING = {"$ref": "#/components/schemas/Thing"}


def converted(schema: Any, version: str = "3.0.3") -> Any:
    document = {"openapi": version, "components": {"schemas": {"A": schema}}}
    found, _ = as_openapi_31(loads(json.dumps(document)).data)
    assert found["openapi"].startswith("3.1")
    return plain(found["components"]["schemas"]["A"])


@pytest.mark.parametrize(
    ("schema", "read"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        (
            {"type": "string", "nullable": True, "enum": ["a"]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"nullable": True, "description": "Any."}, {"description": "Any."}),
        (THING | {"nullable": True}, {"anyOf": [THING, {"type": "null"}]}),
        (
            {"allOf": [THING], "nullable": True, "description": "It."},
            {"description": "It.", "anyOf": [{"allOf": [THING]}, {"type": "null"}]},
        ),
        ({"oneOf": [THING], "nullable": True}, {"oneOf": [THING, {"type": "null"}]}),
        (
            {"type": "object", "oneOf": [THING], "nullable": True},
            {"anyOf": [{"type": "object", "oneOf": [THING]}, {"type": "null"}]},
        ),
        (
            {"properties": {"a": {"type": "integer", "nullable": True}}, "nullable": True},
            {"anyOf": [{"properties": {"a": {"type": ["integer", "null"]}}}, {"type": "null"}]},
        ),
        (
            {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
            {"type": "integer", "exclusiveMinimum": 1},
        ),
        ({"type": "integer", "maximum": 9, "exclusiveMaximum": False}, {"type": "integer", "maximum": 9}),
        (
            {"type": "string", "format": "byte", "example": "YQ=="},
            {"type": "string", "format": "byte", "example": "YQ=="},
        ),
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_what_a_schema_means(schema: Any, read: Any, version: str) -> None:
    assert converted(schema, version) == read


def test_only_annotations_count_beside_a_reference_of_3_0() -> None:
    document = {
        "openapi": "3.0.1",
        "components": {"schemas": {"A": THING | {"type": "object", "title": "T"}}},
    }
    found, notes = as_openapi_31(loads(json.dumps(document)).data)
    assert plain(found["components"]["schemas"]["A"]) == THING | {"title": "T"}
    (note,) = notes
    assert (note.code, note.severity) == ("reference-sibling", "note")
    assert note.location is not None and note.location.pointer == "/components/schemas/A/type"


@pytest.mark.parametrize("version", ["3.0.1", "3.1.0"])
def test_nothing_counts_beside_a_reference_to_a_parameter(version: str) -> None:
    reference = {"$ref": "#/components/parameters/P"}
    document = {
        "openapi": version,
        "paths": {"/a": {"parameters": [reference | {"type": "string", "x-a": 1}]}},
    }
    found, notes = as_openapi_31(loads(json.dumps(document)).data)
    assert plain(found["paths"]["/a"]["parameters"]) == [reference | {"x-a": 1}]
    (note,) = notes
    assert (note.code, note.severity) == ("reference-sibling", "note")
    assert note.location is not None and note.location.pointer == "/paths/~1a/parameters/0/type"


def test_a_recursive_reference_of_2019() -> None:
    schema = {"$recursiveAnchor": True, "properties": {"inner": {"items": {"$recursiveRef": "#"}}}}
    assert converted(schema) == {"properties": {"inner": {"items": {"$ref": "#/components/schemas/A"}}}}


def test_a_whole_product_of_3_0_knows_where_it_was_written(sandbox: Any) -> None:
    sandbox.spec["openapi"] = "3.0.3"
    sandbox.answer["more"] = THING | {"nullable": True}
    sandbox.answer["size"] = {"type": "integer", "nullable": True}
    project = sandbox.save()
    (product,) = project.products()
    contract = read_contract(resolve_product(project, product).places)
    (thing,) = contract.components
    assert isinstance(thing.schema, Object)
    found = {one.name: one.schema.resolved() for one in thing.schema.properties()}
    assert isinstance(found["more"], Object) and found["more"].nullable
    assert isinstance(found["size"], Scalar) and found["size"].nullable
    text = (sandbox.root / "specs/acme/thing.yaml").read_text().splitlines()
    assert found["size"].location.line is not None
    assert '"size"' in text[found["size"].location.line - 1]
    assert "more: Thing | None" in sandbox.file("models.py")


def test_what_3_2_adds_for_readers_is_read_over(sandbox: Any) -> None:
    sandbox.spec |= {"openapi": "3.2.0", "$self": "https://example.com/thing.yaml"}
    sandbox.spec["tags"] = [{"name": "a", "summary": "A", "kind": "nav"}]
    sandbox.spec["servers"][0]["name"] = "production"
    sandbox.operation["responses"]["200"] = {
        "summary": "The thing.",
        "content": sandbox.operation["responses"]["200"]["content"],
    }
    assert "def get_thing" in sandbox.file("_client.py")


def test_additions_of_3_2_are_told_by_name_and_all_at_once(sandbox: Any) -> None:
    sandbox.spec["openapi"] = "3.2.0"
    sandbox.spec["paths"]["/thing"]["query"] = {"responses": {}}
    content = sandbox.operation["responses"]["200"]["content"]["application/json"]
    content["itemSchema"] = content.pop("schema")
    found = sandbox.problems()
    assert {one.code for one in found} == {"openapi-3.2"}
    assert [one.location.pointer.rpartition("/")[2] for one in found] == ["query", "itemSchema"]


def test_swagger_is_told_once_and_nothing_else_with_it(sandbox: Any) -> None:
    del sandbox.spec["openapi"]
    sandbox.spec |= {"swagger": "2.0", "definitions": {}, "x-idempotant": True}
    (problem,) = sandbox.problems()
    assert (problem.code, problem.location.pointer) == ("openapi-version", "/swagger")
    assert "Swagger 2.0" in problem.message and "swagger2openapi" in problem.hint
