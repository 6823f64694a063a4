"""A whole verification with the generated client: the token, the browser's step, and the callbacks it brings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from faceid_lite import AsyncFaceIDLite, FaceIDLite, errors
from specseal_emulator import Settings
from specseal_emulator.testing import Running, running
from tests.emulator.h5 import Receiver, receiving

KEYS: dict[str, Any] = {"api_key": "demo-key", "api_secret": "demo-secret"}


@pytest.fixture(scope="module")
def lite() -> Iterator[Running]:
    with running(settings=Settings(callback_ports=("any",))) as emulator:
        yield emulator


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest.fixture(params=["sync", "async"])
def token(
    request: pytest.FixtureRequest, lite: Running, receiver: Receiver, picture: Any
) -> Callable[..., Any]:
    """Ask for a token, and give it with the client that asked."""
    fields = {
        "return_url": receiver.url("/return"),
        "notify_url": receiver.url("/notify"),
        "comparison_type": "0",
        "uuid": "user-1",
        "image_ref1": picture(1),
    }

    def get(**more: Any) -> tuple[Any, str]:
        if request.param == "sync":
            with FaceIDLite(base_url=lite.base_url, **KEYS) as client:
                return client, str(client.get_token(**fields, **more).token)

        async def main() -> tuple[Any, str]:
            async with AsyncFaceIDLite(base_url=lite.base_url, **KEYS) as client:
                return client, str((await client.get_token(**fields, **more)).token)

        return asyncio.run(main())

    return get


@pytest.mark.parametrize(
    ("outcome", "status", "result"),
    [
        ("pass", "OK", "PASS"),
        ("no-pass", "OK", "FAIL"),
        ("failed", "FAILED", None),
        ("cancelled", "CANCELLED", None),
        ("timeout", "TIMEOUT", None),
        ("webrtc-unsupported", "WEBRTC_UNSUPPORTED", None),
    ],
)
def test_from_the_token_to_a_verified_callback(
    token: Any, lite: Running, receiver: Receiver, outcome: str, status: str, result: str | None
) -> None:
    client, value = token(biz_no="订单 7", biz_extra_data="<&>\"'")
    address = client.liveness_url(value)
    assert address.startswith(f"{lite.base_url}/faceid/lite/do?token=")
    assert httpx.get(address).status_code == 200
    ended = httpx.post(address.partition("?")[0], data={"token": value, "outcome": outcome})
    assert ended.status_code in {200, 303}, ended.text
    form = receiver.next("/notify").form
    found = client.callbacks.unwrap(form["data"], form["sign"])
    assert found.status == status
    assert (found.liveness_result.result if found.liveness_result else None) == result
    assert (found.biz_info.biz_no, found.biz_info.biz_extra_data) == ("订单 7", "<&>\"'")
    with pytest.raises(errors.CallbackError):
        client.callbacks.unwrap(
            form["data"].replace(status, "OK" if status != "OK" else "FAILED"), form["sign"]
        )
