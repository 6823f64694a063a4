"""Two thousand calls from 64 threads, and from 64 tasks, through one client."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

CALLS, AT_ONCE = 2000, 64


@pytest.fixture
def echo(server: Any) -> Any:
    """A server that answers with the group that the form names."""
    server.echo = True
    return server


@pytest.mark.parametrize("http_client", [None, "fast"])
def test_threads_share_a_client(echo: Any, acme: Any, http_client: Any) -> None:
    with (
        acme.Acme(
            api_key="k", api_secret="s", base_url=echo.url, http_client=http_client, max_retries=0
        ) as client,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        names = [f"group-{number}" for number in range(CALLS)]
        answers = list(
            pool.map(lambda name: client.get_face_info(group_id=name, face_token="t").request_id, names)
        )
    assert answers == names
    assert len({seen.form()["sign"] for seen in echo.seen}) == len(echo.seen) == CALLS
    assert echo.connections <= AT_ONCE
    assert echo.wait_until_all_are_closed()


@pytest.mark.parametrize("http_client", [None, "fast"])
def test_tasks_share_a_client(echo: Any, acme: Any, http_client: Any) -> None:
    names = [f"group-{number}" for number in range(CALLS)]

    async def main() -> list[str]:
        free = asyncio.Semaphore(AT_ONCE)
        async with acme.AsyncAcme(
            api_key="k", api_secret="s", base_url=echo.url, http_client=http_client, max_retries=0
        ) as client:

            async def one(name: str) -> Any:
                async with free:
                    return (await client.get_face_info(group_id=name, face_token="t")).request_id

            return list(await asyncio.gather(*map(one, names)))

    assert asyncio.run(main()) == names
    assert len({seen.form()["sign"] for seen in echo.seen}) == len(echo.seen) == CALLS
    assert echo.connections <= AT_ONCE
    assert echo.wait_until_all_are_closed()


def test_no_more_calls_than_concurrency_allows(server: Any, acme: Any) -> None:
    running, most, lock = 0, 0, threading.Lock()
    gate = threading.Barrier(3)

    def slow(connection: Any) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        gate.wait(10)  # three run at once, and no fourth comes before they are done
        with lock:
            running -= 1
        connection.sendall(acme.answer(headers={"Connection": "close"}))

    server.say(slow)
    with (
        acme.Acme(api_key="k", api_secret="s", base_url=server.url, concurrency=3, max_retries=0) as client,
        ThreadPoolExecutor(12) as pool,
    ):
        list(pool.map(lambda _: client.query_users(), range(12)))
    assert most == 3
