"""An emulator that keeps the bytes it was sent and the bytes it answered, before and after it judged them."""

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
"""Where the control plane is."""


@dataclass(slots=True)
class Exchange:
    """One request and its answer, as bytes."""

    method: str
    path: str
    query: bytes
    """As it stood behind the question mark."""
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""
    at: float = 0.0
    """When it came, by the emulator's clock."""
    status: int = 0
    """0 when the connection was broken instead."""
    answer_headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    answer: bytes = b""

    @property
    def controls(self) -> bool:
        """Whether it was for the control plane, and not for a vendor."""
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

    def answer_header(self, name: str) -> str:
        """A header of the answer, as `header`."""
        return _one(self.answer_headers, name)


def _one(headers: list[tuple[bytes, bytes]], name: str) -> str:
    found = [value.decode("latin-1") for key, value in headers if key.decode("latin-1").lower() == name]
    assert len(found) < 2, f"{name} came {len(found)} times"
    return found[0] if found else ""


class TappedEmulator(Emulator):
    """The emulator, and what passed its socket."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.broken: list[str] = []
        """Answers that broke their contracts before the last reset."""
        self._conversation: list[Exchange] = []
        self._exchanges: list[Exchange] = []
        self._forgotten: list[Exchange] = []
        self._guard = threading.Lock()

    async def kept(self, application: Application, scope: Message, receive: Receive, send: Send) -> None:
        """Have one request served, and keep it."""
        exchange = Exchange(scope["method"], scope["path"], scope["query_string"], list(scope["headers"]))
        exchange.at = round(self.world.clock.now(), 6)

        with self._guard:  # at once: of a connection that breaks, the caller hears before this function does
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
                exchange.answer_headers = list(message.get("headers", ()))
            elif message["type"] == "http.response.body":
                exchange.answer += message.get("body", b"")
            await send(message)  # last: whoever has the answer may look here at once

        await application(scope, received, sent)

    def reset(self) -> None:
        """Back to the seed, where a conversation begins. What broke a contract is not forgotten."""
        with self._guard:
            self._conversation = []
        self.broken += self.failures
        super().reset()

    def conversation(self) -> list[Exchange]:
        """Everything that passed since the last reset, with what was told to the control plane."""
        with self._guard:
            return list(self._conversation)

    def exchanges(self) -> list[Exchange]:
        """What passed since they were last forgotten, in the order in which it came; of the vendors only."""
        with self._guard:
            return list(self._exchanges)

    def last(self) -> Exchange:
        """The newest exchange. Raises `LookupError` when there is none."""
        found = self.exchanges()
        if not found:
            raise LookupError("nothing was sent")
        return found[-1]

    def forget(self) -> list[Exchange]:
        """Take out what `exchanges` shows."""
        with self._guard:
            found, self._exchanges = self._exchanges, []
            self._forgotten += found
        return found

    def drain(self) -> list[Exchange]:
        """Take everything out that passed since it was last drained, forgotten or not."""
        with self._guard:
            found = self._forgotten + self._exchanges
            self._forgotten, self._exchanges = [], []
        return found


class TappedPlane(ControlPlane):
    """A tapped emulator as it is served."""

    def __init__(self, tap: TappedEmulator) -> None:
        super().__init__(tap)
        self._tap = tap

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, and keep it."""
        await self._tap.kept(super().__call__, scope, receive, send)
