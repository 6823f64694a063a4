"""Everything the vendors' documents state is in the specs, and nothing that they do not.

The tables were written from the documents, not from the specs. A row that differs means that one of the two
was read wrongly, or that the vendor has changed the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

Reader = Callable[[str], dict[str, Any]]
Rules = dict[str, Any]


class Product(NamedTuple):
    """One document: where it is, what goes in, what comes out."""

    document: str
    digest: str
    version: str
    servers: list[tuple[str, str]]
    operation: tuple[str, str, str]
    required: list[str]
    inputs: dict[str, Rules]
    outputs: dict[str, dict[str, Rules]]
    promised: dict[str, list[str]]


TEXT: Rules = {"type": "string"}
SWITCH: Rules = {"type": "string", "lost": True}
MILLISECONDS: Rules = {"type": "integer", "x-unit": "milliseconds"}
UNIX_MILLISECONDS: Rules = {"type": "integer", "x-unit": "unix-milliseconds", "format": "int64"}

DOCUMENTS = {
    "finauth-facesearch": Product(
        document="finauth-facesearch.face_info.txt",
        digest="sha256:034491231a29989b4c6c0134c60e6eca127730a6ee9ef573901963b234f1d66a",
        version="1.0.0",
        servers=[("https://api-sgp.yljz.com", "sgp")],
        operation=("/finauth/search/group/face_info", "getFaceInfo", "multipart/form-data"),
        required=["sign", "sign_version", "group_id", "face_token"],
        inputs={
            "sign": TEXT,
            "sign_version": {"type": "string", "const": "hmac_sha1"},
            "group_id": TEXT,
            "face_token": TEXT,
        },
        outputs={
            "GetFaceInfoResponse": {
                "info": {"$ref": "FaceInfo"},
                "time_used": MILLISECONDS,
                "request_id": TEXT,
            },
            "FaceInfo": {"face_token": TEXT, "user_id": TEXT, "user_data": TEXT, "add_time": TEXT},
            "ErrorResponse": {"error": TEXT, "time_used": MILLISECONDS, "request_id": TEXT},
        },
        promised={"ErrorResponse": ["error"]},
    ),
    "finauth-premium": Product(
        document="finauth-premium.get_biz_token.txt",
        digest="sha256:8ae2187849df4fa14ccb0eb2da3807de1a145a0c38ad84a651718a1c9ecccf21",
        version="5.0.0",
        servers=[("https://api-sgp.yljz.com", "sgp"), ("https://api-idn.yljz.com", "idn")],
        operation=("/finauth/v5/sdk/get_biz_token", "getBizToken", "multipart/form-data"),
        required=["sign", "sign_version", "liveness_id"],
        inputs={
            "sign": TEXT,
            "sign_version": {"type": "string", "const": "hmac_sha1"},
            "liveness_id": TEXT,
            "uuid": {"type": "string", "x-max-bytes": 128},
        },
        outputs={
            "GetBizTokenResponse": {"request_id": TEXT, "time_used": MILLISECONDS, "biz_token": TEXT},
            "ErrorResponse": {"request_id": TEXT, "time_used": MILLISECONDS, "error": TEXT},
        },
        promised={
            "GetBizTokenResponse": ["request_id", "time_used"],
            "ErrorResponse": ["error", "request_id", "time_used"],
        },
    ),
    "faceid-lite": Product(
        document="faceid-lite.get_token.txt",
        digest="sha256:99304f944ab95dfea5e554fa0e88cd84cd2039e5b7f7948d80c11ba008f2883d",
        version="1.0.0",
        servers=[("https://api-idn.megvii.com", "idn")],
        operation=("/faceid/lite/get_token", "getToken", "multipart/form-data"),
        required=["api_key", "api_secret", "return_url", "notify_url", "biz_no", "comparison_type", "uuid"],
        inputs={
            "api_key": TEXT,
            "api_secret": TEXT,
            "return_url": {"type": "string", "format": "uri"},
            "notify_url": {"type": "string", "format": "uri", "x-ports": [443, 5000, 16003, 8883, 8028]},
            "biz_no": {"type": "string", "x-max-bytes": 128},
            "scene_id": TEXT,
            "language": SWITCH,
            "procedure_type": SWITCH,
            "procedure_priority": SWITCH,
            "comparison_type": {"type": "string", "enum": ["0", "-1"], "lost": True},
            "uuid": {"type": "string", "x-max-bytes": 512},
            "image_ref1": {"type": "string", "format": "binary"},
            "image_ref2": {"type": "string", "format": "binary"},
            "biz_extra_data": {"type": "string", "x-max-bytes": 4096},
            "get_shooting_error": SWITCH,
            "maximum_shooting_time": {
                "type": "integer",
                "minimum": 2,
                "maximum": 60,
                "default": 15,
                "x-unit": "seconds",
            },
            "multi_oriented_detection": {"type": "string", "enum": ["0", "1"], "default": "0", "lost": True},
            "fail_when_ref_multiple_faces": SWITCH,
            "return_multifaces_tag": SWITCH,
            "fmp_mode": {"type": "string", "default": "1", "lost": True},
            "get_fail_reason": {"type": "string", "default": "0", "lost": True},
            "face_occlusion_detection": SWITCH,
            "eye_close_detection": SWITCH,
            "action_http_method": TEXT,
            "redirect_type": SWITCH,
        },
        outputs={
            "GetTokenResponse": {
                "request_id": TEXT,
                "time_used": MILLISECONDS,
                "token": TEXT,
                "biz_id": TEXT,
                "expired_time": {"type": "integer", "x-unit": "unix-seconds"},
            },
            "ErrorResponse": {
                "request_id": TEXT,
                "time_used": MILLISECONDS,
                "error_message": TEXT,
                "error": TEXT,
            },
        },
        promised={
            "GetTokenResponse": ["request_id", "time_used"],
            "ErrorResponse": ["request_id", "time_used"],
        },
    ),
    "linkvisual": Product(
        document="linkvisual.QueryFaceUserByName.txt",
        digest="sha256:cc00c7b3535cdbc550df1d49efe56ff70c08bc24b2c83d2a7bac9eacad94948c",
        version="2018-01-20",
        servers=[("https://linkvisual.cn-shanghai.aliyuncs.com", "cn-shanghai")],
        operation=("/", "QueryFaceUserByName", "query"),
        required=["Action"],
        inputs={
            "Action": {
                "type": "string",
                "const": "QueryFaceUserByName",
                "examples": ["QueryFaceUserByName"],
                "lost": True,
            },
            "IsolationId": {"type": "string", "examples": ["ZheJiangHZ"], "lost": True},
            "PageNo": {"type": "integer", "minimum": 1, "examples": [1], "lost": True},
            "PageSize": {"type": "integer", "minimum": 1, "maximum": 50, "examples": [10], "lost": True},
            "Name": {
                "type": "string",
                "maxLength": 64,
                "pattern": r"^[0-9A-Za-z_\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff-]*$",
                "examples": ["Tony"],
                "lost": True,
            },
            "Params": {
                "type": "string",
                "examples": ['{"key1":"value1", "key2":"value2"}'],
                "lost": True,
            },
        },
        outputs={
            "QueryFaceUserByNameResponse": {
                "Code": {"type": "string", "examples": ["200"]},
                "Data": {"$ref": "FaceUserPage"},
                "ErrorMessage": {"type": "string", "examples": ["face user not exist"]},
                "RequestId": {"type": "string", "examples": ["0A13279A-5640-45E7-87AA-83750541AD0E"]},
                "Success": {"type": "boolean", "examples": [True]},
            },
            "FaceUserPage": {
                "List": {"type": "array", "items": "FaceUser"},
                "Page": {"type": "integer", "examples": [1]},
                "PageSize": {"type": "integer", "examples": [15]},
                "Total": {"type": "integer", "examples": [8]},
            },
            "FaceUser": {
                "CreateTime": {**UNIX_MILLISECONDS, "examples": [1636427314000]},
                "CustomUserId": {"type": "string", "examples": ["1234567890"]},
                "FacePicList": {"type": "array", "items": "FacePicture"},
                "ModifyTime": {**UNIX_MILLISECONDS, "examples": [1636436864000]},
                "Name": {"type": "string", "examples": ["Tony"]},
                "Params": {"type": "string", "examples": ['{"key1":"value1", "key2":"value2"}']},
                "UserId": {"type": "string", "examples": ["3mtjaqebeq4d****"]},
            },
            "FacePicture": {
                "FaceMd5": {"type": "string", "examples": ["TestFaceMd5"]},
                "FaceUrl": {"type": "string", "examples": ["https://example.com/test.jpeg"]},
                "FeatureDTOList": {"type": "array", "items": "FaceFeature"},
            },
            "FaceFeature": {
                "AlgorithmName": {"type": "string", "examples": ["TestAlgorithmName"]},
                "AlgorithmProvider": {"type": "string", "examples": ["TestAlgorithmProvider"]},
                "AlgorithmVersion": {"type": "string", "examples": ["TestAlgorithmVersion"]},
                "ErrorCode": {"type": "string", "examples": ["200"]},
                "ErrorMessage": {"type": "string", "examples": ["parameter error"]},
                "FaceMd5": {"type": "string", "examples": ["TestFaceMd5"]},
            },
        },
        promised={},
    ),
}


def operation_of(document: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The path and the one operation of a document."""
    ((path, item),) = document["paths"].items()
    return path, item["post"]


