"""The connection under a request: how an ASGI application reaches it, and how it is broken off for real."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .request import Bounds

    Receive = Callable[[], Awaitable[dict[str, Any]]]

_TRANSPORT = "specseal.transport"
_READ_AT_ONCE = 256 * 1024  # asyncio's; what comes with the end of a head may be a body
_LINGER_NOT = struct.pack("ii", 1, 0)


class ConnectedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which also puts the transport into the scope.

    ASGI knows no way to reset a connection or to close it without an answer.
    """

    head_seconds = 10.0
    head_bytes = 64 * 1024
    _waiting: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Called for every connection."""
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called at the end of every connection."""
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Called with what came; a head that is too long is refused before it is kept."""
        if self._waiting:
            self._head += len(data)
            if self._head > self.head_bytes + _READ_AT_ONCE:
                self._refuse(b"431 Request Header Fields Too Large")
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Called by the parser when a head is complete."""
        self._head_is_there()
        super().on_headers_complete()

    def _expect_head(self) -> None:
        self._head_is_there()
        self._head = 0
        self._waiting = self.loop.call_later(self.head_seconds, self._refuse, b"408 Request Timeout")

    def _head_is_there(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None

    def _refuse(self, status: bytes) -> None:
        """Answer and close: no request is complete, so there is nothing that the application could answer."""
        self._head_is_there()
        cycle: Any = self.cycle
        if cycle is None or cycle.response_complete:
            head = b"HTTP/1.1 %s\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" % status
            self.transport.write(head)
        self.transport.close()

    def on_message_begin(self) -> None:
        """Called by the parser for every request."""
        if not self._waiting:
            self._expect_head()
        super().on_message_begin()
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]
        scope[_TRANSPORT] = self.transport


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
    """Let time pass, in real seconds, after a request was read. True, and at once, when the peer goes away."""
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
    """Wait until the server knows, so that it does not take the missing answer for a failure."""
    while (await receive())["type"] != "http.disconnect":
        pass
