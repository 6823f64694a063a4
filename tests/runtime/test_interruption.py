"""A call that is cancelled at any step leaves nothing behind: the next ones run as if it had never been.

Steps are counted over all tasks that a call consists of, so that each is hit exactly, whatever the machine does.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
import trustme
import uvloop

from specseal.runtime.config import Timeouts
from specseal.runtime.errors import APITimeoutError

LIBRARIES = {"httpx": httpx, "httpx2": httpx2}
#: A place that is lost makes the next call wait for this long, and fail.
LIMITS = Timeouts(connect=20, read=20, write=20, pool=20)


class Counted(Coroutine[Any, Any, Any]):
    """The coroutine, with a call of ``step`` before each of its steps."""

    def __init__(self, steps: Coroutine[Any, Any, Any], step: Callable[[], None]) -> None:
        self._steps = steps
        self._step = step

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._steps.__await__()

    def send(self, value: Any) -> Any:
        self._step()
        return self._steps.send(value)

    def throw(self, *error: Any) -> Any:
        self._step()
        return self._steps.throw(*error)

    def close(self) -> None:
        self._steps.close()


async def interrupt(call: Coroutine[Any, Any, Any], at: int, soon: bool) -> bool:
    """Cancel a call in, or right after, its step of this number. Says whether it came so far."""
    return (await interrupted(call, at, soon))[0]


async def interrupted(call: Coroutine[Any, Any, Any], at: int, soon: bool) -> tuple[bool, bool]:
    """As ``interrupt``; says also whether the call ended by it."""
    loop = asyncio.get_running_loop()
    left = at

    def step() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            loop.call_soon(task.cancel) if soon else task.cancel()

    loop.set_task_factory(
        lambda loop, coroutine, **more: asyncio.Task(Counted(coroutine, step), loop=loop, **more)
    )
    task = loop.create_task(call)
    try:
        await asyncio.wait([task])
    finally:
        loop.set_task_factory(None)
    if not task.cancelled():
        task.result()
    return left <= 0, task.cancelled()


class Way:
    """A server, and clients that reach it in one of the ways that there are."""

    def __init__(self, acme: Any, transport: str, url: str, verify: Any, http2: bool) -> None:
        self.acme, self.transport = acme, transport
        self.url, self.verify, self.http2 = url, verify, http2

    @contextlib.asynccontextmanager
    async def client(self, room: int = 1) -> AsyncIterator[Any]:
        """A client that may make so many calls at once, over so many connections."""
        settings: dict[str, Any] = {
            "api_key": "k",
            "api_secret": "s",
            "base_url": self.url,
            "max_retries": 0,
            "timeout": LIMITS,
        }
        async with contextlib.AsyncExitStack() as stack:
            if library := LIBRARIES.get(self.transport):
                context = ssl.create_default_context(cafile=self.verify) if self.verify else False
                custom = library.AsyncClient(
                    verify=context, http2=self.http2, limits=library.Limits(max_connections=room)
                )
                settings["http_client"] = await stack.enter_async_context(custom)
            else:
                settings |= {"concurrency": room, "verify": self.verify or True, "http2": self.http2}
                if self.transport == "fast":
                    settings["http_client"] = "fast"
            yield await stack.enter_async_context(self.acme.AsyncAcme(**settings))
            if library and (others := asyncio.all_tasks() - {asyncio.current_task()}):
                await asyncio.wait(others, timeout=30)  # interrupted requests end by themselves


def calling(client: Any) -> Any:
    return client.get_face_info(group_id="g", face_token="t")


@pytest.fixture
def way(request: pytest.FixtureRequest, acme: Any, tmp_path: Path) -> Iterator[Way]:
    """A transport and what the server speaks, which are the parameter."""
    transport, spoken = request.param.split()
    if spoken == "HTTP/2":
        with contextlib.closing(acme.Http2(tmp_path)) as server:
            yield Way(acme, transport, server.url, server.authority, True)
        return
    context = None
    if spoken == "TLS":
        authority = trustme.CA()
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("127.0.0.1").configure_cert(context)
    with contextlib.closing(acme.Server(context)) as server:
        yield Way(acme, transport, server.url, str(tmp_path / "ca.pem") if context else None, False)


WAYS = [
    f"{transport} {spoken}"
    for spoken in ("plain", "TLS", "HTTP/2")
    for transport in ("default", "httpx", "httpx2", "fast")
]
CUSTOM_HTTP2 = ["httpx HTTP/2", "httpx2 HTTP/2"]


def cancel_first_calls(way: Way, soon: bool) -> None:
    """A new client for each step, which has room for one call only."""

    async def once(at: int) -> bool:
        async with way.client() as client:
            reached = await interrupt(calling(client), at, soon)
            await calling(client)
            await asyncio.gather(calling(client), calling(client))
            return reached

    steps = 1
    while asyncio.run(once(steps)):
        steps += 1 if steps < 30 else 13  # httpcore takes a hundred alike to set up HTTP/2
    assert steps > 1


@pytest.mark.parametrize("soon", [False, True], ids=["in it", "after it"])
@pytest.mark.parametrize("way", [name for name in WAYS if name not in CUSTOM_HTTP2], indirect=True)
def test_a_first_call_that_is_cancelled_leaves_its_place(way: Way, soon: bool) -> None:
    cancel_first_calls(way, soon)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("way", CUSTOM_HTTP2, indirect=True)
def test_a_first_call_through_a_custom_client_of_http2(way: Way) -> None:
    """httpcore's pool forgets a connection that one request failed to open for another; it is closed as garbage."""
    cancel_first_calls(way, soon=True)
    gc.collect()


