"""Responses on the wire: as they are, delayed, truncated, dribbled, or not at all."""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..http.connection import close, linger, reset

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..http import Response
    from .model import Fault

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]


async def send_response(
    response: Response,
    fault: Fault | None,
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    now: float,
    last: bool = False,
) -> None:
    """Send a response, altered by a fault, dated `now`. `last` closes the connection after it."""
    kind = fault.connection if fault else ""
    if kind == "reset":
        await reset(scope, receive)
    elif kind == "empty":
        await close(scope, receive)
    else:
        await send(
            {
                "type": "http.response.start",
                "status": response.status,
                "headers": _head(response, now, last=last),
            }
        )
        body = b"" if scope["method"] == "HEAD" or response.status in {204, 304} else response.body
        if fault and kind == "truncate" and body:
            await _truncated(body, fault, scope, receive, send)
        elif fault and kind == "dribble" and body:
            await _dribbled(body, fault, receive, send)
        else:
            await send({"type": "http.response.body", "body": body})


async def _truncated(body: bytes, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    kept = len(body) // 2 if fault.body_bytes is None else min(fault.body_bytes, len(body) - 1)
    await send({"type": "http.response.body", "body": body[:kept], "more_body": True})
    await close(scope, receive)


async def _dribbled(body: bytes, fault: Fault, receive: Receive, send: Send) -> None:
    for start in range(0, len(body), fault.piece_bytes):
        if start and await linger(fault.pause, receive):
            return
        piece = body[start : start + fault.piece_bytes]
        more = start + fault.piece_bytes < len(body)
        await send({"type": "http.response.body", "body": piece, "more_body": more})


@lru_cache(4)
def _date(now: int) -> bytes:
    return formatdate(now, usegmt=True).encode()


def _head(response: Response, now: float, *, last: bool) -> list[tuple[bytes, bytes]]:
    headers = [(b"date", _date(int(now)))]  # by the emulator's clock: clients correct theirs by it
    if response.content_type or response.body:
        headers.append((b"content-type", response.content_type.encode()))
    headers += [(name.encode(), value.encode()) for name, value in response.headers]
    if response.status not in {204, 304}:
        headers.append((b"content-length", str(len(response.body)).encode()))
    if last:
        headers.append((b"connection", b"close"))
    return headers
