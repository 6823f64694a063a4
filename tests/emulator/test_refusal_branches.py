"""Each way into a refusal by itself, each secret tampered with at every place, and each bound from both sides."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from specseal_emulator import Account, Limits, Seed, Settings, SQLiteStore, TemporaryAccount
from specseal_emulator.state.encoding import Record
from specseal_emulator.testing import Running, running
from tests.emulator.conftest import AliyunCaller, MegviiCaller, megvii_sign
from tests.emulator.h5 import receiving

NOW = 1_800_000_000


def sign(raw: bytes, secret: bytes = b"demo-secret") -> str:
    return base64.b64encode(hmac.new(secret, raw, hashlib.sha1).digest() + raw).decode()


# Branches: what is sent, the error, and what the emulator found

MEGVII: list[tuple[str, dict[str, Any], str, str]] = [
    ("no sign", {"sign": None}, "MISSING_ARGUMENTS: sign", "MISSING_ARGUMENTS sign"),
    ("an empty sign", {"sign": ""}, "MISSING_ARGUMENTS: sign", "MISSING_ARGUMENTS sign"),
    ("no version", {"sign_version": None}, "MISSING_ARGUMENTS: sign_version", "sign_version"),
    ("another version", {"sign_version": "hmac_sha256"}, "BAD_ARGUMENTS: sign_version", "is not hmac_sha1"),
    ("no base64", {"sign": "***"}, "AUTHENTICATION_ERROR", "cannot be decoded"),
    ("no text", {"sign": sign(b"\xff\xfe")}, "AUTHENTICATION_ERROR", "cannot be decoded"),
    ("too short", {"sign": "YWJj"}, "AUTHENTICATION_ERROR", "does not hold a="),
    ("a field less", {"sign": sign(b"a=demo-key&b=9&c=1")}, "AUTHENTICATION_ERROR", "does not hold a="),
    ("a field more", {"sign": sign(b"a=demo-key&b=9&c=1&d=1&e=1")}, "AUTHENTICATION_ERROR", "not hold a="),
    ("no number", {"sign": sign(b"a=demo-key&b=x&c=1&d=1")}, "AUTHENTICATION_ERROR", "does not hold a="),
    ("a long number", {"sign": sign(b"a=demo-key&b=1&c=1&d=12345678901")}, "AUTHENTICATION_ERROR", "hold a="),
    (
        "nobody's key",
        {"sign": megvii_sign("nobody")},
        "AUTHENTICATION_ERROR",
        "api_key 'nobody' does not exist",
    ),
    ("another's secret", {"sign": megvii_sign(secret="x")}, "AUTHORIZATION_ERROR: INVALID_SIGN", "digest"),
]


@pytest.mark.parametrize(
    ("changes", "error", "why"), [row[1:] for row in MEGVII], ids=[row[0] for row in MEGVII]
)
def test_a_sign_is_refused(
    megvii: MegviiCaller, emulator: Running, changes: Any, error: str, why: str
) -> None:
    for call in (megvii.face_info, megvii.get_biz_token):
        assert call(**changes).json()["error"] == error
        assert why in emulator.journal.last().why


LITE: list[tuple[str, dict[str, Any], str, str]] = [
    ("no key", {"api_key": None}, "MISSING_ARGUMENTS: api_key", "api_key"),
    ("no secret", {"api_secret": None}, "MISSING_ARGUMENTS: api_secret", "api_secret"),
    ("nobody's key", {"api_key": "nobody"}, "AUTHENTICATION_ERROR", "do not match"),
    ("another's key", {"api_key": "other"}, "AUTHENTICATION_ERROR", "do not match"),
    ("another's secret", {"api_secret": "other-secret"}, "AUTHENTICATION_ERROR", "do not match"),
    ("no address", {"return_url": "example.com"}, "BAD_ARGUMENTS: return_url", "no"),
    ("another scheme", {"notify_url": "ftp://example.com"}, "BAD_ARGUMENTS: notify_url", ""),
    ("no host", {"notify_url": "https:///x"}, "BAD_ARGUMENTS: notify_url", ""),
    ("port 0", {"return_url": "https://example.com:0/"}, "BAD_ARGUMENTS: return_url", ""),
    ("no port", {"return_url": "https://example.com:x/"}, "BAD_ARGUMENTS: return_url", ""),
]


@pytest.mark.parametrize(("changes", "error", "why"), [row[1:] for row in LITE], ids=[row[0] for row in LITE])
def test_a_token_is_refused(
    megvii: MegviiCaller, emulator: Running, changes: Any, error: str, why: str
) -> None:
    Seed(accounts=(Account("other", "other-secret"),)).write(emulator.world.store)
    response = megvii.get_token(**changes).json()
    assert response.get("error_message", response.get("error")) == error
    assert why in emulator.journal.last().why


STS = Seed(temporary_accounts=(TemporaryAccount("STS.x", "demo-secret", "the-token"),))
RPC: list[tuple[str, dict[str, Any], str, str]] = [
    *(
        (f"no {name}", {name: None}, f"Missing{name}", "")
        for name in ("AccessKeyId", "Timestamp", "SignatureNonce", "SignatureMethod", "SignatureVersion")
    ),
    ("an empty signature", {"Signature": ""}, "MissingSignature", ""),
    ("no version", {"Version": None}, "InvalidVersion", "no product has this API version"),
    ("another version", {"Version": "2018-01-21"}, "InvalidVersion", "no product has this API version"),
    ("no action", {"Action": None}, "MissingAction", ""),
    (
        "another action",
        {"Action": "QueryFace"},
        "InvalidAction.NotFound",
        "action 'QueryFace' does not exist",
    ),
    ("another method", {"method": "PUT"}, "InvalidAction.NotFound", "does not accept PUT"),
    ("no time", {"Timestamp": "yesterday"}, "IllegalTimestamp", "is not YYYY"),
    ("a fraction", {"Timestamp": "2026-01-01T00:00:00.5Z"}, "IllegalTimestamp", "is not YYYY"),
    (
        "nobody's key",
        {"AccessKeyId": "nobody"},
        "InvalidAccessKeyId.NotFound",
        "access key 'nobody' does not exist",
    ),
    ("no token", {"AccessKeyId": "STS.x"}, "InvalidAccessKeyId.NotFound", "requires a security token"),
    ("wrong token", {"AccessKeyId": "STS.x", "SecurityToken": "x"}, "InvalidAccessKeyId", "is not the one"),
    ("another secret", {"secret": "x"}, "SignatureDoesNotMatch", "most likely the secret"),
    (
        "another method signed",
        {"signed_as": "PUT"},
        "SignatureDoesNotMatch",
        "another HTTP method was signed",
    ),
    ("another algorithm", {"SignatureMethod": "HMAC-SHA256"}, "SignatureDoesNotMatch", "another algorithm"),
    ("another signature", {"SignatureVersion": "2.0"}, "SignatureDoesNotMatch", "another algorithm"),
]


@pytest.mark.parametrize(("changes", "error", "why"), [row[1:] for row in RPC], ids=[row[0] for row in RPC])
def test_an_rpc_call_is_refused(
    aliyun: AliyunCaller, emulator: Running, changes: Any, error: str, why: str
) -> None:
    STS.write(emulator.world.store)
    assert aliyun.rpc(**changes).json()["Code"] == error
    assert why in emulator.journal.last().why


ACS3: list[tuple[str, dict[str, Any], str, str]] = [
    ("no date", {"headers": {"x-acs-date": None}}, "MissingTimestamp", "missing header x-acs-date"),
    (
        "no nonce",
        {"headers": {"x-acs-signature-nonce": None}},
        "MissingSignatureNonce",
        "missing header x-acs-s",
    ),
    ("no time", {"headers": {"x-acs-date": "yesterday"}}, "IllegalTimestamp", "is not YYYY"),
    ("no key", {"key": ""}, "MissingAccessKeyId", "cannot be read"),
    ("nobody's key", {"key": "nobody"}, "InvalidAccessKeyId.NotFound", "access key 'nobody' does not exist"),
    ("no token", {"key": "STS.x"}, "InvalidAccessKeyId.NotFound", "requires a security token"),
    ("wrong token", {"key": "STS.x", "token": "x"}, "InvalidAccessKeyId", "is not the one"),
    ("another secret", {"secret": "x"}, "SignatureDoesNotMatch", "most likely the secret"),
    *(
        (f"{name} not signed", {"unsigned": (name,)}, "SignatureDoesNotMatch", f"({name})")
        for name in ("host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-content-sha256")
    ),
]


@pytest.mark.parametrize(("changes", "error", "why"), [row[1:] for row in ACS3], ids=[row[0] for row in ACS3])
def test_an_acs3_call_is_refused(
    aliyun: AliyunCaller, emulator: Running, changes: Any, error: str, why: str
) -> None:
    STS.write(emulator.world.store)
    assert aliyun.acs3(**changes).json()["Code"] == error
    assert why in emulator.journal.last().why


@pytest.mark.parametrize(
    "header",
    [
        "ACS3-HMAC-SHA256",
        "ACS3-HMAC-SHA256 Credential=demo-key,SignedHeaders=host",
        "ACS3-HMAC-SHA256 Credential=demo-key,Signature=00",
        "ACS3-HMAC-SHA256 SignedHeaders=host,Signature=00",
        "ACS3-HMAC-SHA256X Credential=demo-key,SignedHeaders=host,Signature=00",
        "ACS3-HMAC-SHA256 Credential=demo-key,SignedHeaders=host;host,Signature=00",
    ],
)
def test_an_authorization_that_cannot_be_read(aliyun: AliyunCaller, header: str) -> None:
    headers = {"authorization": header, "x-acs-action": "QueryFaceUserByName", "x-acs-version": "2018-01-20"}
    response = aliyun.http.post(aliyun.base_url, headers={**headers, "accept": "application/json"})
    assert response.json()["Code"] == "MissingAccessKeyId"


# Secrets, tampered with at every place


def tampered(text: str) -> Iterator[str]:
    """Everything that is nearly a text: each beginning, each end, a character changed, more, other case."""
    for at in range(len(text)):
        if at:
            yield text[:at]
            yield text[at:]
        yield text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]
    yield from (f"{text}x", f"x{text}", f"{text} ", f" {text}", f"{text}\n", text * 2, text[::-1])
    if text.swapcase() != text:
        yield text.swapcase()


def test_only_the_whole_secret_opens(megvii: MegviiCaller) -> None:
    for secret in tampered("demo-secret"):
        assert megvii.get_token(api_secret=secret).status_code == 403, secret
    assert megvii.get_token().status_code == 200


def test_only_the_whole_digest_is_right(megvii: MegviiCaller) -> None:
    whole = base64.b64decode(megvii_sign())
    for at in range(20):
        for bit in (0x01, 0x80):
            changed = whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :]
            response = megvii.face_info(sign=base64.b64encode(changed).decode())
            assert response.json() == {"error": "AUTHORIZATION_ERROR: INVALID_SIGN"}
    assert megvii.face_info(sign=base64.b64encode(whole).decode()).status_code == 200


def test_only_the_whole_token_belongs_to_temporary_credentials(
    aliyun: AliyunCaller, emulator: Running
) -> None:
    STS.write(emulator.world.store)
    for token in tampered("the-token"):
        response = aliyun.rpc(AccessKeyId="STS.x", SecurityToken=token)
        assert response.json()["Code"] == "InvalidAccessKeyId", token
    assert aliyun.rpc(AccessKeyId="STS.x", SecurityToken="the-token").status_code == 200


def test_only_the_whole_signature_is_right(aliyun: AliyunCaller, emulator: Running) -> None:
    signature = "A" * 27 + "="
    aliyun.rpc(Signature=signature)
    for place in range(2):
        frozen: dict[str, Any] = {"Timestamp": "2027-01-15T08:00:00Z", "SignatureNonce": f"n{place}"}
        emulator.clock.freeze(NOW)
        aliyun.rpc(**frozen, Signature=signature)
        found = emulator.journal.last().diagnosis
        assert found is not None
        right = found.expected
        for wrong in tampered(right):
            assert aliyun.rpc(**frozen, Signature=wrong).json()["Code"] == "SignatureDoesNotMatch", wrong
        assert aliyun.rpc(**frozen, Signature=right).status_code == 200


def test_only_the_whole_token_opens_the_control_plane(http: httpx.Client) -> None:
    token = "A-control-token"
    with running(control_token=token) as emulator:
        url = f"{emulator.base_url}/_emulator/clock"
        for wrong in (wrong for wrong in tampered(token) if wrong.strip() == wrong):
            response = http.get(url, headers={"authorization": f"Bearer {wrong}"})
            assert response.status_code == 401, wrong
        for header in (token, f"Basic {token}", f"Bearer{token}", f"Token {token}", ""):
            assert http.get(url, headers={"authorization": header}).status_code == 401
        assert http.get(url).status_code == 401
        for header in (f"Bearer {token}", f"bearer {token}"):
            assert http.get(url, headers={"authorization": header}).status_code == 200


# Bounds, from both sides


def at(emulator: Running, seconds: float) -> None:
    emulator.clock.freeze(NOW + seconds)


@pytest.mark.parametrize(
    ("made", "expires", "error"),
    [
        (0, 1, None),
        (0, 0, "EXPIRED_SIGN"),
        (-10, 0, None),  # at its last moment
        (-10, -1, "EXPIRED_SIGN"),
        (86_400, 86_401, None),
        (86_401, 86_402, "INVALID_SIGN"),
    ],
)
def test_a_sign_is_good_from_when_to_when(
    megvii: MegviiCaller, emulator: Running, made: int, expires: int, error: str | None
) -> None:
    at(emulator, 0)
    response = megvii.face_info(sign=megvii_sign(now=NOW + made, expires=NOW + expires))
    assert response.json().get("error") == (error and f"AUTHORIZATION_ERROR: {error}")


@pytest.mark.parametrize(
    ("seconds", "error"),
    [(900, None), (901, "InvalidTimeStamp.Expired"), (-900, None), (-901, "InvalidTimeStamp.Expired")],
)
def test_a_time_stamp_may_be_so_far_off(
    aliyun: AliyunCaller, emulator: Running, seconds: int, error: str | None
) -> None:
    at(emulator, 0)
    for response in (aliyun.rpc(at=NOW + seconds), aliyun.acs3(at=NOW + seconds)):
        assert response.json().get("Code") == (error or "200")


def test_a_nonce_is_remembered_as_long_as_its_time_stamp_is_good(
    aliyun: AliyunCaller, emulator: Running
) -> None:
    at(emulator, -900)
    assert aliyun.rpc(at=NOW, SignatureNonce="n").status_code == 200
    for seconds in (-899, 0, 899.9):
        at(emulator, seconds)
        assert aliyun.rpc(at=NOW, SignatureNonce="n").json()["Code"] == "SignatureNonceUsed"
    assert aliyun.rpc(at=NOW, SignatureNonce="m").status_code == 200


def test_a_token_is_there_until_it_expires(megvii: MegviiCaller, emulator: Running) -> None:
    at(emulator, 0)
    token = megvii.get_token().json()["token"]
    page = f"{megvii.base_url}/faceid/lite/do?token={token}"
    for seconds, status in ((0, 200), (3599.999, 200), (3600, 404)):
        at(emulator, seconds)
        assert megvii.http.get(page).status_code == status


def test_temporary_credentials_are_there_until_they_expire(aliyun: AliyunCaller, emulator: Running) -> None:
    Seed(temporary_accounts=(TemporaryAccount("STS.x", "demo-secret", "t", expires=NOW),)).write(
        emulator.world.store
    )
    for seconds, status in ((-0.001, 200), (0, 404)):
        at(emulator, seconds)
        call = aliyun.rpc(at=NOW, AccessKeyId="STS.x", SecurityToken="t")
        assert call.status_code == status


def test_a_rate_counts_within_its_window(megvii: MegviiCaller, emulator: Running) -> None:
    Seed(accounts=(Account("demo-key", "demo-secret", limits=Limits(calls=2, seconds=10)),)).write(
        emulator.world.store
    )
    for seconds, status in ((0, 200), (5, 200), (9.999, 403), (10, 200), (10, 200), (10, 403)):
        at(emulator, seconds)
        response = megvii.face_info(sign=megvii_sign(now=NOW, expires=NOW + 100))
        assert response.status_code == status, seconds


@pytest.mark.parametrize(("over", "status"), [(0, 200), (1, 400)])
def test_a_picture_may_be_so_long(
    picture: Callable[..., bytes], http: httpx.Client, over: int, status: int
) -> None:
    content = picture(1)
    with running(settings=Settings(image_max_bytes=len(content) - over, image_max_side=8)) as emulator:
        caller = MegviiCaller(emulator.base_url, http)
        assert caller.get_token({"image_ref1": content}, comparison_type="0").status_code == status


@pytest.mark.parametrize(("side", "status"), [(8, 200), (9, 400)])
def test_a_picture_may_be_so_large(
    picture: Callable[..., bytes], http: httpx.Client, side: int, status: int
) -> None:
    with running(settings=Settings(image_max_side=8)) as emulator:
        caller = MegviiCaller(emulator.base_url, http)
        response = caller.get_token({"image_ref1": picture(1, side=side)}, comparison_type="0")
        assert response.status_code == status


# Races


class SlowStore(SQLiteStore):
    """A store whose every response about tokens takes a while to arrive, as from another machine."""

    def get(self, kind: str, key: str, now: float) -> Record | None:
        found = super().get(kind, key, now)
        time.sleep(0.05 if kind == "lite-token" else 0)
        return found

    def take(self, kind: str, key: str, now: float) -> Record | None:
        found = super().take(kind, key, now)
        time.sleep(0.05 if kind == "lite-token" else 0)
        return found


def test_of_all_who_end_one_token_one_does(tmp_path: Path, http: httpx.Client) -> None:
    """Two workers, eight callers at once, three tokens: each ends once, and its callback comes once."""
    path = tmp_path / "state.db"
    settings = Settings(callback_ports=("any",))
    with (
        receiving() as receiver,
        running(store=SlowStore(path), settings=settings) as one,
        running(store=SlowStore(path), settings=settings) as two,
        ThreadPoolExecutor(8) as pool,
    ):
        urls = [f"{worker.base_url}/faceid/lite/do" for worker in (one, two)] * 4
        caller = MegviiCaller(one.base_url, http)
        for number in range(3):
            addresses: dict[str, Any] = {
                "return_url": receiver.url("/return"),
                "notify_url": receiver.url(f"/n{number}"),
            }
            token = caller.get_token(biz_no=str(number), **addresses).json()["token"]
            http.get(urls[number % 2], params={"token": token})
            gate = threading.Barrier(8)

            def end(url: str, gate: threading.Barrier = gate, token: str = token) -> int:
                gate.wait(20)
                return httpx.post(url, data={"token": token, "outcome": "pass"}, trust_env=False).status_code

            assert sorted(pool.map(end, urls)) == [200] + [404] * 7
            receiver.next(f"/n{number}")
        time.sleep(0.3)  # a second callback would come as soon as the first
        assert all(receiver.nothing(f"/n{number}") for number in range(3))


def test_of_all_who_use_one_nonce_one_may(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with running(store=SQLiteStore(path)) as one, running(store=SQLiteStore(path)) as two:
        urls = [one.base_url, two.base_url] * 4
        gate = threading.Barrier(8)

        def call(url: str) -> str:
            with httpx.Client(trust_env=False) as client:
                gate.wait(20)
                return str(AliyunCaller(url, client).rpc(SignatureNonce="the-same").json()["Code"])

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(call, urls)) == ["200"] + ["SignatureNonceUsed"] * 7
