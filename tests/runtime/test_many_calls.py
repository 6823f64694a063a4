"""Two thousand calls from 64 threads, and from 64 tasks, through one client."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

CALLS, AT_ONCE = 2000, 64
#: Connections. The one in Rust begins a connection while it waits for another to become free, and keeps both.
MOST = {None: AT_ONCE, "fast": 2 * AT_ONCE}


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
    assert echo.connections <= MOST[http_client]
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
    assert echo.connections <= MOST[http_client]
    assert echo.wait_until_all_are_closed()


@pytest.mark.parametrize("http_client", [None, "fast"])
def test_no_more_calls_than_concurrency_allows(server: Any, acme: Any, http_client: Any) -> None:
    change = threading.Condition()
    running = 0
    go_on = threading.Event()

    def held(connection: Any) -> None:
        nonlocal running
        with change:
            running += 1
            change.notify_all()
        go_on.wait(30)
        connection.sendall(acme.answer(headers={"Connection": "close"}))

    server.say(held)
    settings = {"api_key": "k", "api_secret": "s", "base_url": server.url, "http_client": http_client}
    with acme.Acme(**settings, concurrency=3) as client, ThreadPoolExecutor(12) as pool:
        calls = [pool.submit(client.query_users) for _ in range(12)]
        with change:
            assert change.wait_for(lambda: running == 3, 10)
            assert not change.wait_for(lambda: running > 3, 0.5)  # nine more would like to
        go_on.set()
        for call in calls:
            call.result(30)
    assert running == 12


def test_no_more_tasks_than_concurrency_allows(server: Any, acme: Any) -> None:
    arrived = threading.Semaphore(0)
    go_on = threading.Event()

    def held(connection: Any) -> None:
        arrived.release()
        go_on.wait(30)
        connection.sendall(acme.answer(headers={"Connection": "close"}))

    async def main() -> None:
        async with acme.AsyncAcme(api_key="k", api_secret="s", base_url=server.url, concurrency=3) as client:
            calls = [asyncio.create_task(client.query_users()) for _ in range(12)]
            for _ in range(3):
                assert await asyncio.to_thread(arrived.acquire, timeout=10)
            assert not await asyncio.to_thread(arrived.acquire, timeout=0.5)
            go_on.set()
            await asyncio.gather(*calls)

    server.say(held)
    asyncio.run(main())
    assert len(server.seen) == 12
