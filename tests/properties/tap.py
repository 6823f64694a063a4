"""An emulator that records the bytes of each request and of its response."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from specseal_emulator.app import Emulator
from specseal_emulator.control import ControlPlane

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
CONTROL = "/_emulator"
"""The path of the control plane."""


@dataclass(slots=True)
class Exchange:
    """One request and its response, as bytes."""

    method: str
    path: str
    query: bytes
    """The raw query, without the question mark."""
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""
    at: float = 0.0
    """When the request arrived, by the emulator's clock."""
    status: int = 0
    """0 when the connection was broken without a response."""
    response_headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    response: bytes = b""

    @property
    def controls(self) -> bool:
        """Whether it was for the control plane rather than a vendor."""
        return self.path.startswith(CONTROL)

    @classmethod
    def of(cls, prepared: requests.PreparedRequest) -> Exchange:
        """A request that was not sent."""
        parts = urlsplit(str(prepared.url))
        headers = [
            (name.encode("latin-1"), str(value).encode("latin-1")) for name, value in prepared.headers.items()
        ]
        body = prepared.body or b""
        assert isinstance(body, bytes)
        return cls(str(prepared.method), parts.path, parts.query.encode(), headers, body)

    def header(self, name: str) -> str:
        """A header of the request, empty when there is none. Raises `AssertionError` when there are several."""
        return _one(self.headers, name)

    def response_header(self, name: str) -> str:
        """A header of the response, like `header`."""
        return _one(self.response_headers, name)


def _one(headers: list[tuple[bytes, bytes]], name: str) -> str:
    found = [value.decode("latin-1") for key, value in headers if key.decode("latin-1").lower() == name]
    assert len(found) < 2, f"{name} came {len(found)} times"
    return found[0] if found else ""


class TappedEmulator(Emulator):
    """The emulator, and its recorded traffic."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.broken: list[str] = []
        """Responses that broke their contracts before the last reset."""
        self._conversation: list[Exchange] = []
        self._exchanges: list[Exchange] = []
        self._forgotten: list[Exchange] = []
        self._guard = threading.Lock()

    async def kept(self, application: Application, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, and record it."""
        exchange = Exchange(scope["method"], scope["path"], scope["query_string"], list(scope["headers"]))
        exchange.at = round(self.world.clock.now(), 6)

        with self._guard:  # at once: when the connection breaks, the caller knows before this function does
            self._conversation.append(exchange)
            if not exchange.controls:
                self._exchanges.append(exchange)

        async def received() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                exchange.body += message.get("body", b"")
            return message

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                exchange.response_headers = list(message.get("headers", ()))
            elif message["type"] == "http.response.body":
                exchange.response += message.get("body", b"")
            await send(message)  # last: whoever has the response may look here at once

        await application(scope, received, sent)

    def reset(self) -> None:
        """Return to the seed and begin a new conversation. Broken contracts are kept."""
        with self._guard:
            self._conversation = []
        self.broken += self.failures
        super().reset()

    def conversation(self) -> list[Exchange]:
        """Everything since the last reset, requests to the control plane included."""
        with self._guard:
            return list(self._conversation)

    def exchanges(self) -> list[Exchange]:
        """The vendors' exchanges since the last `forget()`, in order of arrival."""
        with self._guard:
            return list(self._exchanges)

    def last(self) -> Exchange:
        """The newest exchange. Raises `LookupError` when there is none."""
        found = self.exchanges()
        if not found:
            raise LookupError("nothing was sent")
        return found[-1]

    def forget(self) -> list[Exchange]:
        """Empty `exchanges()`."""
        with self._guard:
            found, self._exchanges = self._exchanges, []
            self._forgotten += found
        return found

    def drain(self) -> list[Exchange]:
        """Remove and return everything since the last `drain()`, forgotten or not."""
        with self._guard:
            found = self._forgotten + self._exchanges
            self._forgotten, self._exchanges = [], []
        return found


class TappedPlane(ControlPlane):
    """A tapped emulator as an ASGI application."""

    def __init__(self, tap: TappedEmulator) -> None:
        super().__init__(tap)
        self._tap = tap

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, and record it."""
        await self._tap.kept(super().__call__, scope, receive, send)
