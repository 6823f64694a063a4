"""Callbacks of FaceID Lite: verified, typed, and read from the forms of three web frameworks."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from faceid_lite import AsyncFaceIDLite, FaceIDLite, errors, models

SECRET = "s&c?r t/ü"
OUTCOME = {
    "status": "OK",
    "biz_info": {"biz_id": "1,2", "biz_no": "托尼+1", "biz_extra_data": "a&b=c"},
    "liveness_result": {"result": "PASS", "score": 1},
    "verify_result": {"result_ref1": {"confidence": 87.5, "thresholds": {"1e-3": 62.1, "1e-6": 80}}},
}
#: As a server may write it: its spaces and its order are part of what is signed.
DATA = json.dumps(OUTCOME, ensure_ascii=False, separators=(" ,", " : "))


def sign(data: str | bytes, secret: str = SECRET) -> str:
    content = data.encode() if isinstance(data, str) else data
    return hashlib.sha1(secret.encode() + content).hexdigest()


@pytest.fixture(params=[FaceIDLite, AsyncFaceIDLite])
def client(request: pytest.FixtureRequest) -> Any:
    return request.param(api_key="k", api_secret=SECRET)


@pytest.mark.parametrize("encode", [False, True])
def test_a_genuine_callback_is_typed(client: Any, encode: bool) -> None:
    data, given = (DATA.encode(), sign(DATA).encode()) if encode else (DATA, sign(DATA))
    outcome = client.callbacks.unwrap(data, given)
    assert isinstance(outcome, models.VerificationOutcome)
    assert outcome.status == "OK"
    assert outcome.biz_info == models.BusinessInfo(biz_id="1,2", biz_no="托尼+1", biz_extra_data="a&b=c")
    assert outcome.liveness_result == models.LivenessResult(result="PASS")
    assert outcome.verify_result == models.VerifyResult(
        result_ref1=models.Comparison(confidence=87.5, thresholds={"1e-3": 62.1, "1e-6": 80})
    )


def test_fields_that_no_document_names_stay_reachable(client: Any) -> None:
    outcome = client.callbacks.unwrap(DATA, sign(DATA))
    assert outcome.raw_response.content == DATA.encode()
    assert outcome.raw_response.json()["liveness_result"]["score"] == 1


@pytest.mark.parametrize("status", ["NOT_STARTED", "PROCESSING", "CANCELLED", "TIMEOUT", "SOMETHING_NEW"])
def test_before_the_end_there_are_no_results(client: Any, status: str) -> None:
    data = json.dumps({"status": status, "biz_info": {"biz_no": "1"}})
    outcome = client.callbacks.unwrap(data, sign(data))
    assert (outcome.status, outcome.liveness_result, outcome.verify_result) == (status, None, None)


FORGED = {
    "another secret": (DATA, sign(DATA, "other")),
    "no secret": (DATA, sign(DATA, "")),
    "a changed text": (DATA.replace("OK", "KO"), sign(DATA)),
    "another spacing": (DATA.replace(" ", ""), sign(DATA)),
    "upper case": (DATA, sign(DATA).upper()),
    "a shortened signature": (DATA, sign(DATA)[:-1]),
    "white space": (DATA, sign(DATA) + " "),
    "an empty signature": (DATA, ""),
    "no signature": (DATA, None),
    "no text": (None, sign("")),
    "beyond ASCII": (DATA, "ü" * 40),
    "swapped": (sign(DATA), DATA),
}


@pytest.mark.parametrize("forged", FORGED)
def test_anything_else_is_refused(client: Any, forged: str) -> None:
    data, given = FORGED[forged]
    with pytest.raises(errors.CallbackError) as caught:
        client.callbacks.unwrap(data, given)
    assert SECRET not in str(caught.value)
    assert isinstance(caught.value, errors.ClientError)


@pytest.mark.parametrize("data", ["", "{", "[]", '"OK"', '{"status": {"a": 1}}', "{} {}", "NaN"])
def test_a_signed_text_that_is_no_outcome_is_refused(client: Any, data: str) -> None:
    with pytest.raises(errors.CallbackError, match="cannot be decoded"):
        client.callbacks.unwrap(data, sign(data))


@pytest.mark.parametrize("data", [b"\xff\xfe", b'{"status":"\xe9"}'])
def test_a_text_that_is_not_utf8_is_refused(client: Any, data: bytes) -> None:
    with pytest.raises(errors.CallbackError, match="UTF-8"):
        client.callbacks.unwrap(data, sign(data))


def test_the_secret_of_the_moment_is_used() -> None:
    secrets = ["old", "new"]
    client = FaceIDLite(api_key="k", api_secret=lambda: secrets[0])
    assert client.callbacks.unwrap(DATA, sign(DATA, "old")).status == "OK"
    secrets.pop(0)
    assert client.callbacks.unwrap(DATA, sign(DATA, "new")).status == "OK"
    with pytest.raises(errors.CallbackError):
        client.callbacks.unwrap(DATA, sign(DATA, "old"))


def test_the_address_of_the_browser_step(client: Any) -> None:
    assert client.liveness_url("a b&c/é") == (
        "https://api-idn.megvii.com/faceid/lite/do?token=a%20b%26c%2F%C3%A9"
    )


# ---------------------------------------------------------------- web frameworks

FORM = urlencode({"data": DATA, "sign": sign(DATA)}).encode()
KIND = "application/x-www-form-urlencoded"


def test_from_the_form_of_starlette(client: Any) -> None:
    from starlette.applications import Starlette
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route
    from starlette.testclient import TestClient

    async def notify(request: Request) -> PlainTextResponse:
        # python-multipart, which `request.form()` reads with, would overwrite the emulator's parser of the same name
        form: Any = FormData(dict(parse_qsl((await request.body()).decode())))
        return PlainTextResponse(client.callbacks.unwrap(form["data"], form["sign"]).biz_info.biz_no)

    app = TestClient(Starlette(routes=[Route("/notify", notify, methods=["POST"])]))
    assert app.post("/notify", content=FORM, headers={"Content-Type": KIND}).text == "托尼+1"


def test_from_the_form_of_flask(client: Any) -> None:
    from flask import Flask, request

    app = Flask("notify")

    @app.post("/notify")
    def notify() -> str:
        outcome = client.callbacks.unwrap(request.form["data"], request.form["sign"])
        return str(outcome.biz_info.biz_no)

    assert app.test_client().post("/notify", data=FORM, content_type=KIND).text == "托尼+1"


def test_from_the_form_of_django(client: Any) -> None:
    from django.conf import settings
    from django.test import RequestFactory

    if not settings.configured:
        settings.configure()
    request = RequestFactory().post("/notify", data=FORM, content_type=KIND)
    outcome = client.callbacks.unwrap(request.POST["data"], request.POST["sign"])
    assert outcome.biz_info.biz_no == "托尼+1"
