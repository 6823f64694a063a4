"""An operation that also accepts GET takes the fields of its form in the query: read, checked, signed and explained."""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from specseal_emulator.cli import main
from specseal_emulator.testing import Running, running
from tests.emulator.generic.vendors import write

Json = dict[str, Any]
IN_FORM = """\
form["key"] = key
form["time"] = unix_time()
form["sign"] = hex(hmac_sha256(secret, sorted_query(form)))
"""
IN_PARAMS = """\
headers["x-key"] = key
headers["x-sign"] = hex(hmac_sha256(secret, f"{method} {target}" + body))
"""


def operation(name: str, scheme: str) -> Json:
    schema = {
        "type": "object",
        "required": ["symbol"],
        "properties": {
            "symbol": {"type": "string", "enum": ["BTC", "ETH"]},
            "limit": {"type": "integer", "maximum": 10},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
    }
    rows = {
        "MISSING": {"status": 400, "emulates": "missing"},
        "BAD": {"status": 400, "emulates": "malformed"},
        "SIGN": {"status": 401, "emulates": "signature"},
        "NO_KEY": {"status": 401, "emulates": "credentials"},
    }
    answer = {
        "type": "object",
        "properties": {
            "symbol": {"type": "string"},
            "limit": {"type": "integer"},
            "page": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
    }
    failure = {"type": "object", "required": ["code"], "properties": {"code": {"type": "string"}}}
    failed = {"description": "Refused.", "content": {"application/json": {"schema": failure}}}
    return {
        "post": {
            "operationId": name,
            "x-methods": ["GET"],
            "security": [{scheme: []}],
            "parameters": [{"name": "page", "in": "query", "schema": {"type": "string"}}],
            "requestBody": {
                "required": True,
                "content": {"application/x-www-form-urlencoded": {"schema": schema}},
            },
            "x-errors": {
                code: {"key": "code", "description": code, "retryable": False, **row}
                for code, row in rows.items()
            },
            "responses": {
                "400": failed,
                "401": failed,
                "200": {
                    "description": "Trades.",
                    "content": {
                        "application/json": {
                            "schema": answer,
                            "example": {"symbol": "X", "limit": 1, "page": "-", "tags": []},
                        }
                    },
                },
            },
        }
    }


def scheme(steps: str) -> Json:
    signing = {"credentials": ["key", "secret"], "secrets": ["secret"], "steps": steps}
    return {"type": "http", "scheme": "acme", "x-signing": signing}


DOCUMENT: Json = {
    "x-error-body": {"code": ["/code"]},
    "components": {"securitySchemes": {"form": scheme(IN_FORM), "whole": scheme(IN_PARAMS)}},
    "paths": {"/form": operation("listForm", "form"), "/whole": operation("listWhole", "whole")},
}
NOW = 1_700_000_000


CONTRACTS = {"trades": DOCUMENT}


@pytest.fixture
def emulator(emulator: Running) -> Running:
    """At a time of its own."""
    emulator.clock.freeze(NOW)
    return emulator


def digest(text: str, secret: str = "demo-secret") -> str:
    return hmac.digest(secret.encode(), text.encode(), "sha256").hex()


def signed(fields: Json, secret: str = "demo-secret") -> list[tuple[str, Any]]:
    """The fields with those of the signature, which covers the fields of the form only."""
    own = {**fields, "key": "demo-key", "time": NOW}
    page = own.pop("page", None)
    pairs: list[tuple[str, Any]] = [
        (name, value)
        for name, one in sorted(own.items())
        for value in (one if isinstance(one, list) else [one])
    ]
    text = "&".join(f"{name}={value}" for name, value in pairs)
    pairs.append(("sign", digest(text, secret)))
    return [*pairs, ("page", page)] if page else pairs


def call(emulator: Running, method: str, fields: Json, secret: str = "demo-secret") -> httpx.Response:
    pairs = signed(fields, secret)
    url = f"{emulator.base_url}/form"
    if method == "POST":
        form = {name: [value for key, value in pairs if key == name] for name, _ in pairs}
        page = form.pop("page", None)
        return httpx.post(url, data=form, params={"page": page[0]} if page else None, trust_env=False)
    return httpx.request(method, f"{url}?{urlencode(pairs)}", trust_env=False)


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_the_fields_are_read_by_their_types(emulator: Running, method: str) -> None:
    found = call(emulator, method, {"symbol": "ETH", "limit": 7, "tags": ["a", "b"], "page": "2"})
    assert (found.status_code, found.json()) == (
        200,
        {"symbol": "ETH", "limit": 7, "page": "2", "tags": ["a", "b"]},
    )


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"limit": 7}, "MISSING"),
        ({"symbol": "XRP"}, "BAD"),
        ({"symbol": "ETH", "limit": 11}, "BAD"),
        ({"symbol": "ETH", "limit": "x"}, "BAD"),
    ],
)
def test_the_fields_are_checked(emulator: Running, method: str, fields: Json, code: str) -> None:
    found = call(emulator, method, fields)
    assert (found.status_code, found.json()["code"]) == (400, code)


