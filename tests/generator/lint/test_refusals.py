"""What openapi-python-client corrupts or drops in silence is generated right, or refused with a diagnostic."""

from __future__ import annotations

from typing import Any

import pytest

from specseal.generate import check_product

PARAMETER: dict[str, Any] = {"name": "q", "in": "query", "schema": {"type": "string"}}


def one(sandbox: Any, code: str, *, pointer: str = "") -> Any:
    problems = sandbox.problems()
    matching = [problem for problem in problems if problem.code == code]
    assert matching, [str(problem) for problem in problems]
    problem = matching[0]
    assert problem.location is not None
    assert problem.location.file == "specs/acme/thing.yaml"
    assert problem.location.line
    assert problem.message.endswith(".")
    if pointer:
        assert problem.location.pointer.startswith(pointer), problem.location.pointer
    return problem


def test_the_minimal_product_is_accepted(sandbox: Any) -> None:
    assert "src/thing/_client.py" in sandbox.output().files


@pytest.mark.parametrize("name", ["Authorization", "content-type", "ACCEPT"])
def test_header_parameters_that_openapi_ignores(sandbox: Any, name: str) -> None:
    sandbox.operation["parameters"] = [PARAMETER | {"name": name, "in": "header"}]
    project = sandbox.save()
    (product,) = project.products()
    (note,) = check_product(project, product).told
    assert (note.code, note.severity) == ("header-reserved", "note")
    assert f'"{name.lower()}"' not in sandbox.file("_operations.py").lower()


@pytest.mark.parametrize("media_type", ["application/pdf", "application/octet-stream", "application/yaml"])
def test_objects_in_media_types_that_are_not_decoded(sandbox: Any, media_type: str) -> None:
    content = sandbox.operation["responses"]["200"]["content"]
    content[media_type] = content.pop("application/json")
    one(sandbox, "unsupported")


def test_lists_in_xml(sandbox: Any) -> None:
    sandbox.operation["responses"]["200"]["content"] = {"text/xml": {"schema": {"type": "array"}}}
    one(sandbox, "unsupported")


def test_a_property_of_types_that_exclude_each_other(sandbox: Any) -> None:
    text, number = ({"properties": {"a": {"type": kind}}} for kind in ("string", "integer"))
    sandbox.answer["odd"] = {"allOf": [text, number]}
    one(
        sandbox,
        "property-conflict",
        pointer="/components/schemas/Thing/properties/odd/allOf/1/properties/a",
    )


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "dependentSchemas": {"a": {"required": ["b"]}}},
        {"type": "object", "if": {"required": ["a"]}, "then": {"properties": {"b": {"type": "string"}}}},
        {"allOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"type": "string"}}}]},
    ],
)
def test_answer_schemas_that_would_be_read_inexactly(sandbox: Any, schema: Any) -> None:
    sandbox.answer["odd"] = schema
    one(sandbox, "unsupported")


def test_file_marked_by_media_type_alone(sandbox: Any) -> None:
    sandbox.properties["files"] = {
        "type": "array",
        "items": {"type": "string", "contentMediaType": "image/png"},
    }
    one(sandbox, "file-unmarked")


def test_encoding_of_an_unknown_property(sandbox: Any) -> None:
    sandbox.body["encoding"] = {"picture": {"contentType": "image/png"}}
    one(sandbox, "encoding-unknown")


@pytest.mark.parametrize(
    "header",
    [
        {"X-Kind": {"schema": {"type": "string"}}},
        {"X-Kind": {"schema": {"const": "a\r\nX-Other: b"}}},
        {"X Kind": {"schema": {"const": "a"}}},
    ],
)
def test_part_headers_that_are_not_one_known_line(sandbox: Any, header: Any) -> None:
    sandbox.body["encoding"] = {"id": {"headers": header}}
    one(sandbox, "encoding-header")


@pytest.mark.parametrize("media_type", ["text", "image/png\r\nX-Other: b", "image/png, {{ x }}"])
def test_part_media_types_that_are_none(sandbox: Any, media_type: str) -> None:
    sandbox.body["encoding"] = {"id": {"contentType": media_type}}
    one(sandbox, "encoding-media-type")


def test_parameter_whose_nested_values_have_no_style(sandbox: Any) -> None:
    rows = {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}}
    sandbox.operation["parameters"] = [PARAMETER | {"schema": rows}]
    one(sandbox, "parameter-nested", pointer="/paths/~1thing/post/parameters/0")


def test_two_arguments_of_one_chosen_name(sandbox: Any) -> None:
    sandbox.operation["parameters"] = [PARAMETER]
    sandbox.properties["other"] = {"type": "string"}
    sandbox.overlay(
        "client",
        {"target": "$..parameters[0]", "update": {"x-client": {"name": "it"}}},
        {"target": "$..properties.other", "update": {"x-client": {"name": "it"}}},
    )
    assert "name-collision" in sandbox.codes()


def test_media_type_that_is_none(sandbox: Any) -> None:
    content = sandbox.operation["requestBody"]["content"]
    content["none"] = {"schema": {"type": "string"}}
    one(sandbox, "media-type-misnamed", pointer="/paths/~1thing/post/requestBody/content/none")
    for media_type in [key for key in content if key != "none"]:
        del content[media_type]
    one(sandbox, "media-type-invalid", pointer="/paths/~1thing/post/requestBody/content/none")


