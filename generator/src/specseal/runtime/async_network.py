"""The network below httpcore, for awaited calls: it closes at once, without waiting.

That makes a call safe to cancel: a cancelled call closes its connection before anything else runs.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import httpcore

from .blocking_network import Address, numeric, readable

_PART = 64 * 1024  # bytes that are received at once at most, and that httpcore asks for
_MUCH = 256 * 1024  # unread bytes before reading is paused
_HEAD_START = 0.25  # seconds before the next address is tried as well


def load() -> None:
    """Load what httpcore would load at its first request in an event loop, which takes as long as loading httpcore.

    anyio, which httpx depends on, then looks which kind of loop it is.
    """
    with suppress(ImportError):  # a later httpcore may do without
        import anyio  # noqa: PLC0415 - this is when it is needed

        anyio.Lock()


class AsyncNetwork(httpcore.AsyncNetworkBackend):
    """Opens the stream of one connection, and closes it in any state of the connection."""

    def __init__(self) -> None:
        self.stream: AsyncStream | None = None
        self._dropped = False

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of the name that accepts."""
        del local_address, socket_options  # not used by this client
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                connected = await _connected(loop, await _addresses(loop, host, port))
                stream = self.stream = AsyncStream(loop)
                if self._dropped:
                    stream.drop()
                await loop.create_connection(lambda: stream, sock=connected)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(error) from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(error) from error
        return stream

    def drop(self) -> None:
        """Close the connection and discard unsent data; while it is being opened, as soon as it is open."""
        self._dropped = True
        if self.stream is not None:
            self.stream.drop()


class AsyncStream(asyncio.BufferedProtocol, httpcore.AsyncNetworkStream):
    """A connection, with TLS or without. One task reads at a time, and one writes.

    It receives into memory of its own: for another protocol, asyncio would take 256 KiB from the system each time, and
    give most of it back.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.over = False  # whether the server closed, or the connection broke
        self._error: Exception | None = None
        self._transport: Any = None
        self._dropped = False
        self._arriving = memoryview(bytearray(_PART))
        self._received = bytearray()
        self._paused = False
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None  # there while the server does not take more

    # what the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        if self._dropped:
            self.drop()

    def get_buffer(self, sizehint: int) -> memoryview:
        del sizehint  # not used by this client
        return self._arriving

    def buffer_updated(self, nbytes: int) -> None:
        self._received += self._arriving[:nbytes]
        if len(self._received) > _MUCH and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        _wake(self._reader)

    def eof_received(self) -> bool:
        self.over = True
        _wake(self._reader)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.over, self._error = True, exc
        _wake(self._reader)
        _wake(self._writer)

    def pause_writing(self) -> None:
        self._writer = self._loop.create_future()

    def resume_writing(self) -> None:
        _wake(self._writer)
        self._writer = None

    # what httpcore calls

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; empty when the server has closed the connection."""
        if not self._received and not self.over:
            self._reader = self._loop.create_future()
            try:
                async with asyncio.timeout(timeout):
                    await self._reader
            except TimeoutError as error:
                raise httpcore.ReadTimeout(error) from error
        found = bytes(self._received[:max_bytes])
        del self._received[:max_bytes]
        if self._paused and not self._received:
            self._paused = False
            self._transport.resume_reading()
        if not found and self._error is not None:
            raise httpcore.ReadError(self._error) from self._error
        return found

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it, or as much as the system takes at a time."""
        if not buffer:
            return
        self._transport.write(buffer)
        if self._writer is not None and not self.over:
            try:
                async with asyncio.timeout(timeout):
                    await self._writer
            except TimeoutError as error:
                raise httpcore.WriteTimeout(error) from error
        if self._error is not None or self._transport.is_closing():
            raise httpcore.WriteError("the connection is closed") from self._error

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, encrypted; through one that is already, where it leads to a proxy."""
        if self._dropped or self.over:  # not detected by asyncio
            raise httpcore.ConnectError("the connection is closed")
        try:
            async with asyncio.timeout(timeout):
                encrypted = await self._loop.start_tls(
                    self._transport, self, ssl_context, server_hostname=server_hostname
                )
                if encrypted is None:  # closed as soon as it was open
                    raise ConnectionResetError("the server closed the connection")
                self._transport = encrypted
                if self._dropped:
                    self.drop()
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(error) from error
        except OSError as error:
            raise httpcore.ConnectError(error) from error
        return self

    def quiet(self) -> bool:
        """Whether the server has neither sent anything nor closed."""
        return not self.over and not self._received

    async def aclose(self) -> None:
        """Close the connection."""
        self.drop()

    def drop(self) -> None:
        """Close the connection at once."""
        self._dropped = True
        if self._transport is not None and not self._loop.is_closed():
            self._transport.abort()

    def get_extra_info(self, info: str) -> Any:
        """Called by httpcore."""
        if info == "is_readable":
            connected = self._transport.get_extra_info("socket")
            return self.over or bool(self._received) or connected is None or readable(connected)
        return None if self._transport is None else self._transport.get_extra_info(info)


async def _addresses(loop: asyncio.AbstractEventLoop, host: str, port: int) -> list[Address]:
    if address := numeric(host, port):
        return [address]
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(int(family), address) for family, _, _, _, address in found]


async def _connected(loop: asyncio.AbstractEventLoop, addresses: list[Address]) -> socket.socket:
    """A socket connected to the first address that accepts; the next one is tried a quarter of a second later.

    The function of asyncio for this leaves sockets open when it is cancelled.
    """
    if len(addresses) == 1:
        return await _attempt(loop, *addresses[0])
    attempts: list[asyncio.Task[socket.socket]] = []
    under_way: set[asyncio.Task[socket.socket]] = set()
    try:
        for number, address in enumerate(addresses, 1):
            under_way.add(attempt := loop.create_task(_attempt(loop, *address)))
            attempts.append(attempt)
            while under_way:
                head_start = _HEAD_START if number < len(addresses) else None
                done, under_way = await asyncio.wait(
                    under_way, timeout=head_start, return_when=asyncio.FIRST_COMPLETED
                )
                for one in done:
                    if one.exception() is None:
                        attempts.remove(one)
                        return one.result()
                if head_start is not None:
                    break
        return await attempts[-1]  # which failed, and says why
    finally:
        for attempt in attempts:
            attempt.cancel()
            attempt.add_done_callback(_close)


async def _attempt(loop: asyncio.AbstractEventLoop, family: int, address: Any) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        await loop.sock_connect(made, address)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        made.close()
        raise
    return made


def _close(attempt: asyncio.Task[socket.socket]) -> None:
    if not attempt.cancelled() and attempt.exception() is None:
        attempt.result().close()


def _wake(future: asyncio.Future[None] | None) -> None:
    if future is not None and not future.done():
        future.set_result(None)
