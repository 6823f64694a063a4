"""Nonces that have to grow, in a form whose fields stand in any order."""

from __future__ import annotations

import itertools
import random
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specseal.runtime.hmacs import hmac_sha256
from specseal.runtime.primitives import form_encode, query_string
from specseal.runtime.sources import Sources
from specseal.signing import compile_signer, load_signer, parse_recipe
from specseal.signing.trial import SampleRequest
from specseal_emulator import open_store
from specseal_emulator.generic.explain import explain
from specseal_emulator.generic.site import GenericSite
from specseal_emulator.recipe import Proof, View, scheme_of, signed, verify
from specseal_emulator.recipe.fields import Pair, split
from specseal_emulator.testing import Running, running
from tests.emulator.generic.vendors.quay import CODES, add_order, quay

Json = dict[str, Any]
REFUSED = ["EAPI:Invalid nonce"]
OTHERS = [("pair", "XBT USD"), ("volume", "1.25"), ("note", "ü&=")]


CONTRACTS = {"quay": quay(CODES)}


def order(url: str, nonce: int, at: int = 0, **more: str) -> list[str]:
    """The errors of an order whose nonce stands at this place among its fields."""
    pairs = [*OTHERS[:at], ("nonce", str(nonce)), *OTHERS[at:]]
    found: list[str] = add_order(url, pairs, **more).json()["error"]
    return found


def test_the_fields_may_stand_in_any_order(emulator: Running) -> None:
    """The vendor computes over the body that it received."""
    for number, pairs in enumerate(itertools.permutations([*OTHERS, ("nonce", "")])):
        sent = [(name, value or str(number + 1)) for name, value in pairs]
        assert add_order(emulator.base_url, sent).json()["error"] == [], sent


def test_a_nonce_has_to_grow(emulator: Running) -> None:
    url = emulator.base_url
    assert order(url, 1000) == []
    assert order(url, 1000) == REFUSED
    assert emulator.journal.last().why == "nonce 1000 is not greater than those before"
    assert order(url, 999) == REFUSED
    assert order(url, 1001, at=2) == []
    assert order(url, time.time_ns()) == []
    assert order(url, 2**63) == REFUSED
    assert emulator.journal.last().why == f"nonce {2**63} is not from 0 to {2**63 - 1}"
    assert order(url, -1) == REFUSED
    assert order(url, 2**63 - 1) == []


def test_only_a_valid_signature_uses_a_nonce_up(emulator: Running) -> None:
    assert order(emulator.base_url, 5000, secret="d3Jvbmc") == ["EAPI:Invalid signature"]
    assert order(emulator.base_url, 4000) == []


def test_a_nonce_outlives_the_emulator(contracts: list[Path], tmp_path: Path) -> None:
    state = str(tmp_path / "state.db")
    with running(contracts, store=open_store(state)) as first:
        assert order(first.base_url, 7000) == []
        with running(contracts, store=open_store(state)) as beside:
            assert order(beside.base_url, 7000) == REFUSED
            assert order(beside.base_url, 7001) == []
        assert order(first.base_url, 7001) == REFUSED
    with running(contracts, store=open_store(state)) as again:
        assert order(again.base_url, 7001) == REFUSED
        assert order(again.base_url, 7002) == []


def test_what_is_checked_is_explained(emulator: Running) -> None:
    (site,) = emulator.emulator.sites.all
    assert isinstance(site, GenericSite)
    lines = list(explain(site))
    assert "  security quay: key, signature, nonce (greater than those before)" in lines
    assert not [line for line in lines if "no nonce" in line]


# Where a field stands that a recipe sets: in clients as in the emulator

PLACED = {
    "form": 'form["n"] = now\nheaders["s"] = hex(hmac_sha256(secret, form_encode(form)))\n',
    "query": 'query["n"] = now\nheaders["s"] = hex(hmac_sha256(secret, query_string(query)))\n',
    "json": 'json["n"] = now\nheaders["s"] = hex(hmac_sha256(secret, query_string(json)))\n',
    "headers": 'headers["n"] = now\nheaders["s"] = hex(hmac_sha256(secret, header_lines(headers, "n")))\n',
}


def signing_of(place: str) -> Json:
    return {
        "credentials": ["secret"],
        "secrets": ["secret"],
        "steps": f"now = unix_millis()\n{PLACED[place]}",
        "unsigned": ["query", "body"],
        "vectors": [
            {
                "name": "v",
                "source": "s",
                "credentials": {"secret": "s"},
                "clock": 1,
                "request": {},
                "expect": {},
            }
        ],
    }


def of_python(place: str) -> Any:
    value = signing_of(place)
    value["vectors"][0]["request"] = {"method": "POST", "url": "https://a.example/"}
    value["vectors"][0]["expect"] = {"headers": {"s": ""}}
    recipe = parse_recipe(value, root={"x-signing": value}, pointer="/x-signing")
    return load_signer(compile_signer(recipe, "sign"))


SIGNERS = {place: of_python(place) for place in PLACED}
SCHEMES = {place: scheme_of("s", signing_of(place), {}) for place in PLACED}
NAMES = st.lists(st.sampled_from(["n", "a", "b c", "ü", "~", "na"]), unique=True)


@pytest.mark.parametrize("place", PLACED)
@given(NAMES, st.randoms(use_true_random=False))
def test_clients_and_emulator_put_a_field_in_the_same_place(
    place: str, names: list[str], chance: random.Random
) -> None:
    if place == "headers":
        names = [name for name in names if name.isalpha() and name.isascii()]
    fields = {name: f"v {number}" for number, name in enumerate(names)}
    vector: Json = {
        "credentials": {"secret": "s"},
        "clock": 1_700_000_000.5,
        "request": {"url": "https://api.example.com/", place: dict(fields)},
    }
    parts: Json = {"query": {}, "form": {}, "headers": {}, "json": {}, place: dict(fields)}
    request = SampleRequest(method="POST", host="api.example.com", path="/", **parts)
    SIGNERS[place](request, {"secret": "s"}, Sources(clock=lambda: 1_700_000_000.5))
    ours = signed(SCHEMES[place], vector)
    sent = dict(getattr(request, place))
    expected = [name for name in fields if name != "n"]
    expected.insert(names.index("n") if "n" in names else len(expected), "n")
    assert [name for name in sent if name not in {"s", "host"}] == expected
    assert ours.placed["headers", "s"] == request.headers["s"]
    received = list(sent.items())
    if place != "headers":
        assert [one.name if isinstance(one, Pair) else one for one in getattr(ours, place)] == list(sent)
        chance.shuffle(received)  # and a caller that puts it elsewhere, and signs what it sends
    assert isinstance(verified(place, received), Proof)


def verified(place: str, received: list[tuple[str, str]]) -> Any:
    """What the emulator says of fields in this order that were signed in this order."""
    fields = {name: str(value) for name, value in received}
    headers = {"host": "api.example.com"}
    if place == "headers":
        headers |= fields
        text = "".join(f"{name}:{value}\n" for name, value in sorted(fields.items()) if name.startswith("n"))
    else:
        text = form_encode(fields) if place == "form" else query_string(fields)
    headers["s"] = hmac_sha256("s", text).hex()
    view = View(
        "POST",
        "/",
        "api.example.com",
        headers,
        split(query_string(fields)) if place == "query" else (),
        split(form_encode(fields)) if place == "form" else (),
        b"",
        json=dict(received) if place == "json" else {},
    )
    scheme = SCHEMES[place]
    return verify(scheme, view, scheme.read(view), {"secret": "s"})
