"""FinAuth FaceSearch and FinAuth Premium, and what all Megvii products share."""

from __future__ import annotations

import re

import pytest

from specseal_emulator import Account, Seed, Settings, default_seed
from specseal_emulator.testing import running

REQUEST_ID = re.compile(r"\d{10},[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def refused(response, status: int, error: str) -> None:
    body = response.json()
    assert (response.status_code, body.pop("error")) == (status, error)
    assert REQUEST_ID.fullmatch(body.pop("request_id"))
    assert isinstance(body.pop("time_used"), int)
    assert body == {}


def test_the_face_of_the_document(megvii) -> None:
    response = megvii.face_info()
    assert response.status_code == 200
    body = response.json()
    assert body["info"] == {
        "face_token": "9eab9fe14a402295fb78409a81abfc3c",
        "user_id": "user_01",
        "user_data": "Test user",
        "add_time": 1769739690208,
    }
    assert REQUEST_ID.fullmatch(body["request_id"])
    assert isinstance(body["time_used"], int)


def test_request_ids_carry_the_time_and_differ(megvii, emulator) -> None:
    emulator.clock.freeze(1_769_743_445)
    sign = megvii.sign(now=1_769_743_445)
    ids = {megvii.face_info(sign=sign).json()["request_id"] for _ in range(5)}
    assert len(ids) == 5
    assert all(request_id.startswith("1769743445,") for request_id in ids)


def test_an_unknown_face(megvii) -> None:
    refused(megvii.face_info(face_token="0" * 32), 400, "INVALID_FACE_TOKEN")


def test_an_unknown_group(megvii) -> None:
    refused(megvii.face_info(group_id="nobody's"), 400, "INVALID_GROUP_ID")


def test_the_error_of_an_unknown_group_is_a_setting(http, megvii) -> None:
    with running(settings=Settings(unknown_group="INVALID_FACE_TOKEN")) as other:
        megvii.base_url = other.base_url
        refused(megvii.face_info(group_id="nobody's"), 400, "INVALID_FACE_TOKEN")


@pytest.mark.parametrize("name", ["group_id", "face_token"])
@pytest.mark.parametrize("value", [None, ""])
def test_missing_parameters(megvii, name: str, value: str | None) -> None:
    refused(megvii.face_info(**{name: value}), 400, f"MISSING_ARGUMENTS: {name}")


def test_of_several_missing_parameters_the_first_of_the_document_is_named(megvii) -> None:
    refused(megvii.face_info(group_id=None, face_token=None), 400, "MISSING_ARGUMENTS: group_id")


def test_one_owner_does_not_see_the_faces_of_another(megvii, emulator) -> None:
    Seed(accounts=(Account("other-key", "other-secret", owner="other"),)).write(emulator.world.store)
    response = megvii.face_info(sign=megvii.sign("other-key", "other-secret"))
    refused(response, 400, "INVALID_GROUP_ID")


def test_a_biz_token(megvii, emulator) -> None:
    body = megvii.get_biz_token(uuid="user-1").json()
    assert set(body) == {"request_id", "time_used", "biz_token"}
    assert REQUEST_ID.fullmatch(body["biz_token"])
    assert body["biz_token"] != body["request_id"]


def test_a_biz_token_lives_for_an_hour(megvii, emulator) -> None:
    token = megvii.get_biz_token().json()["biz_token"]
    store, now = emulator.world.store, emulator.clock.now()
    assert store.get("biz-token", token, now + 3590) is not None
    assert store.get("biz-token", token, now + 3610) is None


def test_the_uuid_is_measured_in_bytes(megvii) -> None:
    assert megvii.get_biz_token(uuid="é" * 64).status_code == 200
    refused(megvii.get_biz_token(uuid="é" * 64 + "x"), 400, "BAD_ARGUMENTS: uuid")


def test_missing_comes_before_bad(megvii) -> None:
    refused(megvii.get_biz_token(uuid="x" * 129, liveness_id=None), 400, "MISSING_ARGUMENTS: liveness_id")


def test_liveness_ids_can_be_limited(megvii) -> None:
    with running(settings=Settings(liveness_ids=("known",))) as other:
        megvii.base_url = other.base_url
        assert megvii.get_biz_token(liveness_id="known").status_code == 200
        refused(megvii.get_biz_token(liveness_id="unknown"), 400, "BAD_ARGUMENTS: liveness_id")


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        ("AUTHORIZATION_ERROR: API_KEY_BE_DISCONTINUED", 403),
        ("AUTHORIZATION_ERROR: LIMIT_REACHED", 403),
        ("AUTHORIZATION_ERROR: IP_NOT_ALLOWED", 403),
        ("AUTHORIZATION_ERROR: DENIED", 403),
        ("CONCURRENCY_LIMIT_EXCEEDED", 403),
        ("INTERNAL_ERROR", 500),
    ],
)
def test_an_account_can_be_set_to_meet_any_documented_error(
    megvii, emulator, refusal: str, status: int
) -> None:
    Seed(accounts=(Account("held", "secret", refusal=refusal),)).write(emulator.world.store)
    response = megvii.get_biz_token(sign=megvii.sign("held", "secret"), liveness_id=None)
    refused(response, status, refusal)


def test_the_separator_is_a_setting(megvii) -> None:
    with running(settings=Settings(megvii_separator=":")) as other:
        megvii.base_url = other.base_url
        refused(megvii.get_biz_token(liveness_id=None), 400, "MISSING_ARGUMENTS:liveness_id")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_an_api(megvii, method: str) -> None:
    response = megvii.http.request(method, f"{megvii.base_url}/finauth/v5/sdk/get_biz_token")
    assert (response.status_code, response.json()) == (404, {"error": "API_NOT_FOUND"})


@pytest.mark.parametrize(
    "path", ["/nowhere", "/finauth/v5/sdk/get_biz_token/", "/finauth//v5", "/%2e%2e/etc"]
)
def test_other_paths_are_not_an_api(megvii, path: str) -> None:
    response = megvii.http.post(megvii.base_url + path)
    assert (response.status_code, response.json()) == (404, {"error": "API_NOT_FOUND"})


def test_reset_forgets_and_seeds_again(megvii, emulator) -> None:
    token = megvii.get_biz_token().json()["biz_token"]
    emulator.clock.shift(50)
    emulator.reset()
    assert emulator.journal.entries() == []
    assert emulator.world.store.get("biz-token", token, 0) is None
    assert megvii.face_info().status_code == 200


def test_with_a_seed_the_ids_come_again(megvii) -> None:
    tokens = []
    for _ in range(2):
        with running(random_seed=7, seed=default_seed()) as other:
            other.clock.freeze(1_800_000_000)
            megvii.base_url = other.base_url
            tokens.append(megvii.get_biz_token(sign=megvii.sign(now=1_800_000_000)).json()["biz_token"])
    assert tokens[0] == tokens[1]
