"""Specs and contracts are valid OpenAPI, and the contracts say what really travels."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

Reader = Callable[[str], dict[str, Any]]


def everything(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a document with its path."""
    yield path, node
    items: list[Any] = cast("Any", node) if isinstance(node, list) else []
    members: dict[str, Any] = {str(at): one for at, one in enumerate(items)}
    if isinstance(node, dict):
        members = cast("Any", node)
    for key, value in members.items():
        yield from everything(value, f"{path}/{key}")


def test_spec_is_valid_openapi(product: str, spec_of: Reader) -> None:
    assert list(OpenAPIV31SpecValidator(spec_of(product)).iter_errors()) == []


def test_contract_is_valid_openapi(product: str, contract_of: Reader) -> None:
    assert list(OpenAPIV31SpecValidator(contract_of(product)).iter_errors()) == []


def test_source_files_are_english_and_keep_to_their_stage(root: Path, overlay_texts: dict[str, Any]) -> None:
    for path in root.glob("specs/*/*.yaml"):
        text = path.read_text("utf-8")
        assert not re.search(r"[\u2e80-\u9fff]", text), path
        for key in (
            "x-signing",
            "x-error-body",
            "x-client",
            "x-codeSamples",
            "x-sample",
            "x-idempotent",
            "x-methods",
        ):
            assert key not in text, f"{path}: {key} belongs in an overlay"
    for name, overlay in overlay_texts.items():
        assert overlay["overlay"] == "1.1.0", name
        assert overlay["info"]["title"], name
        assert overlay["info"]["version"], name
        keys = {path.rpartition("/")[2] for path, _ in everything(overlay["actions"])}
        assert name.endswith("/client.yaml") == ("x-client" in keys), name
        assert name.endswith("/portal.yaml") == ("x-sample" in keys), name
        assert name.endswith("/drift.yaml") == ("x-waivers" in keys), name


def test_every_vendor_value_names_its_source(overlay_texts: dict[str, Any]) -> None:
    """A correction on the wire says where it is known from: its x-source has a document or a note."""
    for name, overlay in overlay_texts.items():
        if name.endswith("wire.yaml"):
            for path, value in everything(overlay["actions"]):
                if path.endswith(("/x-source", "/source")) and isinstance(value, dict):
                    source = cast("dict[str, str]", value)
                    assert source.keys() & {"document", "note"}, f"{name}{path}"
                    assert source.get("certainty") != "documented", f"{name}{path}"


def test_component_names_are_class_names(product: str, contract_of: Reader) -> None:
    for name in contract_of(product)["components"]["schemas"]:
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]*", name)


@pytest.mark.parametrize(
    ("product", "schemes", "idempotent", "methods"),
    [
        ("finauth-facesearch", ["sign"], True, None),
        ("finauth-premium", ["sign"], None, None),
        ("faceid-lite", ["key_secret"], None, None),
        ("linkvisual", ["acs3", "rpc1"], True, ["GET"]),
    ],
)
def test_security_and_repetition(
    product: str, schemes: list[str], idempotent: bool | None, methods: list[str] | None, contract_of: Reader
) -> None:
    document = contract_of(product)
    ((_, item),) = document["paths"].items()
    assert [list(one) for one in document["security"]] == [[name] for name in schemes]
    received = {callback["scheme"] for callback in document.get("x-callbacks", {}).values()}
    assert set(document["components"]["securitySchemes"]) == {*schemes, *received}
    assert item["post"].get("x-idempotent") is idempotent
    assert item["post"].get("x-methods") == methods


def field(document: dict[str, Any], name: str) -> dict[str, Any]:
    """A form field or parameter of the contract's one operation."""
    ((_, item),) = document["paths"].items()
    for parameter in item["post"].get("parameters", []):
        if parameter["name"] == name:
            return dict(parameter)
    for key, schema in document["components"]["schemas"].items():
        if key.endswith("Request"):
            return dict(schema["properties"][name])
    raise KeyError(name)


@pytest.mark.parametrize(
    ("product", "name", "schemes"),
    [
        ("finauth-facesearch", "sign", ["sign"]),
        ("finauth-premium", "sign_version", ["sign"]),
        ("faceid-lite", "api_key", ["key_secret"]),
        ("faceid-lite", "api_secret", ["key_secret"]),
        ("linkvisual", "AccessKeyId", ["rpc1"]),
        ("linkvisual", "SignatureMethod", ["rpc1"]),
        ("linkvisual", "SignatureVersion", ["rpc1"]),
        ("linkvisual", "SignatureNonce", ["rpc1"]),
        ("linkvisual", "Timestamp", ["rpc1"]),
        ("linkvisual", "SecurityToken", ["rpc1"]),
        ("linkvisual", "Signature", ["rpc1"]),
        ("linkvisual", "x-acs-action", ["acs3"]),
        ("linkvisual", "x-acs-version", ["acs3"]),
        ("linkvisual", "x-acs-date", ["acs3"]),
        ("linkvisual", "x-acs-signature-nonce", ["acs3"]),
        ("linkvisual", "x-acs-content-sha256", ["acs3"]),
        ("linkvisual", "x-acs-security-token", ["acs3"]),
        ("linkvisual", "x-acs-accesskey-id", ["acs3"]),
    ],
)
def test_fields_that_signing_fills_in(
    product: str, name: str, schemes: list[str], contract_of: Reader
) -> None:
    assert field(contract_of(product), name)["x-placed-by"] == schemes


