"""Raw responses, and undocumented calls, against the emulator."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from faceid_lite import errors as lite
from finauth_facesearch import errors as face
from linkvisual import errors as link
from linkvisual._runtime.undocumented import Given
from specseal_emulator.testing import Running

from .conftest import CLIENTS

FACE = {"group_id": "demo_group", "face_token": "9eab9fe14a402295fb78409a81abfc3c"}
USERS = {"isolation_id": "ZheJiangHZ", "page_no": 1, "page_size": 10}
Use = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def use(request: pytest.FixtureRequest, emulator: Running) -> Use:
    """Let a function use a client: ``use("lite", lambda client: client.get_token(…))``."""

    def make(product: str, work: Callable[[Any], Any], **settings: Any) -> Any:
        sync, asynchronous, credentials = CLIENTS[product]
        given = {"base_url": emulator.base_url, "max_retries": 0} | credentials | settings
        if request.param == "sync":
            with sync(**given) as client:
                return work(client)

        async def run() -> Any:
            async with asynchronous(**given) as client:
                return await work(client)

        return asyncio.run(run())

    return make


def test_the_answer_first_and_the_result_from_it(use: Use) -> None:
    raw = use("facesearch", lambda client: client.with_raw_response.get_face_info(**FACE))
    assert raw.status_code == 200
    assert raw.headers["Content-Type"].startswith("application/json")
    assert raw.request_id == raw.json()["request_id"]
    result = raw.parse()
    assert result.info.face_token == FACE["face_token"]
    assert result.raw_response.content == raw.content


def test_the_request_id_is_on_every_result(use: Use) -> None:
    result = use("linkvisual", lambda client: client.query_face_user_by_name(**USERS))
    assert result.raw_response.request_id == result.request_id
    assert len(result.raw_response.request_id) == 36


def test_failures_are_raised_all_the_same(use: Use) -> None:
    with pytest.raises(face.InvalidFaceTokenError) as caught:
        use(
            "facesearch",
            lambda c: c.with_raw_response.get_face_info(group_id="demo_group", face_token="none"),
        )
    assert caught.value.request_id


def test_an_undocumented_call_is_signed_in_the_form(use: Use, emulator: Running) -> None:
    """The documented call, called as if it were not documented: the emulator accepts its signature."""
    raw = use("facesearch", lambda c: c.request("post", "/finauth/search/group/face_info", form=FACE))
    assert raw.json()["info"]["face_token"] == FACE["face_token"]
    assert raw.request_id
    with pytest.raises(face.InvalidFaceTokenError):
        form = {**FACE, "face_token": "none"}
        use("facesearch", lambda c: c.request("POST", "/finauth/search/group/face_info", form=form))


def test_an_undocumented_call_carries_key_and_secret_and_files(
    use: Use, emulator: Running, picture: Any
) -> None:
    form = {
        "return_url": "https://your.example/r",
        "notify_url": "https://your.example/n",
        "biz_no": "1",
        "comparison_type": "0",
        "uuid": "u",
    }
    call = {"form": form, "files": {"image_ref1": ("face.png", picture(1))}}
    assert use("lite", lambda c: c.request("POST", "/faceid/lite/get_token", **call)).json()["token"]
    assert emulator.journal.last().files["image_ref1"].filename == "face.png"
    with pytest.raises(lite.APIStatusError):
        use("lite", lambda c: c.request("POST", "/faceid/lite/get_token", form={"biz_no": "1"}))


@pytest.mark.parametrize("signature", ["v3", "v1"])
def test_an_undocumented_action_is_signed_in_either_way(use: Use, signature: str) -> None:
    query = {"Action": "QueryFaceUserByName", "IsolationId": "ZheJiangHZ", "PageNo": 1, "PageSize": 2}
    raw = use("linkvisual", lambda c: c.request("POST", "/", query=query), signature=signature)
    assert raw.json()["Data"]["Total"] == 8
    with pytest.raises(link.InvalidActionNotFoundError):
        other = {**query, "Action": "NoSuchAction"}
        use("linkvisual", lambda c: c.request("POST", "/", query=other), signature=signature)


def test_a_part_that_a_package_does_not_have_is_named(use: Use) -> None:
    with pytest.raises(link.ConfigurationError, match="files"):
        use(
            "linkvisual",
            lambda c: c._request(
                "POST", "/", Given(None, None, None, {"f": b"1"}, None, None, None), False, None
            ),
        )


def test_a_path_must_be_one(use: Use) -> None:
    with pytest.raises(ValueError, match="path"):
        use("facesearch", lambda c: c.request("POST", "finauth"))
