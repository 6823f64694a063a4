"""How the sign of FaceID and FinAuth is judged, through a call that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import subprocess
import time

import pytest

EXPIRED = "AUTHORIZATION_ERROR: EXPIRED_SIGN"
INVALID = "AUTHORIZATION_ERROR: INVALID_SIGN"


def refused(response, status: int, error: str) -> None:
    assert (response.status_code, response.json()) == (status, {"error": error})
    assert response.headers["content-type"] == "application/json"


def test_a_right_sign_is_accepted_again_and_again(megvii) -> None:
    sign = megvii.sign()
    assert [megvii.get_biz_token(sign=sign).status_code for _ in range(3)] == [200, 200, 200]


@pytest.mark.system
def test_a_sign_made_with_openssl_is_accepted(megvii) -> None:
    now = int(time.time())
    raw = f"a=demo-key&b={now + 100}&c={now}&d=1"
    script = (
        '(printf %s "$0" | openssl dgst -sha1 -hmac demo-secret -binary; printf %s "$0") | openssl base64 -A'
    )
    made = subprocess.run(["sh", "-c", script, raw], check=True, capture_output=True, text=True)
    assert megvii.get_biz_token(sign=made.stdout).status_code == 200


@pytest.mark.parametrize("name", ["sign", "sign_version"])
@pytest.mark.parametrize("value", [None, ""])
def test_missing_comes_first(megvii, name: str, value: str | None) -> None:
    refused(megvii.get_biz_token(**{name: value, "liveness_id": None}), 400, f"MISSING_ARGUMENTS: {name}")


def test_the_version_comes_before_the_sign(megvii) -> None:
    response = megvii.get_biz_token(sign="nonsense", sign_version="hmac_sha256")
    refused(response, 400, "BAD_ARGUMENTS: sign_version")


def without_digest(raw: bytes) -> str:
    return base64.b64encode(hmac.new(b"demo-secret", raw, hashlib.sha1).digest() + raw).decode()


@pytest.mark.parametrize(
    "sign",
    [
        "not base64 at all",
        "====",
        base64.b64encode(b"short").decode(),
        base64.b64encode(b"\xff" * 60).decode(),
        without_digest(b"a=demo-key&b=1"),
        without_digest(b"b=1&a=demo-key&c=1&d=1"),
        without_digest(b"a=demo-key&b=99999999999&c=1&d=12345678901"),
        without_digest("a=demo-key&b=\u0661&c=1&d=1".encode()),
    ],
)
def test_what_cannot_be_read_is_an_authentication_error(megvii, sign: str) -> None:
    refused(megvii.get_biz_token(sign=sign), 403, "AUTHENTICATION_ERROR")


def test_an_unknown_key_is_an_authentication_error(megvii) -> None:
    refused(megvii.get_biz_token(sign=megvii.sign("nobody")), 403, "AUTHENTICATION_ERROR")


def test_hex_in_the_place_of_bytes_is_an_authentication_error(megvii) -> None:
    now = int(time.time())
    raw = f"a=demo-key&b={now + 100}&c={now}&d=1".encode()
    digest = hmac.new(b"demo-secret", raw, hashlib.sha1).hexdigest().encode()
    refused(megvii.get_biz_token(sign=base64.b64encode(digest + raw).decode()), 403, "AUTHENTICATION_ERROR")


def test_a_wrong_secret_is_an_invalid_sign(megvii) -> None:
    refused(megvii.get_biz_token(sign=megvii.sign(secret="wrong")), 403, INVALID)


def test_a_wrong_secret_is_found_before_the_time_is_looked_at(megvii) -> None:
    refused(megvii.get_biz_token(sign=megvii.sign(secret="wrong", now=1, expires=2)), 403, INVALID)


def test_a_sign_ends(megvii, emulator) -> None:
    emulator.clock.freeze(1_800_000_000)
    sign = megvii.sign(now=1_800_000_000)
    assert megvii.get_biz_token(sign=sign).status_code == 200
    emulator.clock.shift(100)
    assert megvii.get_biz_token(sign=sign).status_code == 200
    emulator.clock.shift(1)
    refused(megvii.get_biz_token(sign=sign), 403, EXPIRED)


def test_a_sign_must_be_made_before_it_ends(megvii) -> None:
    now = int(time.time()) + 60
    refused(megvii.get_biz_token(sign=megvii.sign(now=now, expires=now)), 403, EXPIRED)


def test_milliseconds_are_refused(megvii) -> None:
    refused(megvii.get_biz_token(sign=megvii.sign(now=int(time.time() * 1000))), 403, INVALID)


def test_a_sign_without_expiry_works_once(megvii) -> None:
    sign = megvii.sign(expires=0)
    assert megvii.get_biz_token(sign=sign).status_code == 200
    refused(megvii.get_biz_token(sign=sign), 403, EXPIRED)


def test_the_sign_comes_before_the_parameters(megvii) -> None:
    response = megvii.get_biz_token(sign=megvii.sign(secret="wrong"), liveness_id=None)
    refused(response, 403, INVALID)


def test_urlencoded_forms_are_taken(megvii) -> None:
    fields = {"sign": megvii.sign(), "sign_version": "hmac_sha1", "liveness_id": "a b+c&d=é"}
    response = megvii.http.post(f"{megvii.base_url}/finauth/v5/sdk/get_biz_token", data=fields)
    assert response.status_code == 200


def test_the_query_is_not_a_form(megvii) -> None:
    fields = {"sign": megvii.sign(), "sign_version": "hmac_sha1", "liveness_id": "demo"}
    response = megvii.http.post(f"{megvii.base_url}/finauth/v5/sdk/get_biz_token", params=fields)
    refused(response, 400, "MISSING_ARGUMENTS: sign")


def test_a_broken_form_counts_as_empty_and_the_journal_says_why(megvii, emulator) -> None:
    response = megvii.http.post(
        f"{megvii.base_url}/finauth/v5/sdk/get_biz_token",
        content=b"--x\r\ngarbage",
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    refused(response, 400, "MISSING_ARGUMENTS: sign")
    assert emulator.journal.last().notes["form"]


@pytest.mark.parametrize("spoil", ["\n", " ", "!", "-", "_"])
def test_only_the_standard_alphabet_is_read(megvii, spoil: str) -> None:
    sign = megvii.sign()
    refused(megvii.get_biz_token(sign=sign[:64] + spoil + sign[64:]), 403, "AUTHENTICATION_ERROR")
