"""Hints that work: doing what a diagnostic says mends what it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
ROW = {"status": 400, "key": "error", "description": "Bad.", "retryable": False}


def hint(sandbox: Any, code: str) -> str:
    (problem,) = [one for one in sandbox.problems() if one.code == code]
    return str(problem.hint)


def name_it(sandbox: Any, target: str, name: str) -> None:
    sandbox.overlay("client", {"target": target, "update": {"x-client": {"name": name}}})


def a_pet(sandbox: Any) -> None:
    """``PUT /pets/{id}`` with a body that has an ``id`` too."""
    sandbox.operation["parameters"] = [ID]
    sandbox.spec["paths"]["/pets/{id}"] = {"put": sandbox.spec["paths"].pop("/thing")["post"]}


BODY_ID = "$.paths['/pets/{id}'].put.requestBody.content['multipart/form-data'].schema.properties.id"


def test_one_name_in_two_places(sandbox: Any) -> None:
    a_pet(sandbox)
    assert 'Field("id", "id_body", "form")' in sandbox.file("_operations.py")
    name_it(sandbox, BODY_ID, "new_id")
    printed = sandbox.file("_operations.py")
    assert 'Field("id", "id", "path")' in printed
    assert 'Field("id", "new_id", "form")' in printed


@pytest.mark.parametrize(
    ("change", "code", "target", "name", "printed"),
    [
        (
            lambda s: name_it(s, "$..schema.properties.id", "timeout"),
            "name-reserved",
            "$..schema.properties.id",
            "time_limit",
            "time_limit: str",
        ),
        (
            lambda s: s.operation.update(operationId="request"),
            "name-reserved",
            "$.paths['/thing'].post",
            "ask",
            "def ask(",
        ),
    ],
)
def test_names_of_methods_and_arguments(
    sandbox: Any, change: Callable[[Any], None], code: str, target: str, name: str, printed: str
) -> None:
    change(sandbox)
    assert "client overlay" in hint(sandbox, code)
    name_it(sandbox, target, name)
    assert printed in sandbox.file("_client.py")


@pytest.mark.parametrize("name", ["product", "error_body", "outcome", "sign_callback"])
def test_methods_whose_constant_is_taken(sandbox: Any, name: str) -> None:
    sandbox.receive()
    sandbox.operation["operationId"] = name
    assert "client overlay" in hint(sandbox, "name-reserved")
    name_it(sandbox, "$.paths['/thing'].post", "ask")
    assert "ASK: Operation[" in sandbox.file("_operations.py")


def test_two_operations_that_differ_in_case_alone(sandbox: Any) -> None:
    sandbox.spec["paths"]["/other"] = {"post": sandbox.operation | {"operationId": "get_thing"}}
    assert "client overlay" in hint(sandbox, "name-collision")
    name_it(sandbox, "$.paths['/other'].post", "get_other")
    printed = sandbox.file("_operations.py")
    assert "GET_THING: Operation[" in printed
    assert "GET_OTHER: Operation[" in printed


@pytest.mark.parametrize(("one", "other", "code"), [("a-b", "a.b", "name-collision"), ("1st", "2nd", "")])
def test_names_of_schemes(sandbox: Any, one: str, other: str, code: str) -> None:
    sandbox.receive(scheme=one)
    sandbox.properties["data"] = {"type": "string", "description": "It."}
    schemes = sandbox.spec["components"]["securitySchemes"]
    schemes[one] = schemes.pop("callback")
    schemes[one]["x-signing"]["unsigned"] = ["body"]
    schemes[other] = schemes[one]
    sandbox.spec["security"] = [{other: []}]
    if code:
        assert hint(sandbox, code) == "Rename one of the schemes."
    else:
        assert "def sign_1st(" in sandbox.file("_signing.py")


@pytest.mark.parametrize("name", ["Answer", "Page", "Field"])
def test_components_that_are_called_like_a_base(sandbox: Any, name: str) -> None:
    sandbox.page()
    schemas = sandbox.spec["components"]["schemas"]
    schemas[name] = {"type": "object", "properties": {"thing": {"$ref": "#/components/schemas/Thing"}}}
    content = sandbox.operation | {"operationId": "other"}
    del content["x-pagination"]
    content["responses"] = {
        "200": {
            "description": "Other.",
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
        }
    }
    sandbox.spec["paths"]["/other"] = {"post": content}
    printed = sandbox.file("models.py")
    assert f"class {name}(_HasRawResponse," in printed
    assert 'class Thing(_Page["Row"],' in printed


def test_error_codes_that_make_no_class(sandbox: Any) -> None:
    sandbox.spec["x-error-body"] = {"code": ["/error"]}
    sandbox.operation["x-errors"] = {"-1121": ROW, "21211": ROW}
    problems = sandbox.problems()
    assert [one.code for one in problems] == ["error-name", "error-name"]
    assert all("name" in one.hint for one in problems)
    sandbox.operation["x-errors"] = {
        "-1121": ROW | {"name": "BadSymbolError"},
        "21211": ROW | {"name": "InvalidNumberError"},
    }
    printed = sandbox.file("_operations.py")
    assert 'ErrorRow("-1121", errors.BadSymbolError)' in printed
    assert 'ErrorRow("21211", errors.InvalidNumberError)' in printed


@pytest.mark.parametrize("code", ["API", "client", "CONFIGURATION_ERROR"])
def test_error_codes_that_would_hide_a_class_of_the_runtime(sandbox: Any, code: str) -> None:
    sandbox.spec["x-error-body"] = {"code": ["/error"]}
    sandbox.operation["x-errors"] = {code: ROW | {"name": "ClientError"}}
    assert "name" in hint(sandbox, "error-name")


def test_error_codes_far_down(sandbox: Any) -> None:
    """A code at /Response/Error/Code: ``key`` is the first step."""
    sandbox.spec["x-error-body"] = {"code": ["/Response/Error/Code"]}
    sandbox.operation["x-errors"] = {"Busy": ROW | {"key": "Code"}}
    found = hint(sandbox, "error-key")
    assert "/Response/Error/Code" in found
    assert "first step" in found
    sandbox.operation["x-errors"] = {"Busy": ROW | {"key": "Response"}}
    assert "BusyError" in sandbox.file("errors.py")


def test_several_servers(sandbox: Any) -> None:
    sandbox.spec["servers"].append({"url": "https://asia.example.com", "x-region": "asia"})
    printed = sandbox.file("_operations.py")
    assert printed.index('"eu": ') < printed.index('"asia": '), "the first is the default"
    sandbox.overlay("wire", {"target": "$.servers[?@['x-region'] == 'asia']", "update": {"x-default": True}})
    printed = sandbox.file("_operations.py")
    assert printed.index('"asia": ') < printed.index('"eu": '), "the default comes first"
    sandbox.spec["servers"][0]["x-default"] = True
    assert "server-default" in sandbox.codes(), "there is one default"


def test_a_document_without_evidence(sandbox: Any) -> None:
    source = sandbox.spec["info"].pop("x-source")
    assert "x-source" in hint(sandbox, "source-missing")
    sandbox.spec["info"]["x-source"] = {"document": source["document"]}
    assert "digest" in hint(sandbox, "source-missing")
    sandbox.spec["info"]["x-source"] = source
    assert sandbox.output()


def test_misspelt_keywords(sandbox: Any) -> None:
    sandbox.properties["id"]["minLenght"] = 3
    assert hint(sandbox, "keyword-unknown") == "Did you mean 'minLength'?"
    sandbox.properties["id"]["minLength"] = sandbox.properties["id"].pop("minLenght")
    assert "At least 3 characters." in sandbox.file("_client.py")


def test_required_names_that_name_nothing(sandbox: Any) -> None:
    sandbox.body["schema"]["required"] = ["id", "biz_noo"]
    (problem,) = sandbox.problems()
    assert problem.code == "required-unknown"
    assert problem.location.pointer.endswith("/schema/required/1")
    sandbox.properties["biz_noo"] = {"type": "string"}
    assert "biz_noo: str," in sandbox.file("_client.py")


@pytest.mark.parametrize(
    "update",
    [{"summary": "Other."}, {"deprecated": True}, {"x-client": {"name": "ask"}, "x-idempotent": True}],
)
def test_a_client_overlay_that_changes_the_contract(sandbox: Any, update: dict[str, Any]) -> None:
    """It would be true for Python alone."""
    sandbox.overlay("client", {"target": "$.paths['/thing'].post", "update": update})
    assert "wire overlay" in hint(sandbox, "overlay-stage")
    sandbox.overlays.clear()
    sandbox.overlay("client", {"target": "$.paths['/thing'].post", "update": {"x-client": {"name": "ask"}}})
    wire = {key: value for key, value in update.items() if key != "x-client"}
    sandbox.overlay("wire", {"target": "$.paths['/thing'].post", "update": wire})
    assert "def ask(" in sandbox.file("_client.py")


@pytest.mark.parametrize(("typed", "meant"), [("int", "integer"), ("str", "string"), ("bool", "boolean")])
def test_a_type_that_json_schema_has_not(sandbox: Any, typed: str, meant: str) -> None:
    sandbox.properties["it"] = {"type": typed, "description": "Some."}
    (problem,) = sandbox.problems()
    types = "array, boolean, integer, null, number, object, string"
    assert problem.message == f'"{typed}" is not one of {types}; perhaps {meant}.'
    assert problem.location.pointer.endswith("/properties/it/type")


def test_a_place_of_parameters_that_openapi_has_not(sandbox: Any) -> None:
    sandbox.operation["parameters"] = [{"name": "a", "in": "pth", "schema": {"type": "string"}}]
    assert [one.message for one in sandbox.problems()] == [
        '"pth" is not one of query, header, path, cookie; perhaps path.'
    ]
