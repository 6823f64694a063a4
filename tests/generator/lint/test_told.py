"""What is told: every construct by its name, where it is written, once, and all of it in one round."""

from __future__ import annotations

from typing import Any

import pytest

ROW = {"status": 400, "key": "error", "description": "Bad.", "retryable": False}


def component(sandbox: Any, name: str, schema: Any) -> dict[str, str]:
    sandbox.spec["components"]["schemas"][name] = schema
    return {"$ref": f"#/components/schemas/{name}"}


def answer_with(sandbox: Any, schema: Any) -> None:
    sandbox.operation["responses"]["200"]["content"]["application/json"]["schema"] = schema


def filter_schema(sandbox: Any) -> dict[str, Any]:
    """A filter that is made of filters."""
    reference = {"$ref": "#/components/schemas/Filter"}
    listed = {"type": "array", "items": reference}
    schema = {"type": "object", "properties": {"and": listed, "or": listed, "not": reference}}
    return component(sandbox, "Filter", schema)


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_form_that_may_be_no_object(sandbox: Any, keyword: str) -> None:
    branch = {"type": "object", "properties": {"a": {"type": "string"}}}
    sandbox.body["schema"] = {keyword: [branch, {"type": "string"}]}
    (problem,) = sandbox.problems()
    assert problem.code == "body-union"
    assert f"`{keyword}`" in problem.message
    assert problem.location.pointer.endswith("multipart~1form-data/schema")


def test_a_body_of_which_some_keys_are_needed_together(sandbox: Any) -> None:
    sandbox.body["schema"] |= {"anyOf": [{"required": ["id"]}, {"required": ["name"]}], "required": []}
    sandbox.properties["name"] = {"type": "string"}
    printed = sandbox.file("_client.py")
    assert "id: str | None = None," in printed
    assert "name: str | None = None," in printed


@pytest.mark.parametrize(
    ("schema", "named"),
    [
        ({"type": "array", "items": {"type": "string"}}, "an array"),
        ({"type": "string"}, "a string"),
        ({"type": "integer"}, "an integer"),
    ],
)
def test_a_form_without_names(sandbox: Any, schema: Any, named: str) -> None:
    sandbox.body["schema"] = component(sandbox, "Body", schema)
    (problem,) = sandbox.problems()
    assert problem.code == "body-not-object"
    assert problem.message == f"The form is {named}, so its fields have no names."
    assert problem.location.pointer == "/components/schemas/Body"


def test_what_is_inherited_is_told_where_it_is_written(sandbox: Any) -> None:
    odd = {"type": "object", "dependentSchemas": {"a": {}}}
    base = component(sandbox, "Base", {"type": "object", "properties": {"inner": odd}})
    sandbox.spec["components"]["schemas"]["Thing"]["allOf"] = [base]
    (problem,) = sandbox.problems()
    assert problem.code == "unsupported"
    assert problem.location.pointer == "/components/schemas/Base/properties/inner/dependentSchemas"


def test_a_row_of_the_root_is_told_once(sandbox: Any) -> None:
    sandbox.spec["x-error-body"] = {"code": ["/code"]}
    sandbox.spec["x-errors"] = {"BAD": ROW}
    for number in range(3):
        other = sandbox.operation | {"operationId": f"other{number}"}
        sandbox.spec["paths"][f"/other{number}"] = {"post": other}
    (problem,) = sandbox.problems()
    assert problem.code == "error-key"
    assert problem.location.pointer == "/x-errors/BAD"


def test_all_that_is_wrong_is_told_in_one_round(sandbox: Any) -> None:
    del sandbox.spec["info"]["x-source"]
    sandbox.spec["servers"][0]["url"] = "ftp://api.example.com"
    sandbox.spec["security"] = [{"nobody": []}]
    sandbox.spec["x-error-body"] = {"code": ["/code"]}
    sandbox.operation["x-errors"] = {"坏": ROW}
    sandbox.properties["other"] = {"type": "string", "examples": [5]}
    sandbox.overlay("client", {"target": "$..properties.other", "update": {"x-client": {"name": "timeout"}}})
    sandbox.answer["inner"] = {
        "allOf": [{"properties": {"a": {"type": kind}}} for kind in ("string", "integer")]
    }
    sandbox.operation["x-pagination"] = {"page": "a", "size": "b", "total": "/c", "items": "/d"}
    assert sandbox.codes() >= {
        *("source-missing", "server-url", "security-undeclared", "error-key", "error-name"),
        *(
            "name-reserved",
            "example-invalid",
            "property-conflict",
            "pagination-argument",
            "pagination-pointer",
        ),
    }


