"""Differential suite: every compiled signing recipe against signatures written from the vendors' pages alone, and
against those of Alibaba Cloud's own SDK, on random requests.
"""

from __future__ import annotations

import hashlib
import importlib
from types import SimpleNamespace
from typing import Any

import pytest
from alibabacloud_tea_openapi.utils import Utils
from hypothesis import example, given
from hypothesis import strategies as st

from tests.properties import signing
from tests.properties.profiles import examples
from tests.properties.signing import Keys

pytestmark = pytest.mark.suite("differential")

# characters that canonical forms treat differently
NASTY = " +%&=?/~*'()\"#[]@:;,!$-_.\\^`{|}<>\t\r\n"
TEXTS = st.text(st.one_of(st.sampled_from(NASTY), st.characters(exclude_categories=["Cs"])), max_size=12)
NAMES = st.text("abzABZ019_-.~ +é你", min_size=1, max_size=6)
FIELDS = st.dictionaries(NAMES, TEXTS, max_size=6)
CLOCKS = st.integers(0, 4_000_000_000)
NONCES = st.uuids().map(str)
KEYS = st.builds(
    Keys,
    st.text("abcXYZ019.", min_size=1, max_size=24),
    st.text(min_size=1, max_size=32).filter(lambda text: text.isprintable()),
    st.sampled_from(["", "token+/=", "你&"]),
)
ONE_OF_EACH = {"a": " +%&=~*/", "A": "你好𝄞", "a b": "", "~": "'()!", "Z": "\r\n\t"}


def module(product: str) -> Any:
    return importlib.import_module(f"{product.replace('-', '_')}._signing")


def sources(product: str, clock: int, nonce: str) -> Any:
    runtime = importlib.import_module(f"{product.replace('-', '_')}._runtime.sources")
    digits = str(int(hashlib.sha256(nonce.encode()).hexdigest(), 16))[:10]
    return runtime.Sources(
        clock=lambda: clock + 0.75, uuid=lambda: nonce, random_digits=lambda _: digits
    ), digits


def request(**changes: Any) -> SimpleNamespace:
    given = {"method": "POST", "path": "/", "query": {}, "form": {}, "headers": {}, "body": lambda: b""}
    return SimpleNamespace(**(given | changes))


@pytest.mark.parametrize("product", ["finauth-facesearch", "finauth-premium"])
@examples(60)
@given(KEYS, CLOCKS, NONCES, FIELDS)
@example(Keys("key", "secret"), 1_700_000_000, "2c013766-495a-4ef5-8985-a6b2fab465f3", ONE_OF_EACH)
def test_the_sign_of_finauth(product: str, keys: Keys, clock: int, nonce: str, form: dict[str, str]) -> None:
    made, digits = sources(product, clock, nonce)
    sent = request(form=dict(form))
    module(product).sign_sign(sent, {"api_key": keys.key, "api_secret": keys.secret}, made)
    wanted = signing.megvii_sign(keys, now=clock, lifetime=100, digits=digits)
    assert sent.form == form | {"sign": wanted, "sign_version": "hmac_sha1"}


@examples(30)
@given(KEYS, FIELDS)
def test_the_key_and_secret_of_faceid_lite(keys: Keys, form: dict[str, str]) -> None:
    sent = request(form=dict(form))
    made, _ = sources("faceid-lite", 0, "0" * 8)
    module("faceid-lite").sign_key_secret(sent, {"api_key": keys.key, "api_secret": keys.secret}, made)
    assert sent.form == form | {"api_key": keys.key, "api_secret": keys.secret}


@examples(60)
@given(KEYS, TEXTS)
@example(Keys("key", "密"), '{"biz_no": "写 +&="}')
def test_the_callback_of_faceid_lite(keys: Keys, data: str) -> None:
    sent = request(form={"data": data})
    made, _ = sources("faceid-lite", 0, "0" * 8)
    module("faceid-lite").sign_callback(sent, {"api_secret": keys.secret}, made)
    assert sent.form["sign"] == hashlib.sha1((keys.secret + data).encode()).hexdigest()


