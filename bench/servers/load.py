"""Load on a server: as much as it takes, or a fixed number of requests each second."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import re
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_LEAST = 5
"""Requests that are sent however slow a server is."""


@dataclass(slots=True)
class Load:
    """What a load saw."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list[float])
    """Seconds from when a request was due until its response was there."""
    statuses: Counter[int] = field(default_factory=Counter[int])

    @property
    def rate(self) -> float:
        """Responses per second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """The latency that this share of requests did not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Connection(asyncio.Protocol):
    """One connection, with one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._buffer = b""
        self._done: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._done and not self._done.done():
            if b"\r\n\r\n" in self._buffer:  # a body that ends with the connection
                self._finish()
            else:
                self._done.set_exception(exc or ConnectionResetError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0 or self._done is None or self._done.done():
            return
        found = _LENGTH.search(self._buffer, 0, head)
        if found:
            complete = len(self._buffer) >= head + 4 + int(found[1])
        else:
            complete = bool(_CHUNKED.search(self._buffer, 0, head)) and self._buffer.endswith(b"0\r\n\r\n")
        if complete:
            closes = _CLOSES.search(self._buffer, 0, head) or not self._buffer.startswith(b"HTTP/1.1 ")
            self._finish()
            if closes:
                self.close()

    def _finish(self) -> None:
        assert self._done
        status, self._buffer = int(self._buffer[9:12]), b""
        self._done.set_result(status)

    async def send(self, request: bytes) -> int:
        """Send a request; returns the status of its response. Raises `ConnectionError`."""
        if self._transport is None:
            raise ConnectionResetError("the server closed the connection")
        self._done = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._done

    def close(self) -> None:
        """Close it."""
        if self._transport:
            self._transport.close()
            self._transport = None


class _Caller:
    """Sends requests one after the other, on a new connection when the server has closed the last one."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: _Connection | None = None

    async def send(self, request: bytes) -> int:
        """Send a request; returns the status of its response."""
        for _ in range(3):
            if self._connection is None:
                loop = asyncio.get_running_loop()
                _, self._connection = await loop.create_connection(_Connection, "127.0.0.1", self._port)
            try:
                return await self._connection.send(request)
            except ConnectionError:
                self._connection = None
        raise RuntimeError("the server closes every connection")

    def close(self) -> None:
        """Close its connection."""
        if self._connection:
            self._connection.close()


@contextlib.contextmanager
def _without_pauses() -> Generator[None]:
    """Keep the caller's garbage collector off: its pause of 10 ms would count as that of one response in a hundred."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def most(port: int, request: bytes, *, seconds: float, connections: int = 8) -> Load:
    """Each connection sends its next request as soon as it has a response."""
    load = Load()
    callers = [_Caller(port) for _ in range(connections)]
    end = time.perf_counter() + seconds

    async def several(caller: _Caller) -> None:
        while (begun := time.perf_counter()) < end:
            load.statuses[await caller.send(request)] += 1
            load.latencies.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    with _without_pauses():
        await asyncio.gather(*map(several, callers))
    load.seconds = time.perf_counter() - begun
    for caller in callers:
        caller.close()
    return load


async def steady(port: int, request: bytes, *, rate: float, seconds: float, connections: int = 64) -> Load:
    """Requests at fixed times, whether or not earlier ones are answered; each waits for a free connection.

    Every connection has had one request before: a server that opens all of them at once is not at half load.
    """
    load, free = Load(), asyncio.Queue[_Caller]()
    callers = [_Caller(port) for _ in range(connections)]
    await asyncio.gather(*[caller.send(request) for caller in callers])
    for caller in callers:
        free.put_nowait(caller)
    begun = time.perf_counter()

    async def one(due: float) -> None:
        caller = await free.get()
        load.statuses[await caller.send(request)] += 1
        load.latencies.append(time.perf_counter() - due)
        free.put_nowait(caller)

    tasks: list[asyncio.Task[None]] = []
    with _without_pauses():
        for number in range(max(_LEAST, int(rate * seconds))):
            due = begun + number / rate
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            tasks.append(asyncio.create_task(one(due)))
        await asyncio.gather(*tasks)
    load.seconds = time.perf_counter() - begun
    while not free.empty():
        free.get_nowait().close()
    return load
