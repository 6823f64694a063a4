"""HTTP/2, against a real server of it."""

from __future__ import annotations

import asyncio
import ssl
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest


@pytest.mark.parametrize("http_client", [None, "fast"])
@pytest.mark.parametrize("http2", [True, False])
def test_http2_is_spoken_where_it_is_asked_for(
    call: Any, http2_server: Any, http_client: Any, http2: bool
) -> None:
    call.with_settings(base_url=http2_server.url, verify=http2_server.authority, http_client=http_client)
    said = call.with_settings(http2=http2).face_info().request_id
    assert said == ("HTTP/2" if http2 else "HTTP/1.1")


def test_tasks_share_a_connection(http2_server: Any, acme: Any) -> None:
    settings = {"api_key": "k", "api_secret": "s", "base_url": http2_server.url, "http2": True}

    async def main() -> list[Any]:
        async with acme.AsyncAcme(**settings, verify=http2_server.authority) as client:
            await client.get_face_info(group_id="g", face_token="t")
            calls = [client.get_face_info(group_id="g", face_token="t") for _ in range(64)]
            return [result.request_id for result in await asyncio.gather(*calls)]

    assert set(asyncio.run(main())) == {"HTTP/2"}
    assert len(http2_server.peers) == 1


def test_threads_do_not_get_into_each_others_way(http2_server: Any, acme: Any) -> None:
    settings = {"api_key": "k", "api_secret": "s", "base_url": http2_server.url, "http2": True}
    with acme.Acme(**settings, verify=http2_server.authority) as client:
        client.get_face_info(group_id="g", face_token="t")
        with ThreadPoolExecutor(16) as pool:
            said = list(
                pool.map(lambda _: client.get_face_info(group_id="g", face_token="t").request_id, range(64))
            )
    assert set(said) == {"HTTP/2"}


def test_a_passed_client_speaks_what_it_was_told(call: Any, http2_server: Any) -> None:
    context = ssl.create_default_context(cafile=http2_server.authority)
    call.with_settings(base_url=http2_server.url)
    assert call.through(httpx, http2=True, verify=context).face_info().request_id == "HTTP/2"
