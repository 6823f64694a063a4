"""Many calls with every kind of fault among them: nothing grows, and nothing is missing afterwards.

``make soak`` makes 20,000 calls each way; the default suite makes a few hundred.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import os
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from specseal.runtime.errors import APIError

from .acme.faults import reset
from .acme.listener import Listener

CALLS = int(os.environ.get("SPECSEAL_SOAK", "200"))
AT_ONCE, ROOM = 16, 8
GROWTH = 24 * 1024 * 1024  # bytes of memory between the first quarter and the end

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 2\r\nRetry-After: 0.001\r\n\r\n{}"


class Faulty:
    """A server that does right by six requests of ten, and keeps nothing of any."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self.faulty = True
        self._listener = Listener(self._serve)
        self.url = f"http://{self._listener.address}"

    def _serve(self, connection: socket.socket, over: threading.Event) -> None:
        received = b""
        while not over.is_set():
            while b"\r\n\r\n" not in received:
                if not (more := connection.recv(65536)):
                    return
                received += more
            head, _, received = received.partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
            while len(received) < length:
                if not (more := connection.recv(65536)):
                    return
                received += more
            received = received[length:]
            if not self._answer(connection, over, next(self._numbers) % 10 if self.faulty else 0):
                return

    def _answer(self, connection: socket.socket, over: threading.Event, kind: int) -> bool:
        match kind:
            case 6:
                connection.sendall(BUSY)
            case 7:
                reset(connection)
                return False
            case 8:
                connection.sendall(OK[:-1])
                return False
            case 9:
                over.wait(0.05)
                connection.sendall(OK)
            case _:
                connection.sendall(OK)
        return True

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Iterator[Faulty]:
    monkeypatch.setattr("specseal.runtime.retry.LONGEST_SPREAD", 0.01)  # retries come soon
    made = Faulty()
    yield made
    made.close()


def memory() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE")


def descriptors() -> int:
    gc.collect()
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def settle(wanted: Callable[[], bool]) -> bool:
    """Whether it comes to that within half a minute: the server's threads need a while."""
    waiting = threading.Event()
    return any(wanted() or waiting.wait(0.05) for _ in range(600)) and wanted()


def options(number: int) -> dict[str, Any]:
    return {"total_timeout": 0.02} if number % 9 == 0 else {}


@pytest.mark.parametrize("http_client", [None, "fast"])
def test_threads(faulty: Faulty, acme: Any, http_client: Any) -> None:
    before = descriptors()
    client = acme.Acme(
        api_key="k",
        api_secret="s",
        base_url=faulty.url,
        concurrency=ROOM,
        rate_limit=1e9,
        http_client=http_client,
    )
    grown = [0]

    def one(number: int) -> None:
        if number == CALLS // 4:
            grown[0] = memory()
        with contextlib.suppress(APIError):
            client.with_options(**options(number)).get_face_info(group_id="g", face_token="t")

    with client, ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(CALLS)))
        grown[0] = memory() - grown[0]
        faulty.faulty = False
        list(pool.map(one, [-1] * 100))
        here = client._shared.here()
        assert here.limiter._free.get().qsize() == ROOM
        assert here.budget.left > 0
    assert grown[0] < GROWTH
    assert settle(lambda: descriptors() <= before + 8)


@pytest.mark.parametrize("transport", ["default", "custom", "fast"])
def test_tasks(faulty: Faulty, acme: Any, transport: str) -> None:
    before = descriptors()

    async def main() -> int:
        async with contextlib.AsyncExitStack() as stack:
            http_client: Any = {"default": None, "fast": "fast"}.get(transport)
            if transport == "custom":
                limits = httpx.Limits(max_connections=ROOM)
                http_client = await stack.enter_async_context(httpx.AsyncClient(limits=limits))
            client = await stack.enter_async_context(
                acme.AsyncAcme(
                    api_key="k",
                    api_secret="s",
                    base_url=faulty.url,
                    concurrency=ROOM,
                    rate_limit=1e9,
                    http_client=http_client,
                )
            )
            numbers, first = iter(range(CALLS)), 0

            async def worker() -> None:
                nonlocal first
                for number in numbers:
                    if number == CALLS // 4:
                        first = memory()
                    made = client.with_options(**options(number))
                    call = asyncio.ensure_future(made.get_face_info(group_id="g", face_token="t"))
                    if number % 7 == 0:  # somewhere on its way
                        for _ in range(number % 61):
                            await asyncio.sleep(0)
                        call.cancel()
                    with contextlib.suppress(APIError, asyncio.CancelledError):
                        await call

            await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
            grown = memory() - first
            faulty.faulty = False
            for _ in range(100):
                await client.get_face_info(group_id="g", face_token="t")
            here = client._shared.here()
            assert here.limiter._free.get()._value == ROOM
            assert here.budget.left > 0
            return grown

    assert asyncio.run(main()) < GROWTH
    assert settle(lambda: descriptors() <= before + 8)
