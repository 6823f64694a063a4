"""What a contract says is checked, what it lacks is refused at the start, what has no module is an example."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specseal_emulator import ContractError, Emulator
from specseal_emulator.contract import default_contracts
from specseal_emulator.testing import running

Edit = Callable[[dict[str, Any]], None]


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, Edit], Path]:
    """A copy of a packaged contract with something changed."""

    def edit(product: str, change: Edit) -> Path:
        source = next(path for path in default_contracts() if path.stem == product)
        document = json.loads(source.read_text(encoding="utf-8"))
        change(document)
        target = tmp_path / source.name
        target.write_text(json.dumps(document), encoding="utf-8")
        return target

    return edit


ACME: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Acme", "version": "1"},
    "servers": [{"url": "https://api.example.com/base/"}],
    "paths": {
        "/pay": {
            "post": {
                "operationId": "pay",
                "responses": {
                    "201": {"content": {"application/json": {"examples": {"ok": {"value": {"paid": 1}}}}}}
                },
            }
        },
        "/rpc#One": {
            "post": {
                "operationId": "one",
                "parameters": [{"name": "Action", "in": "query", "schema": {"const": "One"}}],
                "responses": {"200": {"content": {"text/plain": {"example": "one"}}}},
            }
        },
        "/rpc#Two": {
            "get": {
                "operationId": "two",
                "responses": {"200": {"content": {"application/json": {"example": 2}}}},
            }
        },
        "/dumb": {"get": {"operationId": "dumb", "responses": {"200": {"description": "nothing to show"}}}},
    },
}


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    path = tmp_path / "acme-pay.json"
    path.write_text(json.dumps(ACME), encoding="utf-8")
    return path


# Changing a contract changes the checks


def test_a_changed_contract_changes_the_checks(edited, megvii) -> None:
    def change(document: dict[str, Any]) -> None:
        schema = document["components"]["schemas"]["GetBizTokenRequest"]
        schema["properties"]["liveness_id"] = {"enum": ["a", "b"]}
        schema["properties"]["level"] = {"type": "number", "minimum": 0.5}
        schema["properties"]["flag"] = {"type": "boolean"}
        schema["required"].append("level")

    with running([edited("finauth-premium", change)]) as other:
        megvii.base_url = other.base_url

        def error(**fields: str | None) -> str | None:
            return megvii.get_biz_token(**{"liveness_id": "a", "level": "0.5", **fields}).json().get("error")

        assert error() is None
        assert error(flag="true") is None
        assert error(level=None) == "MISSING_ARGUMENTS: level"
        assert error(liveness_id="c") == "BAD_ARGUMENTS: liveness_id"
        assert error(level="0.4") == "BAD_ARGUMENTS: level"
        assert error(level="high") == "BAD_ARGUMENTS: level"
        assert error(flag="yes") == "BAD_ARGUMENTS: flag"
        assert error(unheard_of="x") is None


def test_a_status_comes_from_the_contract(edited, aliyun) -> None:
    def change(document: dict[str, Any]) -> None:
        operation = document["paths"]["/"]["post"]
        operation["x-errors"]["SignatureNonceUsed"]["status"] = 409
        operation["responses"]["409"] = operation["responses"]["400"]

    with running([edited("linkvisual", change)]) as other:
        aliyun.base_url = other.base_url
        assert [aliyun.rpc(SignatureNonce="n").status_code for _ in range(2)] == [200, 409]


def test_a_response_that_breaks_its_contract_is_an_error_in_tests(edited, megvii) -> None:
    def change(document: dict[str, Any]) -> None:
        document["components"]["schemas"]["FaceInfo"]["properties"]["user_id"] = {"type": "integer"}

    path = edited("finauth-facesearch", change)
    with (
        pytest.raises(AssertionError, match="breaks its contract at /info/user_id"),
        running([path]) as other,
    ):
        megvii.base_url = other.base_url
        assert megvii.face_info().status_code == 500
    with running([path], check_responses=False) as other:
        megvii.base_url = other.base_url
        assert megvii.face_info().status_code == 200


def test_an_undocumented_status_is_an_error_in_tests(edited, megvii) -> None:
    def change(document: dict[str, Any]) -> None:
        del document["paths"]["/finauth/search/group/face_info"]["post"]["responses"]["400"]

    with (
        pytest.raises(AssertionError, match="no response of status 400"),
        running([edited("finauth-facesearch", change)]) as other,
    ):
        megvii.base_url = other.base_url
        assert megvii.face_info(face_token="x").status_code == 500


def test_a_new_operation_of_a_known_product_is_its_example_behind_the_signature(edited, megvii) -> None:
    def change(document: dict[str, Any]) -> None:
        item = copy.deepcopy(document["paths"]["/finauth/search/group/face_info"])
        item["post"]["operationId"] = "getFaceAgain"
        document["paths"]["/finauth/search/group/again"] = item

    with running([edited("finauth-facesearch", change)]) as other:
        megvii.base_url = other.base_url
        assert any("getFaceAgain" in warning for warning in other.emulator.warnings)
        path = "/finauth/search/group/again"
        assert megvii.form(path, {}).json() == {"error": "MISSING_ARGUMENTS: sign"}
        response = megvii.signed(path, group_id="g", face_token="t")
        assert response.json()["info"]["user_id"] == "user_01"


# No vendor module


def test_a_contract_without_a_module_responds_with_its_examples(acme, http) -> None:
    with running([*default_contracts(), acme]) as other:
        url = other.base_url + "/base"
        response = http.post(url + "/pay", content=b"whatever")
        assert (response.status_code, response.json()) == (201, {"paid": 1})
        assert http.post(url + "/rpc?Action=One").text == "one"
        assert http.get(url + "/rpc?Action=Two").json() == 2
        assert http.post(url + "/rpc?Action=Three").status_code == 404
        refused = http.delete(url + "/pay")
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
        empty = http.get(url + "/dumb")
        assert (empty.status_code, empty.content) == (200, b"")


def test_alone_it_responds_with_404_elsewhere(acme, http) -> None:
    with running([acme]) as other:
        assert http.get(other.base_url + "/elsewhere").status_code == 404


def test_the_packaged_contracts_warn_of_nothing() -> None:
    assert Emulator().warnings == []


# Contracts that cannot be used


def broken(tmp_path: Path, content: bytes | dict[str, Any]) -> ContractError:
    path = tmp_path / "broken.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(ContractError) as caught:
        Emulator([path])
    assert str(path) in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("content", "pointer", "problem"),
    [
        (b"openapi: 3.1.0\n", "", "generated/contracts/PRODUCT.json, which `specseal generate` writes"),
        (b"{", "", "is not JSON"),
        (b'{"openapi": "3.1.0", "paths": {"/a": {}, "/a": {}}}', "", "duplicate name '/a' in one object"),
        (b"\xff\xfe", "", "is not JSON"),
        (b"[" * 100_000, "", "nested too deeply"),
        (b"[]", "", "is not a JSON object"),
        (b"{}", "/openapi", "must be OpenAPI 3.1"),
        ({**ACME, "openapi": "3.0.3"}, "/openapi", "must be OpenAPI 3.1"),
        ({**ACME, "paths": {}}, "/paths", "has no operations"),
        ({**ACME, "paths": {"/x": {"summary": "empty"}}}, "/paths", "has no operations"),
        ({**ACME, "paths": {"/a~b/c": 1}}, "/paths/~1a~0b~1c", "must be an object"),
        ({**ACME, "paths": {"/x": {"get": []}}}, "/paths/~1x/get", "must be an object"),
        ({**ACME, "x-generated": 1}, "/x-generated", "must be an object"),
        (
            {**ACME, "paths": {"/x": {"get": {"x-errors": {"A/B": {"key": "e"}}}}}},
            "/paths/~1x/get/x-errors/A~1B",
            "needs a status",
        ),
        (
            {**ACME, "paths": {"/x": {"get": {"x-errors": {"A": {"status": 400}}}}}},
            "/paths/~1x/get/x-errors/A",
            "needs a key",
        ),
        (
            {**ACME, "paths": {"/x": {"post": {"requestBody": {"content": 7}}}}},
            "/paths/~1x/post",
            "has an unexpected shape",
        ),
        ({**ACME, "servers": 5}, "/paths/~1pay/post", "has an unexpected shape"),
        (
            {**ACME, "paths": {"/x": {"get": {"parameters": [{"in": "query"}]}}}},
            "/paths/~1x/get/parameters",
            "has no name",
        ),
        (
            {
                **ACME,
                "paths": {
                    "/x": {"get": {"parameters": [{"name": "n", "in": "query", "schema": {"pattern": "("}}]}}
                },
            },
            "/paths/~1x/get",
            "cannot be compiled",
        ),
        (
            {
                **ACME,
                "paths": {
                    "/x": {
                        "get": {"parameters": [{"name": "n", "in": "query", "schema": {"$ref": "#/nowhere"}}]}
                    }
                },
            },
            "/paths/~1x/get",
            "cannot be compiled",
        ),
    ],
)
def test_a_contract_that_cannot_be_used(tmp_path, content, pointer: str, problem: str) -> None:
    error = broken(tmp_path, content)
    assert error.pointer == pointer
    assert problem in error.problem


def test_a_contract_that_is_not_there(tmp_path) -> None:
    with pytest.raises(ContractError, match="cannot be read"):
        Emulator([tmp_path / "none.json"])


def test_a_missing_error_row_is_named(edited) -> None:
    def change(document: dict[str, Any]) -> None:
        del document["paths"]["/faceid/lite/get_token"]["post"]["x-errors"]["NO_FACE_FOUND"]

    with pytest.raises(ContractError, match="no error row NO_FACE_FOUND") as caught:
        Emulator([edited("faceid-lite", change)])
    assert caught.value.pointer == "/paths/~1faceid~1lite~1get_token/post/x-errors"


def test_a_missing_signature_is_named(edited) -> None:
    def change(document: dict[str, Any]) -> None:
        for scheme in document["components"]["securitySchemes"].values():
            scheme.pop("x-signing", None)

    path = edited("linkvisual", change)
    with pytest.raises(ContractError, match=r"no security scheme whose x-signing computes query") as caught:
        Emulator([path])
    assert (caught.value.path, caught.value.pointer) == (path, "/components/securitySchemes")


def test_two_contracts_of_one_product(acme) -> None:
    with pytest.raises(ContractError, match="already describes acme-pay"):
        Emulator([acme, acme])


def test_a_contract_that_nothing_tells_apart_is_left_out(acme, tmp_path, http) -> None:
    twin = tmp_path / "twin.json"
    twin.write_bytes(acme.read_bytes())
    with running([acme, twin]) as other:
        left_out = [text for text in other.emulator.warnings if "left out" in text]
        assert left_out == [
            "twin: left out, because acme-pay already serves POST /base/pay, and nothing tells the two apart"
        ]
        assert http.post(other.base_url + "/base/pay").json() == {"paid": 1}
