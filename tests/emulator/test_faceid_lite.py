"""FaceID Lite: key and secret in the form, addresses, pictures."""

from __future__ import annotations

import re

import pytest

from specseal_emulator import Account, Seed, Settings
from specseal_emulator.testing import running

REQUEST_ID = re.compile(r"\d{10},[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def refused(response, status: int, error: str, key: str = "error_message") -> None:
    body = response.json()
    assert (response.status_code, body.pop(key)) == (status, error)
    assert REQUEST_ID.fullmatch(body.pop("request_id"))
    assert isinstance(body.pop("time_used"), int)
    assert body == {}


def test_a_token(megvii, emulator) -> None:
    emulator.clock.freeze(1_462_257_147)
    body = megvii.get_token().json()
    assert set(body) == {"request_id", "time_used", "token", "biz_id", "expired_time"}
    assert re.fullmatch("[0-9a-f]{32}", body["token"])
    assert REQUEST_ID.fullmatch(body["biz_id"])
    assert body["expired_time"] == 1_462_257_147 + 3600


def test_the_life_of_a_token_is_a_setting(megvii) -> None:
    with running(settings=Settings(token_ttl=600)) as other:
        other.clock.freeze(1_000_000_000)
        megvii.base_url = other.base_url
        assert megvii.get_token().json()["expired_time"] == 1_000_000_600


@pytest.mark.parametrize("name", ["api_key", "api_secret"])
def test_the_key_and_the_secret_are_required(megvii, name: str) -> None:
    refused(megvii.get_token(**{name: None}), 400, f"MISSING_ARGUMENTS: {name}")


@pytest.mark.parametrize(
    "changes", [{"api_secret": "wrong"}, {"api_key": "nobody"}, {"api_secret": "ñ\ufffd"}]
)
def test_key_and_secret_must_match(megvii, changes: dict[str, str]) -> None:
    refused(megvii.get_token(**changes, biz_no=None), 403, "AUTHENTICATION_ERROR", key="error")


@pytest.mark.parametrize("reason", ["Denied.", "No data source permission."])
def test_a_key_without_permission(megvii, emulator, reason: str) -> None:
    Seed(accounts=(Account("held", "s", refusal=f"AUTHORIZATION_ERROR: {reason}"),)).write(
        emulator.world.store
    )
    response = megvii.get_token(api_key="held", api_secret="s")
    refused(response, 403, f"AUTHORIZATION_ERROR: {reason}", key="error")


@pytest.mark.parametrize("name", ["return_url", "notify_url", "biz_no", "comparison_type", "uuid"])
def test_required_parameters(megvii, name: str) -> None:
    refused(megvii.get_token(**{name: None}), 400, f"MISSING_ARGUMENTS: {name}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("return_url", "not an address"),
        ("return_url", "ftp://example.com/"),
        ("notify_url", "https://"),
        ("notify_url", "https://[broken"),
        ("notify_url", "https://example.com:99999/"),
        ("comparison_type", "1"),
        ("biz_no", "é" * 65),
        ("uuid", "é" * 257),
        ("biz_extra_data", "x" * 4097),
        ("maximum_shooting_time", "1"),
        ("maximum_shooting_time", "61"),
        ("maximum_shooting_time", "ten"),
        ("maximum_shooting_time", "10.5"),
        ("multi_oriented_detection", "2"),
        ("language", "9"),
        ("action_http_method", "PUT"),
    ],
)
def test_bad_parameters(megvii, name: str, value: str) -> None:
    refused(megvii.get_token(**{name: value}), 400, f"BAD_ARGUMENTS: {name}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("biz_no", "é" * 64),
        ("uuid", "é" * 256),
        ("biz_extra_data", "x" * 4096),
        ("maximum_shooting_time", "2"),
        ("maximum_shooting_time", "60"),
        ("notify_url", "http://127.0.0.1:1/x?y=z#f"),
        ("scene_id", "anything"),
        ("procedure_type", "anything"),
    ],
)
def test_good_parameters(megvii, name: str, value: str) -> None:
    assert megvii.get_token(**{name: value}).status_code == 200


