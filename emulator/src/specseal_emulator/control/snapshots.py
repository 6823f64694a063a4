"""Snapshots, sent as they are read: those of a million records neither fit into memory nor make others wait."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ..http.response import render_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from ..world import World

    Send = Callable[[dict[str, Any]], Awaitable[None]]

_HEADERS = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


async def send_snapshot(world: World, send: Send) -> None:
    """Send the whole state as a `Snapshot`. Raises `StoreUnusable`: before anything is sent, or in the middle."""
    pieces = _pieces(world)
    piece = await asyncio.to_thread(next, pieces, b"")
    await send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
    while piece:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        piece = await asyncio.to_thread(next, pieces, b"")
    await send({"type": "http.response.body", "body": b""})


def _pieces(world: World) -> Iterator[bytes]:
    """The text of a snapshot."""
    world.sync()
    before = b'{"version":1,"records":['
    for part in world.parts():
        records = (
            render_json({"kind": kind, "key": key, "value": value, "expires": expires})
            for kind, key, value, expires in part
        )
        if text := b",".join(records):
            yield before + text
            before = b","
    yield b"]}" if before == b"," else before + b"]}"
