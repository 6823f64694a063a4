"""The check that no field is lost: clean for the products, and it sees every kind of loss."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.corpus.held import Package
from bench.corpus.lossless import compare

GENERATED = Path(__file__).parents[2] / "generated"
TEXT = {"type": "string"}
#: Parameters that the client overlay leaves out, each with its reason.
OMITTED = {
    "linkvisual": [
        "POST /: query RegionId: parameter is not sent",
        "POST /: query SignatureType: parameter is not sent",
        "POST /: header x-acs-credentials-provider: parameter is not sent",
    ]
}


@functools.cache
def package(name: str) -> Package:
    (client,) = (GENERATED / name / "src").glob("*/_client.py")
    return Package(client.parent)


@functools.cache
def contract(name: str) -> Any:
    return json.loads((GENERATED / "contracts" / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(one.stem for one in (GENERATED / "contracts").glob("*.json")))
def test_the_products_lose_nothing_but_what_their_overlays_omit(name: str) -> None:
    found = compare(contract(name), package(name))
    assert [str(one) for one in found.losses] == OMITTED.get(name, [])
    assert found.operations == 1
    assert found.properties >= 7


def user(document: Any) -> Any:
    return document["components"]["schemas"]["FaceUser"]


def operation(document: Any) -> Any:
    return document["paths"]["/"]["post"]


def answer(document: Any) -> Any:
    return operation(document)["responses"]["200"]["content"]["application/json"]


def add_property(document: Any) -> None:
    user(document)["properties"]["Late"] = TEXT


def inherit_property(document: Any) -> None:
    document["components"]["schemas"]["Base"] = {"type": "object", "properties": {"Late": TEXT}}
    user(document)["allOf"] = [{"$ref": "#/components/schemas/Base"}]


def add_alternative(document: Any) -> None:
    user(document)["oneOf"] = [{"properties": {"Late": TEXT}}, {"required": ["Name"]}]


def add_condition(document: Any) -> None:
    user(document).update({"if": {"required": ["Name"]}, "then": {"properties": {"Late": TEXT}}})


def add_others(document: Any) -> None:
    user(document)["additionalProperties"] = TEXT


def add_pattern(document: Any) -> None:
    user(document)["patternProperties"] = {"^x-": TEXT}


def add_null(document: Any) -> None:
    user(document)["properties"]["FacePicList"]["items"] = {
        "anyOf": [{"$ref": "#/components/schemas/FacePicture"}, {"type": "null"}]
    }


def add_kind(document: Any) -> None:
    user(document)["properties"]["Name"]["type"] = ["string", "object"]


def add_list(document: Any) -> None:
    user(document)["properties"]["Name"] |= {"type": ["string", "array"], "items": TEXT}


def add_parameter(document: Any) -> None:
    operation(document).setdefault("parameters", []).append({"name": "Late", "in": "query", "schema": TEXT})


def add_shared_parameter(document: Any) -> None:
    document["paths"]["/"]["parameters"] = [{"name": "Late", "in": "cookie", "schema": TEXT}]


def add_argument_kind(document: Any) -> None:
    (page,) = [one for one in operation(document)["parameters"] if one["name"] == "PageSize"]
    page["schema"] = {"type": "object", "properties": {"Late": TEXT}}


def add_body(document: Any) -> None:
    operation(document)["requestBody"] = {"content": {"application/json": {"schema": TEXT}}}


def add_operation(document: Any) -> None:
    document["paths"]["/late"] = {"get": {"operationId": "late", "responses": {}}}


def change_answer(document: Any) -> None:
    answer(document)["schema"] = {"type": "object", "properties": {"Late": TEXT}}


LOSSES: dict[str, tuple[Callable[[Any], None], str]] = {
    "property": (add_property, ".Data.List[].Late: property is missing in FaceUser"),
    "inherited": (inherit_property, ".Data.List[].Late: property is missing in FaceUser"),
    "alternative": (add_alternative, ".Data.List[].Late: property is missing in FaceUser"),
    "condition": (add_condition, ".Data.List[].Late: property is missing in FaceUser"),
    "others": (add_others, ".Data.List[]: properties without a name cannot be held"),
    "pattern": (add_pattern, ".Data.List[]: properties without a name cannot be held"),
    "null": (add_null, ".FacePicList[]: cannot be: null"),
    "kind": (add_kind, ".Data.List[].Name: cannot be: object"),
    "list": (add_list, ".Data.List[].Name: a list cannot be held"),
    "parameter": (add_parameter, "query Late: parameter is not sent"),
    "shared parameter": (add_shared_parameter, "cookie Late: parameter is not sent"),
    "argument": (add_argument_kind, "query PageSize: an object with documented properties cannot be held"),
    "body": (add_body, "body application/json : has no argument"),
    "operation": (add_operation, "GET /late: : is not part of the package"),
    "answer": (change_answer, "response 200 .Late: property is missing in QueryFaceUserByNameResponse"),
}


@pytest.mark.parametrize("name", LOSSES)
def test_what_a_document_says_and_the_package_does_not_hold_is_seen(name: str) -> None:
    change, expected = LOSSES[name]
    document = copy.deepcopy(contract("linkvisual"))
    change(document)
    losses = {str(one) for one in compare(document, package("linkvisual")).losses}
    new = losses - set(OMITTED["linkvisual"])
    assert any(one.endswith(expected) for one in new), new


def test_recursion_ends() -> None:
    document = copy.deepcopy(contract("linkvisual"))
    here = {"$ref": "#/components/schemas/FaceUser"}
    user(document).update({"allOf": [here], "anyOf": [here, {"$ref": "#/components/schemas/Loop"}]})
    document["components"]["schemas"]["Loop"] = {"$ref": "#/components/schemas/Loop"}
    assert [str(one) for one in compare(document, package("linkvisual")).losses] == OMITTED["linkvisual"]


def test_a_key_of_a_body_that_is_no_media_type_is_no_loss() -> None:
    document = copy.deepcopy(contract("faceid-lite"))
    (item,) = document["paths"].values()
    item["post"]["requestBody"]["content"]["none"] = {"schema": TEXT}
    assert compare(document, package("faceid-lite")).losses == []
