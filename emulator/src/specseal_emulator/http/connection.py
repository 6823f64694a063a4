"""The connection under a request: how an ASGI application reaches and breaks it."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .request import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .bounds import Bounds

    Receive = Callable[[], Awaitable[dict[str, Any]]]

_TRANSPORT = "specseal.transport"
_PIECE = 8 * 1024
"""How much is given to the parser at a time: it cannot stop at the end of a request."""
_LINGER_NOT = struct.pack("ii", 1, 0)


async def _nobody(*_asgi: object) -> None:
    """The application of a request that was refused already."""


class _HeldFlow(FlowControl):
    """Flow control that reads on only when nothing that was read is still waiting."""

    def __init__(self, transport: asyncio.Transport, waiting: Callable[[], bool]) -> None:
        super().__init__(transport)
        self._waiting = waiting

    def resume_reading(self) -> None:
        if not self._waiting():
            super().resume_reading()


class ConnectedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which also puts the transport into the scope and bounds what a connection may hold.

    ASGI knows no way to reset a connection or to close it without a response. And uvicorn parses whatever has been
    read, however many requests that are: here one request waits behind the one in progress, what comes after
    it stays unparsed, and nothing more is read until it has been.
    """

    head_seconds = 10.0
    head_bytes = 64 * 1024
    _waiting: asyncio.TimerHandle | None = None
    _in_head = True
    _head = 0
    _unparsed = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Called for every connection."""
        super().connection_made(transport)
        self.flow = _HeldFlow(transport, lambda: bool(self.pipeline or self._unparsed))
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called at the end of every connection."""
        self._head_complete()
        self._unparsed = b""
        super().connection_lost(exc)
        self.pipeline.clear()

    def data_received(self, data: bytes) -> None:
        """Called with received bytes."""
        self._unparsed = self._unparsed + data if self._unparsed else data
        self._parse()

    def _parse(self) -> None:
        """Parse until a request has to wait; a head that is too long is refused before it is kept."""
        data, at = self._unparsed, 0
        while at < len(data) and not self.pipeline and not self.transport.is_closing():
            piece = data[at : at + _PIECE]
            at += len(piece)
            if self._in_head:
                self._head += len(piece)
                if self._head > self.head_bytes + _PIECE:
                    self._refuse(b"431 Request Header Fields Too Large")
                    break
            super().data_received(piece)
        self._unparsed = b"" if self.transport.is_closing() else data[at:]
        if self._unparsed:
            self.flow.pause_reading()
        if self._in_head and not self._waiting and not self.transport.is_closing():
            self._wait_for_head()  # of most requests it is there at once

    def on_response_complete(self) -> None:
        """Called when a response has been sent."""
        super().on_response_complete()
        if self._unparsed:
            self.loop.call_soon(self._parse_on)

    def _parse_on(self) -> None:
        if self._unparsed and not self.transport.is_closing():
            self._parse()
            if not self.pipeline:
                self.flow.resume_reading()

    def on_headers_complete(self) -> None:
        """Called by the parser when a head is complete."""
        self._head_complete()
        size = len(self.url) + sum([len(name) + len(value) + 4 for name, value in self.headers])
        if size <= self.head_bytes:
            super().on_headers_complete()
            return
        self._refuse(b"431 Request Header Fields Too Large")
        self.app = _nobody
        super().on_headers_complete()
        self.cycle.disconnected = True

    def _wait_for_head(self) -> None:
        self._waiting = self.loop.call_later(self.head_seconds, self._refuse, b"408 Request Timeout")

    def _head_complete(self) -> None:
        self._in_head = False
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None

    def _refuse(self, status: bytes) -> None:
        """Respond and close: no request is complete, so the application never sees one."""
        self._head_complete()
        cycle: Any = self.cycle
        if cycle is None or cycle.response_complete:
            head = b"HTTP/1.1 %s\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" % status
            self.transport.write(head)
        self.transport.close()

    def on_message_begin(self) -> None:
        """Called by the parser for every request."""
        if not self._in_head:
            self._in_head, self._head = True, 0
        super().on_message_begin()
        self._extend_scope(_TRANSPORT, self.transport)

    def on_message_complete(self) -> None:
        """Called by the parser when a request is complete."""
        self._extend_scope(COMPLETE, True)
        super().on_message_complete()

    def _extend_scope(self, key: str, value: Any) -> None:
        """Tell the application what ASGI has no key for."""
        scope: Any = self.scope  # uvicorn types it with the keys of ASGI only
        scope[key] = value


def bounded_protocol(bounds: Bounds) -> type[ConnectedProtocol]:
    """The protocol with the bounds of one emulator."""
    own = {"head_seconds": bounds.head_seconds, "head_bytes": bounds.head_bytes}
    return type("BoundedProtocol", (ConnectedProtocol,), own)


def _transport(scope: dict[str, Any]) -> asyncio.Transport:
    transport: asyncio.Transport | None = scope.get(_TRANSPORT)
    if transport is None:
        raise RuntimeError("the server does not give its transport: serve with specseal_emulator.server")
    return transport


async def linger(seconds: float, receive: Receive) -> bool:
    """Wait, in real seconds, after a request was read. True, at once, when the peer disconnects."""
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait([gone], timeout=seconds)
        return gone.done()
    finally:
        gone.cancel()


async def reset(scope: dict[str, Any], receive: Receive) -> None:
    """Break the connection so that the peer gets a TCP RST: no lingering, then close at once.

    Over TLS too: what is underneath is closed, without the closing alert of TLS.
    """
    transport = _transport(scope)
    bound = transport.get_extra_info("socket")
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
    transport.abort()
    await _gone(receive)


async def close(scope: dict[str, Any], receive: Receive) -> None:
    """Close the connection when what was written is out; the peer gets an orderly end."""
    _transport(scope).close()
    await _gone(receive)


async def _gone(receive: Receive) -> None:
    """Wait until the server knows, so that it does not take the missing response for a failure."""
    while (await receive())["type"] != "http.disconnect":
        pass