def test_all_that_keeps_it_from_being_read_is_told_in_one_round(sandbox: Any) -> None:
    sandbox.properties["id"] |= {"minLenght": 1, "x-placed_by": 1, "maxLength": "many"}
    sandbox.answer["x"] = {"$ref": "#/components/schemas/Nothing"}
    assert sandbox.codes() == {
        *("keyword-unknown", "extension-unknown", "openapi-invalid", "reference-dangling"),
    }


@pytest.mark.parametrize("media_type", ["application/json", "multipart/form-data"])
def test_a_filter_that_is_made_of_filters(sandbox: Any, media_type: str) -> None:
    content = sandbox.operation["requestBody"]["content"]
    content[media_type] = content.pop("multipart/form-data")
    sandbox.properties["filter"] = filter_schema(sandbox)
    if media_type == "multipart/form-data":
        sandbox.body["encoding"] = {"filter": {"contentType": "application/json"}}
    assert "filter: FilterParam | None = None" in sandbox.file("_client.py")
    assert '"and": NotRequired["Sequence[FilterParam]"]' in sandbox.file("types.py")


def test_a_body_that_is_a_filter_itself(sandbox: Any) -> None:
    content = sandbox.operation["requestBody"]["content"]
    content["application/json"] = {"schema": filter_schema(sandbox)}
    del content["multipart/form-data"]
    printed = sandbox.file("_client.py")
    assert "and_: Sequence[FilterParam] | None = None" in printed
    assert "not_: FilterParam | None = None" in printed


def test_a_list_of_lists_without_end(sandbox: Any) -> None:
    tree = component(sandbox, "Tree", {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}})
    sandbox.properties["tree"] = tree
    sandbox.body["encoding"] = {"tree": {"contentType": "application/json"}}
    assert "tree: Sequence[Any] | None = None" in sandbox.file("_client.py")
    sandbox.answer["tree"] = tree
    assert "tree: list[Any]" in sandbox.file("models.py")


def test_deep_and_wide_recursion_costs_nothing(sandbox: Any) -> None:
    """Forty components that each refer to all the others: 40^24 paths through them."""
    names = [f"Node{number}" for number in range(40)]
    for name in names:
        properties = {other.lower(): {"$ref": f"#/components/schemas/{other}"} for other in names}
        component(sandbox, name, {"type": "object", "properties": properties})
    content = sandbox.operation["requestBody"]["content"]
    content["application/json"] = {"schema": {"$ref": "#/components/schemas/Node0"}}
    del content["multipart/form-data"]
    sandbox.answer["nodes"] = {"type": "array", "items": {"$ref": "#/components/schemas/Node1"}}
    files = sandbox.output().files
    assert "node39: Node39Param | None = None" in files["src/thing/_client.py"]
    assert "class Node39(" in files["src/thing/models.py"]


@pytest.mark.parametrize("kind", ["object", "array", "map", "anyOf", "allOf"])
def test_a_long_chain_of_components(sandbox: Any, kind: str) -> None:
    """However long it is, it ends in files or in diagnostics."""
    length = 300
    for number in range(length):
        following = {"$ref": f"#/components/schemas/Node{number + 1}"}
        kinds: dict[str, dict[str, Any]] = {
            "object": {"type": "object", "properties": {"next": following}},
            "array": {"type": "array", "items": following},
            "map": {"type": "object", "additionalProperties": following},
            "anyOf": {"anyOf": [following, {"type": "integer"}]},
            "allOf": {
                "allOf": [following],
                "type": "object",
                "properties": {f"key{number}": {"type": "string"}},
            },
        }
        schema = kinds[kind]
        component(sandbox, f"Node{number}", schema)
    component(sandbox, f"Node{length}", {"type": "object", "properties": {"end": {"type": "string"}}})
    first = {"$ref": "#/components/schemas/Node0"}
    sandbox.answer["first"] = first
    sandbox.properties["first"] = first
    sandbox.body["encoding"] = {"first": {"contentType": "application/json"}}
    assert "first: " in sandbox.file("models.py")