def test_body_that_is_no_object(sandbox: Any) -> None:
    sandbox.body["schema"] = {"type": "string"}
    one(sandbox, "body-not-object")


def test_undeclared_security_scheme(sandbox: Any) -> None:
    sandbox.spec["security"] = [{"nobody": []}]
    one(sandbox, "security-undeclared")


def test_duplicate_operation_id(sandbox: Any) -> None:
    sandbox.spec["paths"]["/other"] = {"post": sandbox.operation}
    assert "openapi-invalid" in sandbox.codes()


def test_missing_operation_id(sandbox: Any) -> None:
    del sandbox.operation["operationId"]
    one(sandbox, "operation-id")


def test_colliding_method_names(sandbox: Any) -> None:
    sandbox.spec["paths"]["/other"] = {"post": sandbox.operation | {"operationId": "get_thing"}}
    one(sandbox, "name-collision")


def test_attributes_without_a_letter(sandbox: Any) -> None:
    sandbox.answer["名字"] = {"type": "string"}
    one(sandbox, "name-impossible", pointer="/components/schemas/Thing/properties/名字")


@pytest.mark.parametrize("target", ["other.yaml#/Thing", "https://example.com/x.json", "#/$defs/Thing"])
def test_references_to_the_outside(sandbox: Any, target: str) -> None:
    sandbox.answer["x"] = {"$ref": target}
    one(sandbox, "reference-outside")


def test_dangling_and_circular_references(sandbox: Any) -> None:
    sandbox.answer["x"] = {"$ref": "#/components/schemas/Nothing"}
    one(sandbox, "reference-dangling")
    sandbox.spec["components"]["schemas"] |= {
        "Nothing": {"$ref": "#/components/schemas/More"},
        "More": {"$ref": "#/components/schemas/Nothing"},
    }
    one(sandbox, "reference-circle")


@pytest.mark.parametrize("version", ["3.3.0", "4.0.0", "2.0", 3.1])
def test_other_versions_of_openapi(sandbox: Any, version: Any) -> None:
    sandbox.spec["openapi"] = version
    one(sandbox, "openapi-version", pointer="/openapi")


@pytest.mark.parametrize(
    ("server", "code"),
    [
        ({"url": "ftp://api.example.com"}, "server-url"),
        ({"url": "https://{r}.example.com"}, "server-variable"),
        ({"url": "https://{r.example.com", "variables": {"r": {"default": "a"}}}, "server-variable"),
        ({"url": "https://{r}.example.com?a=b", "variables": {"r": {"default": "a"}}}, "server-url"),
    ],
)
def test_servers_that_no_client_could_use(sandbox: Any, server: Any, code: str) -> None:
    sandbox.spec["servers"] = [server]
    one(sandbox, code, pointer="/servers/0")


def test_example_that_breaks_its_schema(sandbox: Any) -> None:
    content = sandbox.operation["responses"]["200"]["content"]["application/json"]
    content["examples"] = {"bad": {"value": {"name": 5}}}
    one(sandbox, "example-invalid")


def test_unknown_misplaced_and_malformed_extensions(sandbox: Any) -> None:
    sandbox.operation["x-idempotant"] = True
    assert "x-idempotent" in one(sandbox, "extension-unknown").hint
    del sandbox.operation["x-idempotant"]
    sandbox.properties["id"]["x-idempotent"] = True
    one(sandbox, "extension-misplaced")
    del sandbox.properties["id"]["x-idempotent"]
    sandbox.properties["id"]["x-max-bytes"] = "many"
    one(
        sandbox,
        "extension-value",
        pointer="/paths/~1thing/post/requestBody/content/multipart~1form-data/schema/properties/id/x-max-bytes",
    )


def test_error_tables(sandbox: Any) -> None:
    row = {"status": 400, "key": "error", "description": "Bad.", "retryable": False}
    sandbox.operation["x-errors"] = {"BAD": row}
    one(sandbox, "error-body-missing")
    sandbox.spec["x-error-body"] = {"code": ["/code"]}
    one(sandbox, "error-key")
    sandbox.spec["x-error-body"] = {"code": ["/error"]}
    sandbox.operation["x-errors"] = {"BAD": row | {"detail": "reason"}}
    one(sandbox, "error-separator")
    sandbox.operation["x-errors"] = {"BAD": row, "BAD_ERROR": row}
    one(sandbox, "error-name")
    sandbox.operation["x-errors"] = {"坏": row}
    one(sandbox, "error-name")


def test_every_problem_is_reported_at_once(sandbox: Any) -> None:
    sandbox.body["encoding"] = {"opts": {"contentType": "text/plain"}}
    sandbox.operation["parameters"] = [PARAMETER | {"style": "deepObject"}]
    sandbox.answer["inner"] = {
        "allOf": [{"properties": {"a": {"type": kind}}} for kind in ("string", "integer")]
    }
    assert {"encoding-unknown", "unsupported", "property-conflict"} <= sandbox.codes()


def test_a_problem_is_reported_once(sandbox: Any) -> None:
    sandbox.spec["components"]["schemas"]["Thing"]["properties"]["name"]["maxLength"] = "many"
    assert len(sandbox.problems()) == 1