def test_head_is_served_as_get(emulator: Running) -> None:
    assert call(emulator, "HEAD", {"symbol": "ETH"}).status_code == 200
    assert call(emulator, "HEAD", {"symbol": "XRP"}).status_code == 400


def test_the_signature_is_checked_and_a_mistake_named(emulator: Running) -> None:
    assert call(emulator, "GET", {"symbol": "ETH"}, secret="wrong").json()["code"] == "SIGN"
    assert emulator.journal.last().notes["string_to_sign"] == f"key=demo-key&symbol=ETH&time={NOW}"
    pairs = [*signed({"symbol": "ETH"}), ("limit", 3)]  # not signed
    url = f"{emulator.base_url}/form?{urlencode(pairs)}"
    assert httpx.get(url, trust_env=False).json()["code"] == "SIGN"
    found = emulator.journal.last().diagnosis
    assert found is not None
    assert found.mistakes == ("parameter-not-signed",)


def test_what_is_missing_of_the_signature_is_said(emulator: Running) -> None:
    found = httpx.get(f"{emulator.base_url}/form?symbol=ETH", trust_env=False)
    assert found.json()["code"] in {"MISSING", "NO_KEY"}
    assert "key of form is missing" in emulator.journal.last().why


def test_a_recipe_of_the_whole_url_signs_it_as_sent(emulator: Running) -> None:
    target = "/whole?limit=2&symbol=BTC"
    headers = {"x-key": "demo-key", "x-sign": digest(f"GET {target}")}
    found = httpx.get(f"{emulator.base_url}{target}", headers=headers, trust_env=False)
    assert (found.status_code, found.json()["limit"]) == (200, 2)
    headers["x-sign"] = digest("GET /whole")
    refused = httpx.get(f"{emulator.base_url}{target}", headers=headers, trust_env=False)
    assert refused.json()["code"] == "SIGN"


def test_operations_are_told_apart_by_a_field_of_the_form(tmp_path: Path) -> None:
    def of(name: str) -> Json:
        found = operation(name, "form")["post"]
        schema = found["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        schema["properties"]["action"] = {"const": name}
        schema["required"] = ["action"]
        answer = found["responses"]["200"]["content"]["application/json"]
        answer["schema"] = {"type": "object", "properties": {"by": {"type": "string"}}}
        answer["example"] = {"by": name}
        del found["security"]
        return {"post": found}

    document = {"paths": {"/#one": of("one"), "/#two": of("two")}}
    with running([write(tmp_path, "acts", document)]) as emulator:
        for name in ("one", "two"):
            found = httpx.get(f"{emulator.base_url}/?action={name}", trust_env=False)
            assert found.json() == {"by": name}


def test_explain_says_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "trades", DOCUMENT)
    assert main(["explain", "--contract", str(path)]) == 0
    assert "  listForm: GET takes the fields of the form in the query\n" in capsys.readouterr().out
