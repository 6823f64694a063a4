"""The connection under a request: how an ASGI application reaches it, and how it is broken off for real."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Receive = Callable[[], Awaitable[dict[str, Any]]]

_TRANSPORT = "specseal.transport"
_LINGER_NOT = struct.pack("ii", 1, 0)


class ConnectedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which also puts the transport into the scope.

    ASGI knows no way to reset a connection or to close it without an answer.
    """

    def on_message_begin(self) -> None:
        """Called by the parser for every request."""
        super().on_message_begin()
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]
        scope[_TRANSPORT] = self.transport


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