def test_scenes_and_business_numbers_can_be_limited(megvii) -> None:
    with running(settings=Settings(scene_ids=("known",), unique_biz_no=True)) as other:
        megvii.base_url = other.base_url
        refused(megvii.get_token(scene_id="unknown"), 400, "BAD_ARGUMENTS: scene_id")
        assert megvii.get_token(scene_id="known", biz_no="1").status_code == 200
        refused(megvii.get_token(biz_no="1"), 400, "BAD_ARGUMENTS: biz_no")
        assert megvii.get_token(biz_no="2").status_code == 200


def test_comparing_needs_a_picture(megvii) -> None:
    refused(megvii.get_token(comparison_type="0"), 400, "MISSING_ARGUMENTS: image_ref1")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP"])
@pytest.mark.parametrize("faces", [None, 1])
def test_a_picture_with_one_face(megvii, emulator, picture, kind: str, faces: int | None) -> None:
    content = picture(faces, kind)
    response = megvii.get_token({"image_ref1": content, "image_ref2": content}, comparison_type="0")
    assert response.status_code == 200
    sent = emulator.journal.last().files
    assert set(sent) == {"image_ref1", "image_ref2"}
    assert sent["image_ref1"].size == len(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_without_a_face(megvii, picture, kind: str) -> None:
    refused(megvii.get_token({"image_ref1": picture(0, kind)}, comparison_type="0"), 400, "NO_FACE_FOUND")


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_with_several_faces(megvii, picture, kind: str) -> None:
    refused(megvii.get_token({"image_ref1": picture(2, kind)}, comparison_type="0"), 400, "MULTIPLE_FACES")


def test_several_faces_may_be_allowed(megvii, picture) -> None:
    files = {"image_ref1": picture(2)}
    response = megvii.get_token(files, comparison_type="0", fail_when_ref_multiple_faces="0")
    assert response.status_code == 200


def test_the_second_picture_is_looked_at(megvii, picture) -> None:
    files = {"image_ref1": picture(1), "image_ref2": picture(0)}
    refused(megvii.get_token(files, comparison_type="0"), 400, "NO_FACE_FOUND")


def test_every_picture_must_be_one_before_faces_are_counted(megvii, picture) -> None:
    files = {"image_ref1": picture(0), "image_ref2": b"junk"}
    refused(megvii.get_token(files, comparison_type="0"), 400, "IMAGE_ERROR_UNSUPPORTED_FORMAT: image_ref2")


@pytest.mark.parametrize("spoil", ["empty", "text", "cut", "gif", "large", "wide"])
def test_what_is_not_a_picture(megvii, picture, spoil: str) -> None:
    content = {
        "empty": b"",
        "text": b"this is not a picture",
        "cut": picture(side=64)[:-40],
        "gif": picture(kind="GIF"),
        "large": picture() + bytes(2 * 1024 * 1024),
        "wide": picture(side=4097),
    }[spoil]
    response = megvii.get_token({"image_ref1": content}, comparison_type="0")
    refused(response, 400, "IMAGE_ERROR_UNSUPPORTED_FORMAT: image_ref1")


def test_a_text_in_the_place_of_a_picture(megvii) -> None:
    response = megvii.get_token(image_ref1="iVBORw0KGgo=", comparison_type="0")
    refused(response, 400, "IMAGE_ERROR_UNSUPPORTED_FORMAT: image_ref1")


def test_a_file_in_the_place_of_a_text_is_missing(megvii) -> None:
    refused(megvii.get_token({"biz_no": b"1"}, biz_no=None), 400, "MISSING_ARGUMENTS: biz_no")


def test_of_a_field_sent_twice_the_first_counts(megvii, emulator) -> None:
    response = megvii.http.post(
        f"{megvii.base_url}/faceid/lite/get_token",
        files=[
            ("api_key", (None, "demo-key")),
            ("api_key", (None, "other")),
            ("api_secret", (None, "demo-secret")),
        ],
    )
    refused(response, 400, "MISSING_ARGUMENTS: return_url")


def test_secrets_are_masked_in_the_journal(megvii, emulator) -> None:
    megvii.get_token()
    assert "demo-secret" not in repr(emulator.journal.entries())
    assert emulator.journal.last().form["api_key"] == "demo-key"
