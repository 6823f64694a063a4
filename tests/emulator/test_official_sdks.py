"""Alibaba Cloud's own Python SDKs, unmodified, against the emulator."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest


def tea_client(emulator: Any, signature: str | None, secret: str, token: str | None = None) -> Any:
    from alibabacloud_linkvisual20180120.client import Client
    from alibabacloud_tea_openapi import models

    config = models.Config(
        access_key_id="STS.demo-key" if token else "demo-key",
        access_key_secret=secret,
        security_token=token,
        region_id="cn-shanghai",
        endpoint=emulator.base_url.removeprefix("http://"),
        protocol="http",
    )
    if signature:
        config.signature_algorithm = signature
    return Client(config)


def tea_request(**changes: Any) -> Any:
    from alibabacloud_linkvisual20180120.models import QueryFaceUserByNameRequest

    given = {"isolation_id": "ZheJiangHZ", "page_no": 1, "page_size": 10, **changes}
    return QueryFaceUserByNameRequest(**given)


def core_call(emulator: Any, secret: str, **params: Any) -> Any:
    from aliyunsdkcore.client import AcsClient
    from aliyunsdklinkvisual.request.v20180120.QueryFaceUserByNameRequest import QueryFaceUserByNameRequest

    request = QueryFaceUserByNameRequest()
    request.set_endpoint(emulator.base_url.removeprefix("http://"))
    request.set_protocol_type("http")
    request.set_IsolationId("ZheJiangHZ")
    request.set_PageNo(1)
    request.set_PageSize(10)
    for name, value in params.items():
        getattr(request, f"set_{name}")(value)
    return json.loads(AcsClient("demo-key", secret, "cn-shanghai").do_action_with_exception(request))


@pytest.mark.parametrize("signature", [None, "v2"])
def test_the_current_sdk_gets_a_typed_result(emulator, signature: str | None) -> None:
    body = (
        tea_client(emulator, signature, "demo-secret").query_face_user_by_name(tea_request(name="Tony")).body
    )
    assert (body.success, body.code, body.data.total, body.data.page) == (True, "200", 1, 1)
    user = body.data.list[0]
    assert (user.user_id, user.name, user.create_time) == ("3mtjaqebeq4d****", "Tony", 1636427314000)
    assert user.face_pic_list[0].feature_dtolist[0].algorithm_name == "TestAlgorithmName"


@pytest.mark.parametrize("signature", [None, "v2"])
def test_the_current_sdk_with_difficult_characters(emulator, signature: str | None) -> None:
    client = tea_client(emulator, signature, "demo-secret")
    params = '{"key1":"value1", "key2":"托尼 +*~/"}'
    body = client.query_face_user_by_name(tea_request(name="李雷", params=params)).body
    assert (body.success, body.data.total) == (True, 0)
    assert emulator.journal.last().query["Params"] == params


@pytest.mark.parametrize("signature", [None, "v2"])
def test_the_current_sdk_with_temporary_credentials(emulator, signature: str | None) -> None:
    client = tea_client(emulator, signature, "demo-secret", token="demo-token")
    assert client.query_face_user_by_name(tea_request()).body.data.total == 8


def test_the_current_sdk_in_async(emulator) -> None:
    client = tea_client(emulator, None, "demo-secret")
    params = '{"key1":"value1", "key2":"托尼 +*~/"}'
    body = asyncio.run(client.query_face_user_by_name_async(tea_request(name="Tony"))).body
    assert body.data.list[0].name == "Tony"
    body = asyncio.run(client.query_face_user_by_name_async(tea_request(params=params))).body
    assert body.data.total == 0


@pytest.mark.parametrize(
    ("signature", "text"),
    [
        (
            None,
            "Specified signature does not match our calculation. server StringToSign is [ACS3-HMAC-SHA256",
        ),
        ("v2", "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&"),
    ],
)
def test_the_current_sdk_with_a_wrong_secret(emulator, signature: str | None, text: str) -> None:
    from darabonba.exceptions import DaraException

    client = tea_client(emulator, signature, "wrong")
    with pytest.raises(DaraException) as caught:
        client.query_face_user_by_name(tea_request())
    error: Any = caught.value
    assert error.code == "SignatureDoesNotMatch"
    assert text in error.message
    assert error.status_code == 400


@pytest.mark.parametrize("signature", [None, "v2"])
def test_the_current_sdk_with_a_missing_parameter(emulator, signature: str | None) -> None:
    from darabonba.exceptions import DaraException

    client = tea_client(emulator, signature, "demo-secret")
    with pytest.raises(DaraException, match="IsolationId is mandatory") as caught:
        client.query_face_user_by_name(tea_request(isolation_id=None))
    error: Any = caught.value
    assert error.code == "MissingIsolationId"


def test_the_old_sdk(emulator) -> None:
    body = core_call(emulator, "demo-secret", Name="Tony", Params='{"key1":"value1", "key2":"value2"}')
    assert (body["Success"], body["Data"]["Total"], body["Data"]["List"][0]["Name"]) == (True, 1, "Tony")


def test_the_old_sdk_with_difficult_characters(emulator) -> None:
    assert core_call(emulator, "demo-secret", Name="韩梅梅", Params="托尼 +*~/")["Data"]["Total"] == 0
    assert emulator.journal.last().query["Params"] == "托尼 +*~/"


def test_the_old_sdk_with_a_wrong_secret_blames_the_secret(emulator) -> None:
    """It compares the server's string to sign with its own and says so when they are the same."""
    from aliyunsdkcore.acs_exception.exceptions import ServerException

    with pytest.raises(ServerException) as caught:
        core_call(emulator, "wrong")
    assert caught.value.get_error_code() == "InvalidAccessKeySecret"
    assert caught.value.get_http_status() == 400


def test_the_old_sdk_with_an_unknown_key(emulator) -> None:
    from aliyunsdkcore.acs_exception.exceptions import ServerException
    from aliyunsdkcore.client import AcsClient
    from aliyunsdklinkvisual.request.v20180120.QueryFaceUserByNameRequest import QueryFaceUserByNameRequest

    request = QueryFaceUserByNameRequest()
    request.set_endpoint(emulator.base_url.removeprefix("http://"))
    with pytest.raises(ServerException) as caught:
        AcsClient("nobody", "x", "cn-shanghai").do_action_with_exception(request)
    assert caught.value.get_error_code() == "InvalidAccessKeyId.NotFound"
    assert caught.value.get_http_status() == 404
    assert caught.value.get_request_id().isupper()
