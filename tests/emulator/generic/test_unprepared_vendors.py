"""Contracts that nobody prepared the emulator for: signatures, parameters, errors and memory without any Python."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import httpx
import pytest

from specseal_emulator.examination import Diagnosis
from specseal_emulator.state import Seed
from specseal_emulator.state.accounts import Account
from specseal_emulator.testing import Running, running
from tests.emulator.generic.vendors import JADE, LEDGER, ORION, PIGEON, jade, ledger, orion, signed_by, write

CONTRACTS = {"orion": ORION, "ledger": LEDGER, "pigeon": PIGEON, "jade": JADE}


def test_there_is_nothing_to_warn_of(emulator: Running) -> None:
    assert emulator.emulator.warnings == []


@pytest.fixture
def pigeon(emulator: Running) -> Iterator[httpx.Client]:
    url = f"{emulator.base_url}/2010/Accounts/demo-key/"
    with httpx.Client(base_url=url, auth=("demo-key", "demo-secret"), trust_env=False) as client:
        yield client


# Signatures


def orion_error(response: httpx.Response) -> str:
    assert response.status_code == 200
    return str(response.json()["Response"].get("Error", {}).get("Code", ""))


def diagnosis(emulator: Running) -> Diagnosis:
    """What is wrong with the signature of the last request."""
    found = emulator.journal.last().diagnosis
    assert found is not None
    return found


def test_the_right_secret_is_accepted(emulator: Running) -> None:
    response = orion(emulator.base_url, "DetectFace", {"Url": "https://example.com/b.png"})
    assert orion_error(response) == ""
    assert response.json()["Response"]["Url"] == "https://example.com/b.png"
    entry = emulator.journal.last()
    assert (entry.operation, entry.notes["account"]) == ("DetectFace", "demo-key")
    assert [verdict.check for verdict in entry.verdicts if verdict.passed][:4] == [
        "route",
        "signature fields",
        "key",
        "signature",
    ]


def test_a_wrong_secret_is_refused_and_explained(emulator: Running) -> None:
    response = orion(emulator.base_url, "DetectFace", {"Url": "https://a.example/"}, secret="other")
    assert orion_error(response) == "AuthFailure.SignatureFailure"
    assert set(response.json()["Response"]) == {"Error", "RequestId"}
    found = diagnosis(emulator)
    assert found.mistakes == ("secret",)
    assert found.string_to_sign.startswith("ORION-HMAC-SHA256\n")


@pytest.mark.parametrize("mistake", ["body-not-signed", "method", "base64-for-hex"])
def test_a_mistake_is_named(emulator: Running, mistake: str) -> None:
    response = orion(emulator.base_url, "DetectFace", {"Url": "https://a.example/"}, mistake=mistake)
    assert orion_error(response) == "AuthFailure.SignatureFailure"
    assert diagnosis(emulator).mistakes == (mistake,)


def test_a_secret_with_a_line_break_is_named(emulator: Running) -> None:
    orion(emulator.base_url, "DetectFace", {"Url": "https://a.example/"}, secret="demo-secret\n")
    assert diagnosis(emulator).mistakes == ("key-with-newline",)


def test_two_mistakes_together_are_named(emulator: Running) -> None:
    body = {"Url": "https://a.example/"}
    orion(emulator.base_url, "DetectFace", body, secret="demo-secret\n", mistake="method")
    found = diagnosis(emulator)
    assert found.mistakes == ("method", "key-with-newline")
    assert "GET instead of POST" in found.explanation


def test_a_host_that_a_proxy_rewrote_is_named(emulator: Running) -> None:
    orion(emulator.base_url, "DetectFace", {"Url": "https://a.example/"}, before_proxy="orion.example.com")
    found = diagnosis(emulator)
    assert found.mistakes == ("host",)
    assert "orion.example.com, which arrived as 127.0.0.1" in found.explanation


def test_an_unknown_key_is_refused(emulator: Running) -> None:
    response = orion(emulator.base_url, "GetPerson", {"PersonId": "1"}, key="nobody")
    assert orion_error(response) == "AuthFailure.SecretIdNotFound"


@pytest.mark.parametrize(
    ("ago", "why"),
    [
        (0, ""),
        (300, ""),
        (301, "it is 301 seconds old; 300 are allowed"),
        (-300, ""),
        (-301, "it was made 301 seconds in the future; 300 are allowed"),
    ],
)
def test_an_old_request_is_refused(emulator: Running, ago: int, why: str) -> None:
    emulator.clock.freeze(1_700_000_000)
    response = orion(emulator.base_url, "GetPerson", {"PersonId": "1"}, at=1_700_000_000 - ago)
    assert orion_error(response) == ("AuthFailure.SignatureExpire" if why else "")
    entry = emulator.journal.last()
    assert entry.why == why
    assert [verdict.why for verdict in entry.verdicts if not verdict.passed] == ([why] if why else [])


def test_the_clock_of_the_emulator_counts(emulator: Running) -> None:
    emulator.clock.shift(3600)
    assert (
        orion_error(orion(emulator.base_url, "GetPerson", {"PersonId": "1"})) == "AuthFailure.SignatureExpire"
    )


@pytest.mark.parametrize("adjustable", [[], ["ttl"]])
def test_a_request_is_good_until_it_says_that_it_expires(tmp_path: Path, adjustable: list[str]) -> None:
    steps = (
        'expires = unix_time() + ttl\nheaders["X-Key"] = key\nheaders["X-Expires"] = expires\n'
        'headers["X-Sign"] = hex(hmac_sha256(secret, f"{method} {expires}"))\n'
    )
    contract = signed_by(steps, recipe={"settings": {"ttl": 60}, "adjustable": adjustable})
    with running([write(tmp_path, "short", contract)]) as emulator:
        emulator.clock.freeze(1_700_000_000)
        # A caller may have chosen a longer life: then nothing tells when the request was made.
        for left, passes in ((900, bool(adjustable)), (0, True), (-1, False)):
            expires = 1_700_000_000 + left
            made = hmac.digest(b"demo-secret", f"GET {expires}".encode(), "sha256").hex()
            headers = {"X-Key": "demo-key", "X-Expires": str(expires), "X-Sign": made}
            httpx.get(f"{emulator.base_url}/a", headers=headers, trust_env=False)
            verdicts = {one.check: one for one in emulator.journal.last().verdicts}
            assert verdicts["signature"].passed
            assert verdicts["time"].passed is passes
        assert "it expired 1 second ago" in verdicts["time"].why


def digest_of(text: bytes, algorithm: str = "sha256") -> bytes:
    return hmac.digest(b"demo-secret", text, algorithm)


TOLD = b"user=demo-key&at=1700000000"
IN_FRONT: list[tuple[tuple[str, ...], bytes]] = [
    (("hex-for-bytes",), digest_of(TOLD).hex().encode() + TOLD),
    (("base64-for-bytes",), base64.b64encode(digest_of(TOLD)) + TOLD),
    (("raw-before-digest",), TOLD + digest_of(TOLD)),
    (("algorithm-used",), digest_of(TOLD, "sha512") + TOLD),
    (("raw-order",), digest_of(b"at=1700000000&user=demo-key") + b"at=1700000000&user=demo-key"),
    (
        ("hex-for-bytes", "raw-order"),
        digest_of(b"at=1700000000&user=demo-key").hex().encode() + b"at=1700000000&user=demo-key",
    ),
    (("secret",), b"short" + TOLD),
]


@pytest.mark.parametrize(("mistakes", "token"), IN_FRONT, ids=["+".join(one[0]) for one in IN_FRONT])
def test_a_token_of_a_digest_and_its_text_is_explained(
    tmp_path: Path, mistakes: tuple[str, ...], token: bytes
) -> None:
    steps = (
        'at = unix_time()\ntext = f"user={key}&at={at}"\n'
        'headers["X-Token"] = base64(hmac_sha256(secret, text) + text)\n'
    )
    with running([write(tmp_path, "token", signed_by(steps))]) as emulator:
        emulator.clock.freeze(1_700_000_000)
        right = base64.b64encode(digest_of(TOLD) + TOLD).decode()
        for sent, status in ((right, 200), (base64.b64encode(token).decode(), 401)):
            response = httpx.get(f"{emulator.base_url}/a", headers={"X-Token": sent}, trust_env=False)
            assert response.status_code == status
        found = diagnosis(emulator)
        assert (found.mistakes, found.expected, found.string_to_sign) == (mistakes, right, TOLD.decode())
        twice = quote(base64.b64encode(token), "")
        httpx.get(f"{emulator.base_url}/a", headers={"X-Token": twice}, trust_env=False)
        found = diagnosis(emulator)
        found_as_well = len(mistakes) == 1 and mistakes != ("secret",)
        together = ("signature-encoded-twice", *mistakes)
        assert found.mistakes == (together if found_as_well else ("secret",))
        assert (found.expected, found.string_to_sign) == (right, TOLD.decode())


def test_a_token_of_another_request_is_explained(tmp_path: Path) -> None:
    steps = (
        'at = unix_time()\ntext = f"user={key}&at={at}"\n'
        'headers["X-Token"] = base64(hmac_sha256(secret, f"{method} {text}") + text)\n'
    )
    with running([write(tmp_path, "token", signed_by(steps))]) as emulator:
        emulator.clock.freeze(1_700_000_000)
        for digest, method in (
            (digest_of(b"POST " + TOLD), "POST instead of GET"),
            (digest_of(b"PUT " + TOLD).hex().encode(), "PUT instead of GET"),
        ):
            token = base64.b64encode(digest + TOLD).decode()
            httpx.get(f"{emulator.base_url}/a", headers={"X-Token": token}, trust_env=False)
            found = diagnosis(emulator)
            assert "method" in found.mistakes
            assert found.explanation.endswith(f"({method})")


@pytest.mark.parametrize(("version", "status"), [("2024-01-01", 200), ("2025-01-01", 400)])
def test_a_field_that_signing_moves_is_still_checked(tmp_path: Path, version: str, status: int) -> None:
    steps = (
        'version = take(query, "Version")\nheaders["X-Version"] = version\nheaders["X-Key"] = key\n'
        'headers["X-Sign"] = hex(hmac_sha256(secret, f"{method} {version}"))\n'
    )
    schema = {"type": "string", "pattern": "^2024-"}
    content = {"application/json": {"example": {"Version": "none"}}}
    contract = signed_by(
        steps,
        parameters=[{"name": "Version", "in": "query", "required": True, "schema": schema}],
        responses={"200": {"description": "ok", "content": content}},
    )
    with running([write(tmp_path, "moving", contract)]) as emulator:
        sign = digest_of(f"GET {version}".encode()).hex()
        headers = {"X-Version": version, "X-Key": "demo-key", "X-Sign": sign}
        response = httpx.get(f"{emulator.base_url}/a", headers=headers, trust_env=False)
        assert response.status_code == status
        if status == 200:
            assert response.json() == {"Version": version}
        else:
            assert "Version" in emulator.journal.last().why


def test_a_signature_is_needed(emulator: Running) -> None:
    headers = {"X-Orion-Action": "GetPerson"}
    response = httpx.post(f"{emulator.base_url}/", json={"PersonId": "1"}, headers=headers, trust_env=False)
    assert orion_error(response) == "AuthFailure.SignatureFailure"


def test_numeric_codes_are_numbers(emulator: Running) -> None:
    fields = {"symbol": "BTCUSDT", "side": "BUY", "quantity": "1"}
    refused = ledger(emulator.base_url, "POST", "/order", fields, secret="wrong")
    assert (refused.status_code, refused.json()["code"]) == (400, -1022)
    unknown = ledger(emulator.base_url, "POST", "/order", fields, key="nobody")
    assert (unknown.status_code, unknown.json()["code"]) == (401, -2014)
    late = ledger(emulator.base_url, "POST", "/order", fields, at=time.time() - 400)
    assert (late.status_code, late.json()["code"]) == (400, -1021)


def test_a_query_signed_otherwise_than_sent_is_named(emulator: Running) -> None:
    at = time.time()
    text = f"quantity=1&recvWindow=5000&side=BUY&symbol=BTCUSDT&timestamp={int(at * 1000)}"
    fields = {"symbol": "BTCUSDT", "side": "BUY", "quantity": "1"}
    ledger(emulator.base_url, "POST", "/order", fields, at=at, text=text)
    found = diagnosis(emulator)
    assert (found.mistakes, found.caller_signed) == (("sorted",), text)


def test_a_nonce_is_good_for_one_request(emulator: Running) -> None:
    first = jade(emulator.base_url, {"order_no": "A-10"})
    assert ElementTree.fromstring(first.content).findtext("order_no") == "A-10"
    second = ElementTree.fromstring(jade(emulator.base_url, {"order_no": "A-10"}).content)
    assert (second.findtext("return_code"), second.findtext("err_code")) == ("FAIL", "NONCE_USED")
    third = ElementTree.fromstring(jade(emulator.base_url, {"order_no": "A-10"}, nonce="another-one").content)
    assert third.findtext("return_code") == "SUCCESS"


def test_a_nonce_is_remembered_for_twice_the_time_that_a_signature_may_be_old(emulator: Running) -> None:
    emulator.clock.freeze()
    jade(emulator.base_url, {"order_no": "A-10"})
    for later, code in ((590, "FAIL"), (20, "SUCCESS")):
        emulator.clock.shift(later)
        again = ElementTree.fromstring(jade(emulator.base_url, {"order_no": "A-10"}).content)
        assert again.findtext("return_code") == code


def test_a_nonce_is_not_used_up_by_a_wrong_signature(emulator: Running) -> None:
    wrong = ElementTree.fromstring(jade(emulator.base_url, {"order_no": "A-10"}, secret="x").content)
    assert wrong.findtext("err_code") == "SIGNERROR"
    right = ElementTree.fromstring(jade(emulator.base_url, {"order_no": "A-10"}).content)
    assert right.findtext("return_code") == "SUCCESS"


def test_stated_rows_win_over_guesses(emulator: Running) -> None:
    unknown = ElementTree.fromstring(jade(emulator.base_url, {"order_no": "A-10"}, app_id="nobody").content)
    assert unknown.findtext("err_code") == "APPID_NOT_EXIST"
    jade(emulator.base_url, {"order_no": "A-10", "coupon": ""}, keep_empty=True)
    assert diagnosis(emulator).mistakes == ("empty-fields-signed",)


def test_basic_credentials(emulator: Running, pigeon: httpx.Client) -> None:
    assert pigeon.get("Messages.json").status_code == 200
    wrong = pigeon.get("Messages.json", auth=("demo-key", "wrong"))
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["status"]) == (401, 20003, 401)
    assert "pigeon-request-id" in wrong.headers
    missing = httpx.get(f"{emulator.base_url}/2010/Accounts/x/Messages.json", trust_env=False)
    assert (missing.status_code, missing.json()["code"]) == (401, 20003)


def test_other_credentials_of_an_account(tmp_path: Path) -> None:
    seed = Seed(
        accounts=[Account("the-account", "s", credentials={"secret_id": "AKID1", "secret_key": "k1"})]
    )
    with running([write(tmp_path, "orion", ORION)], seed=seed) as other:
        body = {"PersonId": "1"}
        assert orion_error(orion(other.base_url, "GetPerson", body, key="AKID1", secret="k1")) == ""
        assert orion_error(orion(other.base_url, "GetPerson", body, key="AKID1", secret="s")) != ""


def test_the_journal_shows_bodies_without_their_secrets(emulator: Running) -> None:
    body = {"PersonId": "1", "api_secret": "hush-hush", "note": "my demo-secret"}
    orion(emulator.base_url, "GetPerson", body)
    shown = emulator.journal.last().body
    assert json.loads(shown) == {"PersonId": "1", "api_secret": "***", "note": "my ***"}
    xml = "<xml><mch>1</mch><sign>0BADC0DE</sign><api_secret a='1'><![CDATA[hush<]]></api_secret></xml>"
    httpx.post(f"{emulator.base_url}/", content=xml, headers={"Content-Type": "text/xml"}, trust_env=False)
    expected = "<xml><mch>1</mch><sign>***</sign><api_secret a='1'>***</api_secret></xml>"
    assert emulator.journal.last().body == expected
    for media_type, shown in (("image/png", "5 bytes of image/png"), ("text/plain", "12345")):
        headers = {"Content-Type": media_type}
        httpx.post(f"{emulator.base_url}/", content=b"12345", headers=headers, trust_env=False)
        assert emulator.journal.last().body == shown


# Parameters


def test_missing_and_malformed_parameters(emulator: Running) -> None:
    assert orion_error(orion(emulator.base_url, "DetectFace", {})) == "MissingParameter"
    bad = orion(emulator.base_url, "DetectFace", {"Url": "https://a.example/", "MaxFaceNum": 200})
    assert orion_error(bad) == "InvalidParameterValue"
    assert "MaxFaceNum" in bad.json()["Response"]["Error"]["Message"]
    missing = ledger(emulator.base_url, "POST", "/order", {"symbol": "BTCUSDT", "side": "BUY"})
    assert missing.json() == {"code": -1102, "msg": "The parameter quantity is missing."}
    empty = ledger(emulator.base_url, "POST", "/order", {"symbol": "", "side": "BUY", "quantity": "1"})
    assert empty.json() == {"code": -1102, "msg": "The parameter symbol is missing."}
    optional = ledger(emulator.base_url, "GET", "/allOrders", {"limit": ""})
    assert optional.json() == {"code": -1100, "msg": "The parameter limit is invalid."}
    illegal = ledger(emulator.base_url, "POST", "/order", {"symbol": "btc", "side": "BUY", "quantity": "1"})
    assert illegal.json()["code"] == -1100


def test_conditions_of_a_form(emulator: Running, pigeon: httpx.Client) -> None:
    assert pigeon.post("Messages.json", data={"To": "+15551234567"}).json()["code"] == 21604
    assert pigeon.post("Messages.json", data={"To": "nobody", "Body": "x"}).json()["code"] == 21211
    assert pigeon.post("Messages.json", data={"Body": "x"}).json()["code"] == 21604
    assert pigeon.post("Messages.json", data={"To": "+15551234567", "Body": "x" * 21}).json()["code"] == 21211
    media = {"To": "+15551234567", "MediaUrl": ["a", "b"]}
    assert pigeon.post("Messages.json", data=media).status_code == 201
    assert pigeon.post("Messages.json", data={**media, "MediaUrl": ["a", "b", "c"]}).json()["code"] == 21211
    card = ElementTree.fromstring(jade(emulator.base_url, {"order_no": "A-10", "card": "1"}).content)
    assert card.findtext("err_code") == "PARAM_ERROR"


# Routing


def test_operations_of_one_path_are_told_apart(emulator: Running) -> None:
    assert orion(emulator.base_url, "GetPerson", {"PersonId": "1"}).json()["Response"]["PersonName"] == "Ada"
    assert orion_error(orion(emulator.base_url, "Nothing", {})) == "InvalidAction"


def test_unknown_paths_and_methods(emulator: Running, pigeon: httpx.Client) -> None:
    unknown = pigeon.get("Mesages.json")
    assert (unknown.status_code, unknown.json()["code"]) == (404, 20404)
    method = pigeon.put("Messages.json")
    assert (method.status_code, method.json()["code"], method.headers["allow"]) == (
        405,
        20004,
        "GET, HEAD, POST",
    )
    assert pigeon.head("Messages.json").status_code == 200
    options = pigeon.options("Messages.json")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, POST")
    suggestion = emulator.journal.entries()[0].notes.get("suggestion", "")
    assert "Messages.json" in suggestion


def test_a_response_without_a_body(emulator: Running) -> None:
    response = httpx.get(f"{emulator.base_url}/api/v3/ping", trust_env=False)
    assert (response.status_code, response.content, response.headers.get("content-type")) == (204, b"", None)


# Memory


def test_an_order_book(emulator: Running) -> None:
    url = emulator.base_url
    fields = {"symbol": "BTCUSDT", "side": "SELL", "quantity": "2.5", "newClientOrderId": "mine-1"}
    made = ledger(url, "POST", "/order", fields).json()
    assert (made["symbol"], made["side"], made["quantity"], made["clientOrderId"]) == (
        "BTCUSDT",
        "SELL",
        "2.5",
        "mine-1",
    )
    assert made["orderId"] != 28457
    assert len(str(made["orderId"])) == 5
    assert abs(made["transactTime"] / 1000 - time.time()) < 60
    assert ledger(url, "GET", "/order", {"orderId": made["orderId"]}).json() == made
    again = ledger(url, "POST", "/order", fields)
    assert (again.status_code, again.json()["code"]) == (400, -2010)
    for number in range(4):
        ledger(url, "POST", "/order", {"symbol": "ETHUSDT", "side": "BUY", "quantity": number + 1})
    others = ledger(url, "GET", "/allOrders", {"symbol": "ETHUSDT"}).json()
    assert [order["quantity"] for order in others] == ["1", "2", "3", "4"]
    page = ledger(url, "GET", "/allOrders", {"symbol": "ETHUSDT", "offset": 1, "limit": 2}).json()
    assert page == others[1:3]
    assert ledger(url, "DELETE", "/order", {"orderId": made["orderId"]}).json()["clientOrderId"] == "mine-1"
    gone = ledger(url, "GET", "/order", {"orderId": made["orderId"]})
    assert (gone.status_code, gone.json()["code"]) == (400, -2013)
    assert ledger(url, "POST", "/order", fields).json()["clientOrderId"] == "mine-1"  # which is free again


def test_messages_are_kept(pigeon: httpx.Client) -> None:
    made = pigeon.post("Messages.json", data={"To": "+15551234567", "Body": "Hello"})
    assert made.status_code == 201
    message = made.json()
    assert (message["to"], message["body"], message["status"]) == ("+15551234567", "Hello", "queued")
    assert message["sid"].startswith("SM")
    assert message["sid"] != "SM0123456789abcdef0123456789abcdef"
    assert pigeon.get(f"Messages/{message['sid']}.json").json() == message
    assert pigeon.get("Messages.json").json() == {"messages": [message]}
    gone = pigeon.delete(f"Messages/{message['sid']}.json")
    assert (gone.status_code, gone.content) == (204, b"")
    unknown = pigeon.get(f"Messages/{message['sid']}.json")
    assert (unknown.status_code, unknown.json()["code"]) == (404, 20404)


def test_records_belong_to_their_owner_and_survive_in_a_snapshot(
    emulator: Running, pigeon: httpx.Client
) -> None:
    pigeon.post("Messages.json", data={"To": "+15551234567", "Body": "Hello"})
    kept = emulator.world.snapshot()
    emulator.reset()
    assert pigeon.get("Messages.json").json() == {"messages": []}
    emulator.world.restore(kept)
    assert len(pigeon.get("Messages.json").json()["messages"]) == 1


# Controls


def test_limits_faults_and_prefer(emulator: Running, pigeon: httpx.Client) -> None:
    emulator.clock.freeze()
    codes = [orion_error(orion(emulator.base_url, "GetPerson", {"PersonId": "1"})) for _ in range(21)]
    assert codes == [*[""] * 20, "RequestLimitExceeded"]
    preferred = pigeon.get("Messages.json", headers={"Prefer": 'error="20429"'})
    assert (preferred.status_code, preferred.json()["code"]) == (429, 20429)
    created = pigeon.post("Messages.json", headers={"Prefer": "code=201"})
    assert (created.status_code, created.json()["status"]) == (201, "queued")
    nothing = pigeon.delete("Messages/x.json", headers={"Prefer": "code=204"})
    assert (nothing.status_code, nothing.content) == (204, b"")
    unknown = pigeon.delete("Messages/x.json", headers={"Prefer": "example=none"})
    assert unknown.status_code == 400
