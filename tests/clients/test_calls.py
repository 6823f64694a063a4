"""Every operation of every client: successes, documented failures, and what is sent."""

from __future__ import annotations

import copy
import hashlib
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import faceid_lite
import finauth_facesearch
import finauth_premium
import linkvisual

MODULES: dict[str, Any] = {
    "facesearch": finauth_facesearch,
    "premium": finauth_premium,
    "lite": faceid_lite,
    "linkvisual": linkvisual,
}
FACE = {"group_id": "demo_group", "face_token": "9eab9fe14a402295fb78409a81abfc3c"}
TOKEN = {
    "return_url": "https://example.com/r",
    "notify_url": "https://example.com/n",
    "biz_no": "b-1",
    "uuid": "u-1",
    "comparison_type": "0",
}
SECRET = "-".join(["top", "secret"])  # never as one word on a line that a traceback shows
QUERY = {"isolation_id": "ZheJiangHZ", "page_no": 1, "page_size": 10}


def test_get_face_info(call: Any, emulator: Any) -> None:
    answer = call("facesearch", **FACE)
    assert (answer.info.user_id, answer.info.user_data) == ("user_01", "Test user")
    assert answer.info.add_time == 1769739690208
    assert answer.request_id
    entry = emulator.journal.last()
    assert {name: entry.form[name] for name in FACE} == FACE
    assert entry.form["sign_version"] == "hmac_sha1"
    assert entry.headers["content-type"].startswith("multipart/form-data; boundary=")


def test_get_biz_token(call: Any, emulator: Any) -> None:
    answer = call("premium", liveness_id="scene", uuid="größe")
    assert "," in answer.biz_token
    assert emulator.journal.last().form["uuid"] == "größe"