@pytest.mark.parametrize(
    ("name", "values", "certainty"),
    [
        ("language", {"enum": ["0", "1"], "default": "0"}, "confirmed"),
        ("procedure_type", {"examples": ["flash", "distance", "still"]}, "third-party"),
        ("procedure_priority", {"examples": ["video", "still", "keep"]}, "third-party"),
        ("get_shooting_error", {"examples": ["0", "1"]}, "third-party"),
        ("fail_when_ref_multiple_faces", {"examples": ["0", "1"]}, "inferred"),
        ("return_multifaces_tag", {"examples": ["0", "1"]}, "inferred"),
        ("fmp_mode", {"default": "1", "examples": ["0", "1"]}, "third-party"),
        ("get_fail_reason", {"enum": ["0", "1"], "default": "0"}, "confirmed"),
        ("face_occlusion_detection", {"examples": ["0", "1"]}, "inferred"),
        ("eye_close_detection", {"examples": ["0", "1"]}, "inferred"),
        ("action_http_method", {"enum": ["POST", "GET"]}, "confirmed"),
        ("redirect_type", {"examples": ["0", "1"]}, "third-party"),
    ],
)
def test_lost_values_come_back_by_what_is_known_of_them(
    name: str, values: dict[str, Any], certainty: str, contract_of: Reader
) -> None:
    schema = field(contract_of("faceid-lite"), name)
    assert {key: schema[key] for key in ("enum", "default", "examples") if key in schema} == values
    assert schema["x-source"]["certainty"] == certainty


@pytest.mark.parametrize(
    ("name", "required", "schema"),
    [
        ("Version", True, {"type": "string", "const": "2018-01-20"}),
        ("IsolationId", True, {"type": "string", "pattern": "^[0-9A-Za-z]+$", "examples": ["ZheJiangHZ"]}),
        ("PageNo", True, {"type": "integer", "minimum": 1, "maximum": 1000000, "examples": [1]}),
        ("PageSize", True, {"type": "integer", "minimum": 1, "maximum": 50, "examples": [10]}),
        ("Params", False, {"type": "string", "examples": ['{"key1":"value1", "key2":"value2"}']}),
        ("Format", False, {"type": "string", "enum": ["JSON", "XML"], "default": "XML"}),
        ("RegionId", False, {"type": "string", "examples": ["cn-shanghai"]}),
    ],
)
def test_link_visual_parameters_on_the_wire(
    name: str, required: bool, schema: dict[str, Any], contract_of: Reader
) -> None:
    parameter = field(contract_of("linkvisual"), name)
    assert parameter.get("required", False) is required
    assert parameter["schema"] == schema


def test_hosts_of_link_visual(contract_of: Reader) -> None:
    servers = contract_of("linkvisual")["servers"]
    assert [(server["x-region"], server["url"]) for server in servers] == [
        ("cn-shanghai", "https://linkvisual.cn-shanghai.aliyuncs.com"),
        ("cn-hangzhou", "https://linkvisual.cn-hangzhou.aliyuncs.com"),
        ("ap-northeast-1", "https://linkvisual.ap-northeast-1.aliyuncs.com"),
        ("ap-southeast-1", "https://linkvisual.aliyuncs.com"),
    ]


NAMES = ["Tony", "托尼", "a_b-9", "〇㐀", "x" * 64, "名" * 64, ""]
NOT_NAMES = ["x" * 65, "名" * 65, "To ny", "a+b", "托尼!", "naïve", "Tony\n", "-\u0000"]


@pytest.mark.parametrize(("value", "good"), [(n, True) for n in NAMES] + [(n, False) for n in NOT_NAMES])
def test_names_of_link_visual(value: str, good: bool, contract_of: Reader) -> None:
    schema = field(contract_of("linkvisual"), "Name")["schema"]
    assert jsonschema_rs.is_valid(schema, value) is good
    assert (
        re.search(schema["pattern"], value) is not None and len(value) <= schema["maxLength"]
    ) is good or (
        value == "Tony\n"  # `$` of Python's re also matches before a final line break
    )


BASE = {
    "api_key": "k",
    "api_secret": "s",
    "return_url": "https://example.com/r",
    "notify_url": "https://example.com/n",
    "biz_no": "1",
    "uuid": "u",
}