def aliyun(keys: Keys) -> dict[str, str]:
    token = {"security_token": keys.token} if keys.token else {}
    return {"access_key_id": keys.key, "access_key_secret": keys.secret, **token}


@examples(80)
@given(KEYS, CLOCKS, NONCES, st.sampled_from(["GET", "POST"]), FIELDS, FIELDS)
@example(
    Keys("key", "secret", "t/+="), 1_700_000_000, "nonce", "GET", ONE_OF_EACH, {"a": "in both", "b": "~"}
)
def test_rpc_1(
    keys: Keys, clock: int, nonce: str, method: str, query: dict[str, str], form: dict[str, str]
) -> None:
    sent = request(method=method, query=dict(query), form=dict(form))
    module("linkvisual").sign_rpc1(sent, aliyun(keys), sources("linkvisual", clock, nonce)[0])
    added = signing.rpc1(method, [*query.items(), *form.items()], keys, now=clock, nonce=nonce)
    assert sent.query == query | added
    assert sent.form == form
    if not set(query) & set(form):  # the SDK allows one value per name
        unsigned = {name: value for name, value in {**sent.query, **form}.items() if name != "Signature"}
        assert added["Signature"] == Utils.get_rpcsignature(unsigned, method, keys.secret)


@examples(80)
@given(KEYS, CLOCKS, NONCES, st.sampled_from(["GET", "POST"]), FIELDS, st.binary(max_size=40), st.booleans())
@example(Keys("key", "secret", "t/+="), 1_700_000_000, "nonce", "GET", ONE_OF_EACH, "写".encode(), True)
def test_acs3(
    keys: Keys, clock: int, nonce: str, method: str, query: dict[str, str], body: bytes, xml: bool
) -> None:
    constant = {"Action": "QueryFaceUserByName", "Version": "2018-01-20", "Format": "XML" if xml else "JSON"}
    headers = {"host": "127.0.0.1:8080", "user-agent": "tests  and spaces", "x-own": "not signed"}
    sent = request(method=method, query=query | constant, headers=dict(headers), body=lambda: body)
    module("linkvisual").sign_acs3(sent, aliyun(keys), sources("linkvisual", clock, nonce)[0])
    own = {
        "accept": f"application/{constant['Format'].lower()}",
        "user-agent": headers["user-agent"],
        "x-acs-action": constant["Action"],
        "x-acs-version": constant["Version"],
    }
    wanted = signing.acs3(method, headers["host"], query.items(), body, own, keys, now=clock, nonce=nonce)
    assert sent.headers == {**headers, **wanted}
    assert sent.query == query
    if all(
        name.isascii() and name == signing.percent(name) for name in query
    ):  # the SDK does not encode names
        covered = {
            name: value for name, value in sent.headers.items() if name not in {"x-own", "authorization"}
        }
        theirs = SimpleNamespace(method=method, pathname="/", query=query, headers=covered)
        payload = hashlib.sha256(body).hexdigest()
        assert sent.headers["authorization"] == Utils.get_authorization(
            theirs, "ACS3-HMAC-SHA256", payload, keys.key, keys.secret
        )


@examples(60)
@given(KEYS, FIELDS, st.data())
def test_every_byte_that_is_signed_counts(keys: Keys, query: dict[str, str], data: st.DataObject) -> None:
    """One more character anywhere in the signed text changes the signature."""
    query = query | {"Name": "Tony"}
    name = data.draw(st.sampled_from(sorted(query)))
    other = query | {name: query[name] + data.draw(st.characters(exclude_categories=["Cs"]))}
    made = sources("linkvisual", 1_700_000_000, "nonce")[0]
    signatures = set()
    for each in (query, other):
        rpc, acs = (
            request(query=dict(each)),
            request(query={"Action": "a", "Version": "v", "Format": "JSON", **each}),
        )
        acs.headers["host"] = "h"
        module("linkvisual").sign_rpc1(rpc, aliyun(keys), made)
        module("linkvisual").sign_acs3(acs, aliyun(keys), made)
        signatures |= {rpc.query["Signature"], acs.headers["authorization"]}
    assert len(signatures) == 4