def test_get_token_with_files_and_every_argument(
    call: Any, emulator: Any, picture: Callable[[int], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "second.png"
    path.write_bytes(picture(1))
    every: dict[str, Any] = {
        "language": "1",
        "procedure_type": "flash",
        "procedure_priority": "video",
        "biz_extra_data": "ünïcode",
        "get_shooting_error": "1",
        "maximum_shooting_time": 15,
        "multi_oriented_detection": True,
        "fail_when_ref_multiple_faces": "0",
        "return_multifaces_tag": "1",
        "fmp_mode": "0",
        "get_fail_reason": "1",
        "face_occlusion_detection": "1",
        "eye_close_detection": "1",
        "action_http_method": "GET",
        "redirect_type": "1",
    }
    answer = call("lite", **TOKEN, **every, image_ref1=picture(1), image_ref2=path)
    assert len(answer.token) == 32
    assert isinstance(answer.expired_time, int)
    entry = emulator.journal.last()
    sent = {name: "1" if value is True else str(value) for name, value in every.items()}
    assert {name: entry.form[name] for name in sent} == sent
    assert entry.files["image_ref2"].filename == "second.png"
    assert entry.files["image_ref2"].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert entry.files["image_ref1"].content_type == "image/png"
    assert entry.form["api_key"] == "demo-key"


def test_get_token_without_a_file_is_a_form_all_the_same(call: Any, emulator: Any) -> None:
    assert call("lite", **TOKEN | {"comparison_type": "-1"}).token
    assert emulator.journal.last().headers["content-type"].startswith("multipart/form-data; boundary=")


@pytest.mark.parametrize(
    "settings", [{}, {"signature": "v1"}, {"signature": "v1", "format": "XML"}, {"format": "XML"}]
)
def test_query_face_user_by_name(call: Any, emulator: Any, settings: dict[str, str]) -> None:
    answer = call("linkvisual", settings, **QUERY, name="Tony")
    user = answer.data.list[0]
    assert (user.name, user.custom_user_id, user.create_time) == ("Tony", "1234567890", 1636427314000)
    assert user.face_pic_list[0].feature_dto_list[0].face_md5 == "TestFaceMd5"
    assert (answer.code, answer.success, answer.data.page) == ("200", True, 1)
    entry = emulator.journal.last()
    assert (entry.method, entry.path) == ("POST", "/")
    if settings.get("signature") == "v1":
        assert entry.query["Action"] == "QueryFaceUserByName"
        assert entry.query["Format"] == settings.get("format", "JSON")
    else:
        assert entry.headers["x-acs-action"] == "QueryFaceUserByName"
        assert not {"Action", "Version", "Signature", "Format"} & set(entry.query)


@pytest.mark.parametrize("signature", ["v1", "v3"])
def test_temporary_credentials(call: Any, signature: str) -> None:
    settings = {"access_key_id": "STS.demo-key", "security_token": "demo-token", "signature": signature}
    assert call("linkvisual", settings, **QUERY).data.total > 0


@pytest.mark.parametrize("signature", ["v1", "v3"])
def test_names_outside_ascii_are_signed_right(call: Any, emulator: Any, signature: str) -> None:
    name, params = "托尼_Zoë", '{"key1":"a b+c*~/", "k":"%20"}'
    try:
        call("linkvisual", {"signature": signature}, **QUERY, name=name, params=params)
    except linkvisual.errors.APIStatusError as error:
        assert "Signature" not in str(error.code)
    entry = emulator.journal.last()
    assert (entry.query["Name"], entry.query["Params"]) == (name, params)


def test_nobody_found_is_an_empty_page(call: Any) -> None:
    page = call("linkvisual", **QUERY, name="nobody").data
    assert (page.total, page.list) == (0, [])


FAILURES: list[tuple[str, dict[str, str], dict[str, Any], str, tuple[Any, ...]]] = [
    (
        "facesearch",
        {},
        FACE | {"face_token": "0" * 32},
        "InvalidFaceTokenError",
        (400, "INVALID_FACE_TOKEN", None, None),
    ),
    (
        "facesearch",
        {},
        FACE | {"group_id": None},
        "MissingArgumentsError",
        (400, "MISSING_ARGUMENTS", None, "group_id"),
    ),
    (
        "facesearch",
        {"api_secret": "x"},
        FACE,
        "AuthorizationError",
        (403, "AUTHORIZATION_ERROR", "INVALID_SIGN", None),
    ),
    ("facesearch", {"api_key": "x"}, FACE, "AuthenticationError", (403, "AUTHENTICATION_ERROR", None, None)),
    (
        "premium",
        {},
        {"liveness_id": "s", "uuid": "ü" * 65},
        "BadArgumentsError",
        (400, "BAD_ARGUMENTS", None, "uuid"),
    ),
    ("lite", {}, TOKEN, "MissingArgumentsError", (400, "MISSING_ARGUMENTS", None, "image_ref1")),
    (
        "lite",
        {},
        TOKEN | {"image_ref1": b"text"},
        "ImageErrorUnsupportedFormatError",
        (400, "IMAGE_ERROR_UNSUPPORTED_FORMAT", None, "image_ref1"),
    ),
    ("lite", {"api_secret": "x"}, TOKEN, "AuthenticationError", (403, "AUTHENTICATION_ERROR", None, None)),
    (
        "lite",
        {},
        TOKEN | {"comparison_type": "7"},
        "BadArgumentsError",
        (400, "BAD_ARGUMENTS", None, "comparison_type"),
    ),
    (
        "linkvisual",
        {"access_key_secret": "x"},
        QUERY,
        "SignatureDoesNotMatchError",
        (400, "SignatureDoesNotMatch", None, None),
    ),
    (
        "linkvisual",
        {"access_key_secret": "x", "signature": "v1"},
        QUERY,
        "SignatureDoesNotMatchError",
        (400, "SignatureDoesNotMatch", None, None),
    ),
    (
        "linkvisual",
        {"access_key_id": "x"},
        QUERY,
        "InvalidAccessKeyIdNotFoundError",
        (404, "InvalidAccessKeyId.NotFound", None, None),
    ),
    (
        "linkvisual",
        {},
        QUERY | {"page_no": None},
        "MissingParameterError",
        (400, "MissingPageNo", None, "PageNo"),
    ),
]


@pytest.mark.parametrize(("product", "settings", "arguments", "class_name", "facts"), FAILURES)
def test_documented_failures(
    call: Any, product: str, settings: Any, arguments: Any, class_name: str, facts: Any
) -> None:
    with pytest.raises(getattr(MODULES[product].errors, class_name)) as caught:
        call(product, settings, **arguments)
    error = caught.value
    assert (error.status_code, error.code, error.reason, error.argument) == facts
    assert isinstance(error.body, dict)
    assert error.response.status_code == error.status_code


@pytest.mark.parametrize(("faces", "class_name"), [(0, "NoFaceFoundError"), (2, "MultipleFacesError")])
def test_pictures_without_one_face(
    call: Any, picture: Callable[[int], bytes], faces: int, class_name: str
) -> None:
    with pytest.raises(getattr(faceid_lite.errors, class_name)):
        call("lite", **TOKEN, image_ref1=picture(faces))


def test_each_request_is_signed_anew(call: Any, emulator: Any) -> None:
    signs = set()
    for _ in range(3):
        call("facesearch", **FACE)
        signs.add(emulator.journal.last().form["sign"])
    nonces = set()
    for signature in ("v1", "v3") * 2:
        call("linkvisual", {"signature": signature}, **QUERY)
        entry = emulator.journal.last()
        nonces.add(entry.query.get("SignatureNonce") or entry.headers["x-acs-signature-nonce"])
    assert (len(signs), len(nonces)) == (3, 4)


@pytest.mark.parametrize("product", ["facesearch", "lite"])
def test_a_secret_appears_nowhere(call: Any, product: str, capfd: Any, caplog: Any) -> None:
    caplog.set_level(0)
    with pytest.raises(MODULES[product].errors.APIStatusError) as caught:
        call(product, {"api_secret": SECRET}, **(FACE if product == "facesearch" else TOKEN))
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caplog.text
    assert SECRET not in shown
    out, err = capfd.readouterr()
    assert SECRET not in out + err


def test_the_meaning_of_the_reason_ends_the_message(call: Any) -> None:
    with pytest.raises(finauth_premium.APIStatusError) as caught:
        call("premium", {"api_secret": "x"}, liveness_id="l", uuid="u")
    error = caught.value
    assert (error.code, error.reason) == ("AUTHORIZATION_ERROR", "INVALID_SIGN")
    assert "AUTHORIZATION_ERROR: INVALID_SIGN: The signature is wrong (HTTP 403" in str(error)
    for one in (error, copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert one.hint == "The signature is wrong."
