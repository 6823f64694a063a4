"""A contract knows of every value where it is written, whichever file or component that is."""

from __future__ import annotations

from typing import Any

from specseal.contract import Contract, Places, body_fields, read_contract, resolve_product, with_stage
from specseal.generate import check_product
from specseal.project import Product


def read(sandbox: Any) -> Contract:
    project = sandbox.save()
    (product,) = project.products()
    return read_contract(resolve_product(project, product).places)


ROW = {"status": 400, "key": "error", "description": "Bad.", "retryable": False}


def test_values_name_the_file_that_they_come_from(sandbox: Any) -> None:
    added = {"name": "q", "in": "query", "schema": {"type": "string"}}
    sandbox.overlay("wire", {"target": "$.paths['/thing'].post", "update": {"parameters": [added]}})
    (operation,) = read(sandbox).operations
    (parameter,) = operation.parameters
    assert parameter.location.file == "overlays/acme/thing/wire.yaml"
    assert operation.location.file == "specs/acme/thing.yaml"
    assert parameter.location.pointer == "/paths/~1thing/post/parameters/0"
    assert operation.location.line is not None


def test_fields_of_a_body_wherever_they_are_written(sandbox: Any) -> None:
    base = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    sandbox.spec["components"]["schemas"]["Base"] = base
    schema = sandbox.body["schema"]
    sandbox.body["schema"] = {"allOf": [{"$ref": "#/components/schemas/Base"}, schema]}
    (operation,) = read(sandbox).operations
    assert operation.body is not None
    fields = {one.name: one for one in body_fields(operation.body.media[0])}
    assert [(name, one.required, one.where) for name, one in fields.items()] == [
        ("a", True, "form"),
        ("id", True, "form"),
    ]
    assert fields["a"].location.pointer == "/components/schemas/Base/properties/a"
    printed = sandbox.file("_client.py")
    assert "a: str,\n        id: str," in printed


def test_parameters_of_a_path_stand_first_and_may_be_replaced(sandbox: Any) -> None:
    text = {"type": "string"}
    item = sandbox.spec["paths"]["/thing"]
    item["parameters"] = [
        {"name": "a", "in": "query", "schema": text},
        {"name": "b", "in": "query", "schema": text},
    ]
    sandbox.operation["parameters"] = [{"name": "a", "in": "query", "required": True, "schema": text}]
    (operation,) = read(sandbox).operations
    assert [(one.name, one.required) for one in operation.parameters] == [("b", False), ("a", True)]


def test_what_operations_inherit_names_where_it_is_written(sandbox: Any) -> None:
    sandbox.spec["x-error-body"] = {"code": ["/error"]}
    sandbox.spec["x-errors"] = {"BAD": ROW}
    sandbox.spec["security"] = [{"callback": []}]
    sandbox.receive()
    sandbox.operation["responses"]["default"] = {"description": "Failed."}
    (operation,) = read(sandbox).operations
    (row,) = operation.errors
    assert row.location.pointer == "/x-errors/BAD"
    assert operation.security[0].location.pointer == "/security/0"
    failed = next(one for one in operation.responses if one.status == "400")
    assert failed.location.pointer == "/paths/~1thing/post/responses/default"


def test_what_the_document_says_and_nothing_holds(sandbox: Any) -> None:
    path_item = {"post": {"responses": {"200": {"description": "ok"}}}}
    sandbox.spec["webhooks"] = {"done": path_item}
    sandbox.operation["callbacks"] = {"done": {"{$request.body#/url}": path_item}}
    assert [(one.text, one.location.pointer) for one in read(sandbox).unread] == [
        ("webhooks", "/webhooks"),
        ("callbacks", "/paths/~1thing/post/callbacks"),
    ]


def test_the_client_overlay_names_but_does_not_change(sandbox: Any) -> None:
    sandbox.overlay(
        "client", {"target": "$", "update": {"x-client": {"class": "Gadget", "package": "gadget"}}}
    )
    project = sandbox.save()
    (product,) = project.products()
    assert isinstance(product, Product)
    checked = check_product(project, product)
    assert (checked.contract.client.class_name, checked.contract.client.package) == ("Gadget", "gadget")
    assert "x-client" not in checked.resolved.document
    document, _ = with_stage(project, product, checked.resolved.document, "client")
    assert read_contract(Places(document)) is not None