@pytest.mark.parametrize(
    ("extra", "good"),
    [
        ({"comparison_type": "-1"}, True),
        ({"comparison_type": "0", "image_ref1": "…"}, True),
        ({"comparison_type": "0", "image_ref1": "…", "image_ref2": "…"}, True),
        ({"comparison_type": "0"}, False),
        ({"comparison_type": "0", "image_ref2": "…"}, False),
        ({"comparison_type": "1"}, False),
        ({}, False),
        ({"comparison_type": "-1", "maximum_shooting_time": 2}, True),
        ({"comparison_type": "-1", "maximum_shooting_time": 60}, True),
        ({"comparison_type": "-1", "maximum_shooting_time": 1}, False),
        ({"comparison_type": "-1", "maximum_shooting_time": 61}, False),
        ({"comparison_type": "-1", "multi_oriented_detection": "2"}, False),
        ({"comparison_type": "-1", "procedure_type": "anything"}, True),
    ],
)
def test_which_fields_get_token_needs(extra: dict[str, Any], good: bool, contract_of: Reader) -> None:
    schema = contract_of("faceid-lite")["components"]["schemas"]["GetTokenRequest"]
    assert jsonschema_rs.is_valid(schema, {**BASE, **extra}) is good


@pytest.mark.parametrize("left_out", sorted(BASE))
def test_get_token_needs_each_required_field(left_out: str, contract_of: Reader) -> None:
    schema = contract_of("faceid-lite")["components"]["schemas"]["GetTokenRequest"]
    form = {name: value for name, value in BASE.items() if name != left_out}
    assert not jsonschema_rs.is_valid(schema, {**form, "comparison_type": "-1"})


@pytest.mark.parametrize(
    ("product", "body", "good"),
    [
        ("faceid-lite", {"error_message": "NO_FACE_FOUND", "request_id": "1", "time_used": 1}, True),
        ("faceid-lite", {"error": "API_NOT_FOUND", "request_id": "1", "time_used": 1}, True),
        ("faceid-lite", {"request_id": "1", "time_used": 1}, False),
        ("finauth-premium", {"error": "BAD_ARGUMENTS: sign_version"}, True),
        ("finauth-premium", {"request_id": "1", "time_used": 1}, False),
        ("finauth-facesearch", {"error": "AUTHORIZATION_ERROR: DENIED"}, True),
        ("finauth-facesearch", {}, False),
    ],
)
def test_bodies_of_failures(product: str, body: dict[str, Any], good: bool, contract_of: Reader) -> None:
    schema = contract_of(product)["components"]["schemas"]["ErrorResponse"]
    assert jsonschema_rs.is_valid(schema, body) is good


def test_numbers_that_also_come_as_text(contract_of: Reader) -> None:
    face = contract_of("finauth-facesearch")["components"]["schemas"]["FaceInfo"]["properties"]
    assert face["add_time"]["type"] == ["integer", "string"]
    assert face["add_time"]["x-unit"] == "unix-milliseconds"
    schemas = contract_of("linkvisual")["components"]["schemas"]
    either = {
        f"{name}.{key}"
        for name, schema in schemas.items()
        for key, one in schema["properties"].items()
        if one.get("type") == ["integer", "string"]
    }
    assert either == {
        "FaceUserPage.Page",
        "FaceUserPage.PageSize",
        "FaceUserPage.Total",
        "FaceUser.CreateTime",
        "FaceUser.ModifyTime",
    }


def test_how_failures_are_read(contract_of: Reader) -> None:
    for product in ("finauth-facesearch", "finauth-premium", "faceid-lite"):
        body = contract_of(product)["x-error-body"]
        assert body["code"] == ["/error", "/error_message"]
        assert body["separator"] == ":"
        assert body["failed_when"] == [{"pointer": "/error"}, {"pointer": "/error_message"}]
    body = contract_of("linkvisual")["x-error-body"]
    assert body["code"] == ["/Code"]
    assert body["message"] == ["/Message", "/ErrorMessage"]
    assert body["request_id"] == ["/RequestId"]
    assert body["failed_when"] == [{"pointer": "/Success", "equals": False}]
    assert "separator" not in body


def test_contracts_survive_json(product: str, contract_of: Reader) -> None:
    """No time stamps, no numbers as keys: the contract is the same after a trip through JSON."""
    assert json.loads(json.dumps(contract_of(product))) == contract_of(product)


def test_a_required_text_is_not_empty(product: str, contract_of: Reader) -> None:
    """The emulator takes an empty one for a missing one, so the contract must not allow it."""
    contract = contract_of(product)
    for item in contract["paths"].values():
        for operation in item.values():
            for media in operation.get("requestBody", {}).get("content", {}).values():
                schema = contract["components"]["schemas"][media["schema"]["$ref"].rpartition("/")[2]]
                for name in schema["required"]:
                    field = schema["properties"][name]
                    if "x-placed-by" not in field and field["type"] == "string":
                        assert {"enum", "const", "pattern"} & field.keys() or field["minLength"] == 1, name