@pytest.mark.parametrize("soon", [False, True], ids=["in it", "after it"])
@pytest.mark.parametrize("way", WAYS, indirect=True)
def test_a_call_that_is_cancelled_on_a_warm_connection_leaves_its_place(way: Way, soon: bool) -> None:
    """Warm: one client for all steps, which has room for two; then a hundred calls come through it."""

    async def main() -> None:
        async with way.client(2) as client:
            steps, going = 1, True
            while going:
                await asyncio.gather(calling(client), calling(client))
                other = asyncio.ensure_future(calling(client))
                going = await interrupt(calling(client), steps, soon)
                await other  # which is not disturbed
                steps += 1
            assert steps > 1
            assert len(await asyncio.gather(*(calling(client) for _ in range(100)))) == 100

    asyncio.run(main())


def test_an_interrupted_connection_is_closed_at_once(server: Any, acme: Any) -> None:
    """Before anything else is done with the client."""
    way = Way(acme, "default", server.url, None, False)

    async def once(at: int) -> bool:
        async with way.client() as client:
            reached, ended = await interrupted(calling(client), at, soon=True)
            await asyncio.sleep(0)
            if ended:
                assert await asyncio.to_thread(server.wait_until_all_are_closed)
            return reached

    steps = 1
    while asyncio.run(once(steps)):
        steps += 1
    assert steps > 5


@pytest.mark.parametrize("transport", ["default", "httpx", "httpx2", "fast"])
def test_a_server_that_closed_meanwhile(server: Any, acme: Any, transport: str) -> None:
    """The connection that the call begins on is dead, and the call is cancelled at each step."""
    server.say(lambda connection: connection.sendall(acme.answer()))  # and closes
    way = Way(acme, transport, server.url, None, False)

    async def once(at: int) -> bool:
        async with way.client() as client:
            patient = client.with_options(max_retries=2)
            await calling(patient)
            reached = await interrupt(calling(patient), at, soon=True)
            for _ in range(3):
                await calling(patient)
            return reached

    steps = 1
    while asyncio.run(once(steps)):
        steps += 1
    assert steps > 1


@pytest.mark.parametrize("transport", ["default", "httpx", "httpx2", "fast"])
def test_calls_that_wait_for_an_answer_are_cancelled(server: Any, acme: Any, transport: str) -> None:
    """As many as there is room for, again and again; afterwards the connections are closed, and the room is there."""
    way = Way(acme, transport, server.url, None, False)
    server.say(server.stall)

    async def main() -> None:
        async with way.client(4) as client:
            for number in range(1, 4):
                calls = [asyncio.create_task(calling(client)) for _ in range(4)]
                await acme.until(lambda number=number: len(server.seen) >= 4 * number)
                for call in calls:
                    call.cancel()
                await asyncio.gather(*calls, return_exceptions=True)
            server.say(acme.answer())
            await asyncio.gather(*(calling(client) for _ in range(100)))
        assert server.connections <= 12 + 2 * 4

    asyncio.run(main())


def test_the_total_timeout_interrupts_as_a_cancellation_does(server: Any, acme: Any) -> None:
    """Near the latency, in a loop that is not asyncio's own."""
    way = Way(acme, "default", server.url, None, False)

    async def main() -> None:
        async with way.client(2) as client:
            for number in range(60):
                with contextlib.suppress(APITimeoutError):
                    await calling(client.with_options(total_timeout=0.0002 * (number + 1)))
            await asyncio.gather(*(calling(client) for _ in range(100)))

    uvloop.run(main())


def test_a_shared_connection_goes_on_for_the_others(http2_server: Any, acme: Any) -> None:
    """HTTP/2: one of many is cancelled while they all wait; the others get their answers, and then comes a new one."""
    way = Way(acme, "default", http2_server.url, http2_server.authority, True)

    async def main() -> None:
        async with way.client(100) as client:
            await calling(client)
            calls = [asyncio.create_task(calling(client)) for _ in range(20)]
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            calls[7].cancel()
            done = await asyncio.gather(*calls, return_exceptions=True)
            assert [isinstance(one, BaseException) for one in done] == [number == 7 for number in range(20)]
            assert len(http2_server.peers) == 1
            await asyncio.gather(*(calling(client) for _ in range(20)))
            assert len(http2_server.peers) == 2

    asyncio.run(main())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_call_whose_loop_ends_gives_back_its_place(server: Any, acme: Any) -> None:
    """A loop that is closed with a call under way, of which asyncio complains; the client goes on in the next."""
    server.say(server.stall)
    client = acme.AsyncAcme(api_key="k", api_secret="s", base_url=server.url, max_retries=0, concurrency=1)

    async def begin() -> None:
        task = asyncio.create_task(calling(client))
        await acme.until(lambda: bool(server.seen))
        kept.append(task)

    kept: list[Any] = []
    loop = asyncio.new_event_loop()
    loop.run_until_complete(begin())
    loop.close()
    kept.clear()
    gc.collect()
    server.say(acme.answer())

    async def go_on() -> None:
        await calling(client)
        await client.aclose()

    asyncio.run(go_on())
    gc.collect()