def fields_of(document: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """What goes in: name to schema (with the field's x-source), and the required names."""
    _, operation = operation_of(document)
    if "requestBody" in operation:
        (media,) = operation["requestBody"]["content"].values()
        schema = document["components"]["schemas"][media["schema"]["$ref"].rpartition("/")[2]]
        return schema["properties"], schema["required"]
    parameters = operation["parameters"]
    fields = {one["name"]: {**one["schema"], "x-source": one["x-source"]} for one in parameters}
    return fields, [one["name"] for one in parameters if one.get("required")]


def rules_of(schema: dict[str, Any]) -> Rules:
    """The checkable part of a field: no prose, and of its source only whether something was lost."""
    rules = {key: value for key, value in schema.items() if key not in {"description", "x-source"}}
    if "$ref" in rules:
        rules["$ref"] = rules["$ref"].rpartition("/")[2]
    if "items" in rules:
        rules["items"] = rules["items"]["$ref"].rpartition("/")[2]
    if "lost" in schema["x-source"]:
        rules["lost"] = True
    return rules


def test_origin(product: str, spec_of: Reader) -> None:
    expected, info = DOCUMENTS[product], spec_of(product)["info"]
    assert info["version"] == expected.version
    assert info["x-source"]["document"] == expected.document
    assert info["x-source"]["digest"] == expected.digest


def test_hosts(product: str, spec_of: Reader) -> None:
    servers = spec_of(product)["servers"]
    assert [(server["url"], server["x-region"]) for server in servers] == DOCUMENTS[product].servers


def test_operation(product: str, spec_of: Reader) -> None:
    path, operation = operation_of(spec_of(product))
    media = list(operation.get("requestBody", {"content": ["query"]})["content"])
    assert (path, operation["operationId"], *media) == DOCUMENTS[product].operation


def test_inputs(product: str, spec_of: Reader) -> None:
    fields, required = fields_of(spec_of(product))
    assert {name: rules_of(schema) for name, schema in fields.items()} == DOCUMENTS[product].inputs
    assert required == DOCUMENTS[product].required


def test_outputs(product: str, spec_of: Reader) -> None:
    document = spec_of(product)
    schemas = {name: one for name, one in document["components"]["schemas"].items() if "Request" not in name}
    found = {
        name: {field: rules_of(rules) for field, rules in one["properties"].items()}
        for name, one in schemas.items()
    }
    assert found == DOCUMENTS[product].outputs
    assert {name: one["required"] for name, one in schemas.items() if "required" in one} == DOCUMENTS[
        product
    ].promised


def test_every_field_is_explained_and_sourced(product: str, spec_of: Reader) -> None:
    fields, _ = fields_of(spec_of(product))
    schemas = spec_of(product)["components"]["schemas"]
    nested = [(f"{name}.{key}", one) for name, s in schemas.items() for key, one in s["properties"].items()]
    _, operation = operation_of(spec_of(product))
    parameters = [(one["name"], one) for one in operation.get("parameters", [])]
    assert fields
    for name, field in [*nested, *parameters]:
        assert field["description"].endswith((".", "!", "?")), name
        assert field["x-source"]["document"] == DOCUMENTS[product].document, name
        assert field["x-source"]["section"], name


def test_rate_limit_of_link_visual(spec_of: Reader) -> None:
    _, operation = operation_of(spec_of("linkvisual"))
    assert operation["x-limits"] == {"rate": {"calls": 100, "seconds": 1, "scope": "account"}}


#: code: (HTTP status, key, what stands behind the colon, the listed details, may be retried)
ERRORS: dict[str, dict[str, tuple[int, str, str | None, list[str], bool]]] = {
    "finauth-facesearch": {"INVALID_FACE_TOKEN": (400, "error", None, [], False)},
    "finauth-premium": {
        "MISSING_ARGUMENTS": (400, "error", "argument", [], False),
        "BAD_ARGUMENTS": (400, "error", "argument", [], False),
        "AUTHENTICATION_ERROR": (403, "error", None, [], False),
        "AUTHORIZATION_ERROR": (
            403,
            "error",
            "reason",
            [
                "API_KEY_BE_DISCONTINUED",
                "IP_NOT_ALLOWED",
                "LIMIT_REACHED",
                "DENIED",
                "EXPIRED_SIGN",
                "INVALID_SIGN",
            ],
            False,
        ),
        "CONCURRENCY_LIMIT_EXCEEDED": (403, "error", None, [], True),
        "API_NOT_FOUND": (404, "error", None, [], False),
        "INTERNAL_ERROR": (500, "error", None, [], True),
    },
    "faceid-lite": {
        "IMAGE_ERROR_UNSUPPORTED_FORMAT": (
            400,
            "error_message",
            "argument",
            ["image_ref1", "image_ref2"],
            False,
        ),
        "NO_FACE_FOUND": (400, "error_message", None, [], False),
        "MULTIPLE_FACES": (400, "error_message", None, [], False),
        "AUTHENTICATION_ERROR": (403, "error", None, [], False),
        "AUTHORIZATION_ERROR": (403, "error", "reason", ["Denied.", "No data source permission."], False),
        "CONCURRENCY_LIMIT_EXCEEDED": (403, "error_message", None, [], True),
        "MISSING_ARGUMENTS": (400, "error_message", "argument", [], False),
        "BAD_ARGUMENTS": (400, "error_message", "argument", [], False),
        "API_NOT_FOUND": (404, "error", None, [], False),
        "INTERNAL_ERROR": (500, "error_message", None, [], True),
    },
    "linkvisual": {},
}


def test_errors(product: str, spec_of: Reader) -> None:
    _, operation = operation_of(spec_of(product))
    found = {
        code: (
            row["status"],
            row["key"],
            row.get("detail"),
            list(row.get("reasons", row.get("arguments", []))),
            row["retryable"],
        )
        for code, row in operation.get("x-errors", {}).items()
    }
    assert found == ERRORS[product]


def test_documented_rows_survive_the_vendors_common_ones(
    product: str, spec_of: Reader, contract_of: Reader
) -> None:
    _, documented = operation_of(spec_of(product))
    _, resolved = operation_of(contract_of(product))
    aside = {"clock_skew", "string_to_sign"}  # what clients make of an error, which no document says
    for code, row in documented.get("x-errors", {}).items():
        assert not aside & set(row)
        assert {key: value for key, value in resolved["x-errors"][code].items() if key not in aside} == row


@pytest.mark.parametrize(
    ("product", "rows"),
    [
        ("finauth-facesearch", {"INVALID_FACE_TOKEN", "INVALID_GROUP_ID", *ERRORS["finauth-premium"]}),
        ("finauth-premium", set(ERRORS["finauth-premium"])),
        ("faceid-lite", set(ERRORS["faceid-lite"])),
        (
            "linkvisual",
            {
                "Forbidden.RiskControl",
                "IllegalTimestamp",
                "InternalError",
                "InvalidAccessKeyId",
                "InvalidAccessKeyId.NotFound",
                "InvalidAction.NotFound",
                "InvalidTimeStamp.Expired",
                "InvalidVersion",
                "MissingParameter",
                "ServiceUnavailable",
                "SignatureDoesNotMatch",
                "SignatureNonceUsed",
                "Throttling.User",
            },
        ),
    ],
)
def test_error_table_of_the_contract(product: str, rows: set[str], contract_of: Reader) -> None:
    document = contract_of(product)
    _, operation = operation_of(document)
    assert set(operation["x-errors"]) == rows
    assert "x-errors" not in document
    statuses = {str(row["status"]) for row in operation["x-errors"].values()}
    assert set(operation["responses"]) == {"200", *statuses}
