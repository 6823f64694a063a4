"""The same scenarios through Alibaba's own SDKs, unmodified, and through the generated client: the same outcomes.

Where they must differ, they do by what is known of the SDKs: none of them raises for a refusal inside HTTP 200, and the
old one names a wrong secret in words of its own.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from linkvisual import AsyncLinkVisual, LinkVisual
from linkvisual.errors import APIStatusError
from specseal_emulator.testing import Running


class Outcome(NamedTuple):
    """What a call came to: the total and the names, or the error code."""

    total: int | None = None
    names: tuple[str, ...] = ()
    code: str = ""


ARGUMENTS = {"isolation_id": "ZheJiangHZ", "page_no": 1, "page_size": 50}
KEYS = {"key": "demo-key", "secret": "demo-secret", "token": None}


def tea(
    emulator: Running, keys: dict[str, Any], given: dict[str, Any], *, version: str | None, wait: bool
) -> Outcome:
    from alibabacloud_linkvisual20180120 import models
    from alibabacloud_linkvisual20180120.client import Client
    from alibabacloud_tea_openapi import models as openapi
    from darabonba.exceptions import DaraException

    config = openapi.Config(
        access_key_id=keys["key"],
        access_key_secret=keys["secret"],
        security_token=keys["token"],
        region_id="cn-shanghai",
        endpoint=emulator.base_url.removeprefix("http://"),
        protocol="http",
    )
    if version:
        config.signature_algorithm = version
    client, request = Client(config), models.QueryFaceUserByNameRequest(**given)
    try:
        if wait:
            body = asyncio.run(client.query_face_user_by_name_async(request)).body
        else:
            body = client.query_face_user_by_name(request).body
    except DaraException as error:
        return Outcome(code=str(error.code))
    if not body.success:
        return Outcome(code=body.code)
    return Outcome(int(body.data.total), tuple(user.name for user in body.data.list))


def core(emulator: Running, keys: dict[str, Any], given: dict[str, Any]) -> Outcome:
    from aliyunsdkcore.acs_exception.exceptions import ServerException
    from aliyunsdkcore.auth.credentials import StsTokenCredential
    from aliyunsdkcore.client import AcsClient
    from aliyunsdklinkvisual.request.v20180120.QueryFaceUserByNameRequest import QueryFaceUserByNameRequest

    names = {
        "isolation_id": "IsolationId",
        "page_no": "PageNo",
        "page_size": "PageSize",
        "name": "Name",
        "params": "Params",
    }
    request = QueryFaceUserByNameRequest()
    request.set_endpoint(emulator.base_url.removeprefix("http://"))
    request.set_protocol_type("http")
    for name, value in given.items():
        getattr(request, f"set_{names[name]}")(value)
    if keys["token"]:
        credential = StsTokenCredential(keys["key"], keys["secret"], keys["token"])
        client = AcsClient(region_id="cn-shanghai", credential=credential)
    else:
        client = AcsClient(keys["key"], keys["secret"], "cn-shanghai")
    try:
        body = json.loads(client.do_action_with_exception(request))
    except ServerException as error:
        known = {
            "InvalidAccessKeySecret": "SignatureDoesNotMatch"
        }  # it compares the strings to sign by itself
        return Outcome(code=known.get(error.get_error_code(), error.get_error_code()))
    if not body["Success"]:
        return Outcome(code=body["Code"])
    return Outcome(int(body["Data"]["Total"]), tuple(user["Name"] for user in body["Data"]["List"]))


def ours(
    emulator: Running, keys: dict[str, Any], given: dict[str, Any], *, wait: bool, **settings: Any
) -> Outcome:
    made: dict[str, Any] = {
        "access_key_id": keys["key"],
        "access_key_secret": keys["secret"],
        "security_token": keys["token"],
        "base_url": emulator.base_url,
        "max_retries": 0,
        **settings,
    }

    async def later() -> Any:
        async with AsyncLinkVisual(**made) as client:
            return await client.query_face_user_by_name(**given)

    try:
        if wait:
            result = asyncio.run(later())
        else:
            with LinkVisual(**made) as client:
                result = client.query_face_user_by_name(**given)
    except APIStatusError as error:
        return Outcome(code=str(error.code))
    return Outcome(result.data.total, tuple(user.name for user in result.data.list))


CLIENTS: dict[str, Callable[..., Outcome]] = {
    "tea, V3": lambda *call: tea(*call, version=None, wait=False),
    "tea, V3, async": lambda *call: tea(*call, version=None, wait=True),
    "tea, 1.0": lambda *call: tea(*call, version="v2", wait=False),
    "tea, 1.0, async": lambda *call: tea(*call, version="v2", wait=True),
    "core": core,
    "ours, V3": lambda *call: ours(*call, wait=False),
    "ours, V3, async": lambda *call: ours(*call, wait=True),
    "ours, V3, fast": lambda *call: ours(*call, wait=False, http_client="fast"),
    "ours, 1.0": lambda *call: ours(*call, wait=False, signature="v1"),
    "ours, 1.0, async": lambda *call: ours(*call, wait=True, signature="v1"),
    "ours, 1.0, XML": lambda *call: ours(*call, wait=False, signature="v1", format="XML"),
}
ALL = 8
SCENARIOS: dict[str, tuple[dict[str, Any], dict[str, Any], Outcome | Callable[[Outcome], bool]]] = {
    "everybody": ({}, {}, lambda found: found.total == ALL and len(found.names) == ALL),
    "a page of three": ({}, {"page_size": 3}, lambda found: found.total == ALL and len(found.names) == 3),
    "the last page": ({}, {"page_size": 3, "page_no": 3}, lambda found: len(found.names) == 2),
    "by name": ({}, {"name": "Tony"}, Outcome(1, ("Tony",))),
    "by a part of the name": ({}, {"name": "on"}, lambda found: "Tony" in found.names),
    "by params": (
        {},
        {"name": "Tony", "params": '{"key1":"value1", "key2":"value2"}'},
        Outcome(1, ("Tony",)),
    ),
    "by other params": ({}, {"params": "托尼 A+b*~/ %&=?#"}, Outcome(0, ())),
    "a name outside ASCII": (
        {},
        {"name": "托尼"},
        lambda found: found.code == "" and found.total is not None,
    ),
    "temporary credentials": (
        {"key": "STS.demo-key", "token": "demo-token"},
        {},
        lambda found: found.total == ALL,
    ),
    "an unknown key": ({"key": "nobody"}, {}, Outcome(code="InvalidAccessKeyId.NotFound")),
    "a wrong secret": ({"secret": "wrong"}, {}, Outcome(code="SignatureDoesNotMatch")),
    "a page that is too large": ({}, {"page_size": 51}, lambda found: found.code not in {"", "200"}),
    "a page number below one": ({}, {"page_no": 0}, lambda found: found.code not in {"", "200"}),
    "an isolation id with a space": ({}, {"isolation_id": "Zhe Jiang"}, lambda found: found.code != ""),
}


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_same_outcome(emulator: Running, scenario: str, client: str) -> None:
    keys, given, expected = SCENARIOS[scenario]
    call = (emulator, KEYS | keys, ARGUMENTS | given)
    found = CLIENTS[client](*call)
    assert expected(found) if callable(expected) else found == expected
    assert found == CLIENTS["core"](*call)
