"""Schemes of the world as recipes, against published answers and against signatures written here by hand."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from specseal.document import load
from specseal.runtime.signing import Signer
from specseal.runtime.sources import Sources
from specseal.signing import Recipe, compile_signer, load_signer, parse_recipe, prove

from .conftest import Bench

OVERLAYS = Path(__file__).parents[3] / "overlays"


@pytest.mark.parametrize("name", ["aws4", "tc3", "binance"])
def test_the_published_answers_come_out(name: str, stored: Callable[[str], Recipe]) -> None:
    prove(stored(name))


def test_fields_are_set_where_they_stand(stored: Callable[[str], Recipe]) -> None:
    """Its vectors were signed by hand over fields in the order in which they are sent."""
    prove(stored("growing"))


@pytest.mark.parametrize("overlay", sorted(OVERLAYS.glob("*/wire.yaml")), ids=lambda path: path.parent.name)
def test_the_recipes_of_our_vendors_are_proven(overlay: Path) -> None:
    root = load(overlay).data
    found = 0
    for index, action in enumerate(root["actions"]):
        update = action.get("update")
        for name, scheme in (update.get("securitySchemes", {}) if isinstance(update, dict) else {}).items():
            pointer = f"/actions/{index}/update/securitySchemes/{name}/x-signing"
            recipe = parse_recipe(scheme["x-signing"], root=root, pointer=pointer)
            assert recipe.name == name
            prove(recipe)
            found += 1
    assert found == 2


def _chain(key: str, *texts: str) -> bytes:
    found = key.encode()
    for text in texts:
        found = hmac.new(found, text.encode(), "sha256").digest()
    return found


def _signer(recipe: Recipe) -> Signer:
    return load_signer(compile_signer(recipe, "sign"))


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ({"b": "2", "a": "1", "A": "0"}, "A=0&a=1&b=2"),
        ({"a": ["z", "y x", "y+x"]}, "a=y%20x&a=y%2Bx&a=z"),
        ({"ids2": "1", "ids[]": "2"}, "ids%5B%5D=2&ids2=1"),
        ({}, ""),
    ],
)
def test_aws4_signs_what_its_rules_say(
    bench: Bench, stored: Callable[[str], Recipe], query: dict[str, Any], canonical: str
) -> None:
    headers = {"host": "api.example.com", "x-amz-target": "  T.Do ", "accept": "*/*"}
    request, signed = bench.sign(
        _signer(stored("aws4")),
        {"access_key_id": "AK", "secret_access_key": "SK", "session_token": "to/ken"},
        path="/a%20b/c",
        query=query,
        headers=headers,
        content="payload",
    )
    stamp = datetime.fromtimestamp(1700000000, UTC).strftime("%Y%m%dT%H%M%SZ")
    names = "host;x-amz-date;x-amz-security-token;x-amz-target"
    lines = [
        "POST",
        quote("/a%20b/c"),
        canonical,
        "host:api.example.com",
        f"x-amz-date:{stamp}",
        "x-amz-security-token:to/ken",
        "x-amz-target:T.Do",
        "",
        names,
        hashlib.sha256(b"payload").hexdigest(),
    ]
    scope = f"{stamp[:8]}/us-east-1/iam/aws4_request"
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}"
    signature = _chain("AWS4SK", *scope.split("/"), text).hex()
    assert request.headers["authorization"] == (
        f"AWS4-HMAC-SHA256 Credential=AK/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    assert signed.text == text


def test_every_request_is_signed_with_its_own_time(bench: Bench, stored: Callable[[str], Recipe]) -> None:
    times = iter([1700000000.0, 1700000001.0])
    sources = Sources(clock=lambda: next(times))
    keys = {"api_key": "a", "secret_key": "b"}
    signer = _signer(stored("binance"))
    first, _ = bench.sign(signer, keys, sources)
    second, _ = bench.sign(signer, keys, sources)
    assert first.query["timestamp"] == "1700000000000"
    assert second.query["timestamp"] == "1700000001000"
    assert first.query["signature"] != second.query["signature"]


def test_a_query_is_signed_in_the_order_in_which_it_is_sent(
    bench: Bench, stored: Callable[[str], Recipe]
) -> None:
    request, signed = bench.sign(
        _signer(stored("binance")), {"api_key": "a", "secret_key": "b"}, query={"z": "1 2", "a": "é"}
    )
    text = "z=1%202&a=%C3%A9&recvWindow=5000&timestamp=1700000000250"
    assert signed.text == text
    assert request.query["signature"] == _chain("b", text).hex()
