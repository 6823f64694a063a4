"""What an overlay says of answers: an error for one parameter, and fields that come back under another name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from specseal_emulator.cli import main
from specseal_emulator.testing import running
from tests.emulator.generic.vendors import write

Json = dict[str, Any]
FAILURE: Json = {
    "description": "Refused.",
    "content": {
        "application/json": {
            "schema": {"type": "object", "required": ["code"], "properties": {"code": {"type": "string"}}}
        }
    },
}
ROWS: Json = {
    "BAD_IMAGE": {"emulates": ["malformed:image", "missing:image"]},
    "NO_PAYER": {"emulates": {"missing:payer.name": "NAME", "malformed:payer": ""}, "detail": "reason"},
    "BAD": {"emulates": "malformed"},
    "MISSING": {"emulates": ["missing"]},
}
REQUEST: Json = {
    "type": "object",
    "required": ["image"],
    "properties": {
        "image": {"type": "string", "minLength": 3},
        "orderNo": {"type": "string", "maxLength": 10},
        "amount": {"type": "integer"},
        "payer": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
    },
}
ANSWER: Json = {
    "type": "object",
    "properties": {
        "out_trade_no": {"type": "string"},
        "status": {"type": "string"},
        "amount": {"type": "string"},
        "data": {
            "type": "object",
            "properties": {
                "buyer": {"type": "object", "properties": {"name": {"type": "string", "maxLength": 5}}}
            },
        },
        "lines": {
            "type": "array",
            "items": {"type": "object", "properties": {"total": {"type": "number"}}},
        },
    },
}
EXAMPLE: Json = {
    "out_trade_no": "T0001",
    "status": "PAID",
    "amount": "1",
    "data": {"buyer": {"name": "Ann"}},
    "lines": [{"total": 1.5}, {"total": 2.5}],
}
FIELDS: Json = {
    "out_trade_no": "orderNo",
    "status": "orderNo",
    "/data/buyer/name": "/payer/name",
    "total": "amount",
}


def document(fields: Json | None = None) -> Json:
    operation = {
        "operationId": "pay",
        "requestBody": {"required": True, "content": {"application/json": {"schema": REQUEST}}},
        "x-errors": {
            code: {"status": 400, "key": "code", "description": code, "retryable": False, **row}
            for code, row in ROWS.items()
        },
        "responses": {
            "200": {
                "description": "Paid.",
                "content": {"application/json": {"schema": ANSWER, "example": EXAMPLE}},
            },
            "400": FAILURE,
        },
    }
    if fields is not None:
        operation["x-emulator"] = {"fields": fields}
    return {
        "x-error-body": {"code": ["/code"], "separator": ":"},
        "paths": {"/pay": {"post": operation}},
    }


def pay(base_url: str, body: Json) -> httpx.Response:
    return httpx.post(f"{base_url}/pay", json=body, trust_env=False)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "BAD_IMAGE"),
        ({"image": "x"}, "BAD_IMAGE"),
        ({"image": "abc", "amount": "x"}, "BAD"),
        ({"image": "abc", "orderNo": "12345678901"}, "BAD"),
        ({"image": "abc", "payer": {}}, "NO_PAYER:NAME"),
        ({"image": "abc", "payer": {"name": 1}}, "NO_PAYER"),
        ({"image": "abc", "payer": 7}, "NO_PAYER"),
    ],
)
def test_the_row_of_the_parameter_is_chosen(tmp_path: Path, body: Json, code: str) -> None:
    with running([write(tmp_path, "pay", document())]) as emulator:
        found = pay(emulator.base_url, body)
        assert (found.status_code, found.json()["code"]) == (400, code)


def test_explain_lists_the_rows_of_parameters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--contract", str(write(tmp_path, "pay", document()))]) == 0
    told = capsys.readouterr().out
    assert "    malformed: BAD (stated)\n    malformed image: BAD_IMAGE (stated)\n" in told
    assert "    missing payer.name: NO_PAYER: NAME (stated)\n" in told


def test_fields_come_back_under_other_names(tmp_path: Path) -> None:
    with running([write(tmp_path, "pay", document(FIELDS))]) as emulator:
        body = {"image": "abc", "orderNo": "7", "amount": 12, "payer": {"name": "Bea"}}
        assert pay(emulator.base_url, body).json() == {
            "out_trade_no": "7",
            "status": "7",  # it is stated, so it is no outcome
            "amount": "12",
            "data": {"buyer": {"name": "Bea"}},
            "lines": [{"total": 12}, {"total": 12}],
        }
        assert pay(emulator.base_url, {"image": "abc"}).json() == EXAMPLE


def test_what_the_response_cannot_hold_stays_the_example(tmp_path: Path) -> None:
    with running([write(tmp_path, "pay", document(FIELDS))]) as emulator:
        found = pay(emulator.base_url, {"image": "abc", "payer": {"name": "too long a name"}})
        assert found.json()["data"] == EXAMPLE["data"]


def test_names_that_do_not_exist_are_told_at_the_start(tmp_path: Path) -> None:
    fields = {"out_trade_no": "order_no", "outTradeNo": "orderNo", "/data/new": "amount"}
    with running([write(tmp_path, "pay", document(fields))]) as emulator:
        assert emulator.emulator.warnings == [
            "pay: pay: x-emulator.fields: the request has no order_no",
            "pay: pay: x-emulator.fields: the response has no outTradeNo",
        ]
