"""Products side by side: by path, constants and host; names of products; records that a seed brings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from specseal_emulator import Seed, StoredRecord
from specseal_emulator.contract import default_contracts
from specseal_emulator.state.accounts import Account
from specseal_emulator.testing import running
from tests.emulator.generic.vendors import LEDGER, ORION, ledger, orion, write

Json = dict[str, Any]


def greeting(host: str, text: str) -> Json:
    content = {"application/json": {"example": {"text": text}}}
    item = {"get": {"operationId": "greet", "responses": {"200": {"description": "Hi.", "content": content}}}}
    return {"servers": [{"url": f"https://{host}"}], "paths": {"/": item, "/{name}/hello": item}}


def test_a_product_of_one_path_stands_beside_one_that_has_a_module(tmp_path: Path, aliyun: Any) -> None:
    with running([*default_contracts(), write(tmp_path, "orion", ORION)]) as other:
        aliyun.base_url = other.base_url
        assert other.emulator.warnings == []
        assert aliyun.rpc().status_code == 200
        assert orion(other.base_url, "GetPerson", {"PersonId": "1"}).json()["Response"]["PersonName"] == "Ada"
        assert other.journal.last().product == "orion"


def test_hosts_tell_products_apart(tmp_path: Path) -> None:
    first = write(tmp_path, "first", greeting("one.example.com", "first"))
    second = write(tmp_path, "second", greeting("two.example.com", "second"))
    with running([first, second]) as other:
        assert [warning for warning in other.emulator.warnings if "Host header: two.example.com" in warning]

        def text(path: str, host: str = "") -> str:
            headers = {"Host": host} if host else {}
            return str(httpx.get(other.base_url + path, headers=headers, trust_env=False).json()["text"])

        assert [text("/"), text("/", "one.example.com"), text("/", "two.example.com")] == [
            "first",
            "first",
            "second",
        ]
        assert [text("/x/hello"), text("/x/hello", "two.example.com")] == ["first", "second"]


def test_a_parameter_in_the_path_is_one_segment(tmp_path: Path) -> None:
    with running([write(tmp_path, "first", greeting("one.example.com", "first"))]) as other:
        found = [
            httpx.get(f"{other.base_url}/{name}/hello", trust_env=False).status_code
            for name in ("x", "x%2Fy", "x/y")
        ]
    assert found == [200, 200, 404]


def test_all_constants_of_an_operation_count(tmp_path: Path) -> None:
    def versions(action: str) -> Json:
        given = {"Version": "1", "Action": action}
        return {
            "parameters": [
                {"name": name, "in": "query", "required": True, "schema": {"const": value}}
                for name, value in given.items()
            ],
            "operationId": action,
            "responses": {
                "200": {
                    "description": "Hi.",
                    "content": {"application/json": {"example": {"text": action}}},
                }
            },
        }

    document = {"paths": {"/": {"get": versions("A")}, "/#B": {"get": versions("B")}}}
    with running([write(tmp_path, "first", document)]) as other:
        for action in ("A", "B"):
            sent = {"Version": "1", "Action": action}
            assert httpx.get(other.base_url, params=sent, trust_env=False).json() == {"text": action}


def test_a_product_that_nothing_tells_from_another_is_left_out(tmp_path: Path) -> None:
    first = write(tmp_path, "first", greeting("one.example.com", "first"))
    second = write(tmp_path, "second", greeting("one.example.com", "second"))
    with running([first, second]) as other:
        assert [one.partition(",")[0] for one in other.emulator.warnings] == ["second: left out"]
        assert {operation.contract.product for operation in other.emulator.operations} == {"first"}
        assert httpx.get(other.base_url, trust_env=False).json() == {"text": "first"}


def test_a_product_is_named_in_place_of_its_file() -> None:
    with running("faceid-lite") as one, running(["linkvisual"]) as other:
        assert {operation.contract.product for operation in one.emulator.operations} == {"faceid-lite"}
        assert {operation.contract.product for operation in other.emulator.operations} == {"linkvisual"}


def test_a_seed_brings_records_which_belong_to_their_owner(tmp_path: Path) -> None:
    fields = {"orderId": 7, "symbol": "ETHUSDT", "side": "BUY", "quantity": "3", "status": "FILLED"}
    seed = Seed(
        accounts=[Account("demo-key", "demo-secret"), Account("other", "demo-secret", owner="other")],
        stored_records=[StoredRecord("ledger", "order", ("7",), fields)],
    )
    with running([write(tmp_path, "ledger", LEDGER)], seed=seed) as other:
        assert ledger(other.base_url, "GET", "/order", {"orderId": 7}).json()["status"] == "FILLED"
        ledger(other.base_url, "POST", "/order", {"symbol": "ETHUSDT", "side": "BUY", "quantity": 1})
        listed = ledger(other.base_url, "GET", "/allOrders", {"symbol": "ETHUSDT"}).json()
        assert [order["quantity"] for order in listed] == ["3", "1"]
        assert ledger(other.base_url, "GET", "/order", {"orderId": 7}, key="other").json()["code"] == -2013
        other.reset()
        assert len(ledger(other.base_url, "GET", "/allOrders", {}).json()) == 1
