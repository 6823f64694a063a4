"""The journal as it grows, as server-sent events."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..http.response import render_json
from ..numbers import whole
from ..state import Follower
from .exchange import allow

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..app import Emulator
    from .exchange import ControlRequest

    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

_POLL = 0.1
_AT_ONCE = 20
"""Entries that are sent before other requests get their turn."""
_KEEP_ALIVE = 15.0


def start_of_stream(request: ControlRequest) -> int | None:
    """The id after which entries are streamed: `after`, or ``Last-Event-ID``; None: from now on.

    Raises `ControlError` for any other method or query parameter.
    """
    allow(request, "GET")
    request.only("after")
    if "after" in request.http.query:
        return request.number("after", 0, 0, 2**62)
    last = request.http.headers.get("last-event-id", "")
    return whole(last)


async def stream(emulator: Emulator, after: int | None, receive: Receive, send: Send) -> None:
    """Send every entry after an id, or from now on, until the client disconnects or the server stops.

    One event per entry: its id, the name ``entry`` and the entry in JSON. Entries of other workers arrive
    within a few tenths of a second.
    """
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    follower = Follower(emulator.world.journal, after)
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b": listening\n\n", "more_body": True})
    gone = asyncio.ensure_future(_gone(receive))
    quiet_since = time.monotonic()
    try:
        while not gone.done() and not emulator.stopping:
            events = b"".join(
                b"id: %d\nevent: entry\ndata: %s\n\n" % (entry.id, render_json(asdict(entry)))
                for entry in islice(follower.poll(), _AT_ONCE)
            )
            if not events and time.monotonic() - quiet_since >= _KEEP_ALIVE:
                events = b": still here\n\n"
            if events:
                quiet_since = time.monotonic()
                await send({"type": "http.response.body", "body": events, "more_body": True})
            await asyncio.wait([gone], timeout=0 if events else _POLL)
        if not gone.done():
            await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
