"""What compiled signers do, and how they read."""

from __future__ import annotations

import base64 as b64
import hashlib
import hmac
import time
from functools import partial
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specseal.diagnostics import Refused
from specseal.runtime import hmacs, primitives
from specseal.runtime.signing import MissingCredentialError
from specseal.runtime.sources import Sources
from specseal.signing import prove

STEPS = """\
now = unix_time()
raw = f"a={key}&c={now}&d={random_digits(10)}"
form["sign"] = base64(hmac_sha1(secret, raw) + raw)
form["sign_version"] = "hmac_sha1"
"""


def test_a_recipe_becomes_a_function_that_a_person_could_have_written(bench: Any) -> None:
    assert (
        bench.source(STEPS)
        == '''\
def sign(request: Signable, credentials: Mapping[str, str], sources: Sources) -> Signed:
    """Sign."""
    key = required(credentials, "key")
    secret = required(credentials, "secret")
    form = request.form

    now = int(sources.clock())
    raw = f"a={key}&c={now}&d={sources.random_digits(10)}"
    form["sign"] = base64(hmac_sha1(secret, raw) + raw.encode())
    form["sign_version"] = "hmac_sha1"
    return Signed({"raw": raw}, text=raw)
'''
    )


def test_it_signs_with_its_own_time_and_chance(bench: Any) -> None:
    request, signed = bench.sign(bench.signer(STEPS))
    raw = "a=k&c=1700000000&d=0000000007"
    digest = hmac.new(b"s3cr3t", raw.encode(), hashlib.sha1).digest()
    assert request.form == {
        "sign": b64.b64encode(digest + raw.encode()).decode(),
        "sign_version": "hmac_sha1",
    }
    assert signed.text == raw
    assert "s3cr3t" not in repr(signed)
    made = {bench.sign(bench.signer(STEPS), sources=Sources())[0].form["sign"] for _ in range(5)}
    assert len(made) == 5


@pytest.mark.parametrize("credentials", [{"key": "k"}, {"key": "k", "secret": ""}])
def test_a_missing_credential_is_named(bench: Any, credentials: dict[str, str]) -> None:
    with pytest.raises(MissingCredentialError, match="secret"):
        bench.sign(bench.signer(STEPS), credentials)


def test_an_absent_optional_credential_places_nothing(bench: Any) -> None:
    steps = 'query["T"] = token\nif token:\n    headers["x-key"] = key\nheaders["s"] = hex(sha256(secret))\n'
    signer = bench.signer(steps)
    without, _ = bench.sign(signer)
    assert without.query == {}
    assert "x-key" not in without.headers
    with_token, _ = bench.sign(signer, {"key": "k", "secret": "s", "token": "t"})
    assert (with_token.query, with_token.headers["x-key"]) == ({"T": "t"}, "k")


def test_take_fails_closed_where_the_field_is_absent(bench: Any) -> None:
    from specseal.runtime.signing import SigningError

    signer = bench.signer(
        'headers["x-action"] = take(query, "Action")\nheaders["s"] = hex(sha256(secret + key))\n'
    )
    request, _ = bench.sign(signer, query={"Action": "Get"})
    assert (request.query, request.headers["x-action"]) == ({}, "Get")
    with pytest.raises(SigningError, match="Action"):
        bench.sign(signer)


def vector(**changes: Any) -> dict[str, Any]:
    return {
        "name": "the vector",
        "source": "a test",
        "credentials": {"key": "k", "secret": "s3cr3t"},
        "clock": 1700000000,
        "random": {"random_digits": "0000000007"},
        "request": {"method": "POST", "url": "https://api.example.com/a"},
        "expect": {
            "form": {"sign": "OAX0"},
            "names": {"raw": "a=k&c=1700000000&d=0000000007"},
        },
    } | changes


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"expect": {}},
        {"expect": {"form": {"sign_version": "hmac_sha1"}}},
        {"expect": {"form": {"nonsense": "1"}}},
        {"expect": {"names": {"nothing": "1"}}},
        {"random": {}},
        {"clock": None},
        {"credentials": {"key": "k"}},
        {"request": {"method": "POST"}},
        {"surprise": 1},
    ],
)
def test_a_vector_that_does_not_come_out_or_proves_nothing(bench: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        prove(bench.recipe(STEPS, vectors=[vector(**changes)]))
    said = str(refused.value)
    assert "s3cr3t" not in said
    assert {one.code for one in refused.value.diagnostics} == {"signing-vector"}


def test_the_right_vector_is_proven(bench: Any) -> None:
    raw = b"a=k&c=1700000000&d=0000000007"
    sign = b64.b64encode(hmac.new(b"s3cr3t", raw, hashlib.sha1).digest() + raw).decode()
    prove(bench.recipe(STEPS, vectors=[vector(expect={"form": {"sign": sign}})]))


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(TEXT)
def test_rfc3986_is_the_standard_librarys(text: str) -> None:
    assert primitives.rfc3986(text) == quote(text, safe="-_.~")
    assert primitives.rfc3986_path(f"/{text}") == quote(f"/{text}", safe="/-_.~")


@given(st.dictionaries(TEXT.filter(bool), TEXT, max_size=8))
def test_queries_and_forms_are_those_of_independent_encoders(fields: dict[str, str]) -> None:
    expected = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(fields.items()))
    assert primitives.canonical_query(dict(fields)) == expected
    written = primitives.form_encode(dict(fields))
    assert parse_qsl(written, keep_blank_values=True) == list(fields.items())
    assert all(quote_plus(key) in written or "*" in key or "~" in key for key in fields)


@given(st.binary(max_size=300), TEXT)
def test_hashes(key: bytes, text: str) -> None:
    data = text.encode()
    for algorithm in ("sha1", "sha256", "sha384", "sha512"):
        hashed = getattr(hmacs, f"hmac_{algorithm}")
        assert hashed(key, text) == hmac.new(key, data, algorithm).digest()
        assert hashed(text, key) == hmac.new(data, key, algorithm).digest()
    assert primitives.sha256(text) == hashlib.sha256(data).digest()
    assert b64.b64decode(primitives.base64(data)) == data


def test_milliseconds_have_three_digits_wherever_they_stand() -> None:
    assert primitives.utc_millis(1_700_000_000_007, "%L %S.%LZ") == "007 20.007Z"
    assert primitives.utc_millis(1_700_000_001_250, "%S") == "21"


def test_growing_millis_never_repeat_nor_go_back() -> None:
    """Over threads, clients and clocks that are set back."""
    now = time.time()
    readings = [now, now - 1000, now + 0.0004]
    clients = [Sources(clock=partial(float, reading)) for reading in readings]
    drawn: list[list[int]] = [[] for _ in range(4)]

    def draw(found: list[int]) -> None:
        found.extend([client.growing_millis(client.clock()) for _ in range(500) for client in clients])

    threads = [Thread(target=draw, args=(found,)) for found in drawn]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found == sorted(found) for found in drawn)
    assert len({millis for found in drawn for millis in found}) == 4 * 500 * 3


def test_each_signature_draws_a_growing_nonce(bench: Any) -> None:
    signer = bench.signer(
        'form["nonce"] = growing_millis()\nform["sign"] = hex(hmac_sha1(secret, form_encode(form)))\n'
    )
    before = round(time.time() * 1000)
    forms = [
        bench.sign(signer, {"secret": "s"}, Sources(), form={"nonce": "0", "a": "1"})[0].form
        for _ in range(50)
    ]
    nonces = [int(form["nonce"]) for form in forms]
    assert before <= nonces[0]
    assert nonces == sorted(set(nonces))
    assert list(forms[0]) == ["nonce", "a", "sign"]
    text = f"nonce={nonces[0]}&a=1"
    assert forms[0]["sign"] == hmac.new(b"s", text.encode(), hashlib.sha1).hexdigest()


@given(st.integers(min_value=1, max_value=64))
def test_random_digits_are_exactly_so_many(count: int) -> None:
    digits = Sources().random_digits(count)
    assert len(digits) == count
    assert digits.isdecimal()
