"""Web pages of other origins: which may call the vendors' operations and read the responses (CORS)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    Send = Callable[[dict[str, Any]], Awaitable[None]]

_PREFLIGHT = b"access-control-request-method"
_ASKED = b"access-control-request-headers"


def allowed_origin(headers: Mapping[bytes, bytes], allowed: Collection[str]) -> bytes:
    """The origin of the page that sent a request, if it is allowed; otherwise empty."""
    origin = headers.get(b"origin", b"")
    return origin if origin and ("any" in allowed or origin.decode("latin-1") in allowed) else b""


def is_preflight(method: str, headers: Mapping[bytes, bytes]) -> bool:
    """Whether a browser asks if it may send a request, instead of sending it."""
    return method == "OPTIONS" and _PREFLIGHT in headers


async def allow_request(origin: bytes, headers: Mapping[bytes, bytes], send: Send) -> None:
    """Tell the browser that it may send the request it asks about, with the headers it names."""
    fields = [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-methods", headers[_PREFLIGHT]),
        *([(b"access-control-allow-headers", headers[_ASKED])] if _ASKED in headers else []),
        (b"vary", b"origin"),
        (b"content-length", b"0"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": fields})
    await send({"type": "http.response.body", "body": b""})


def readable_by(origin: bytes, send: Send) -> Send:
    """A ``send`` whose responses a page of this origin may read, with all their headers."""

    async def sending(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            added = [
                (b"access-control-allow-origin", origin),
                (b"access-control-expose-headers", b"*"),
                (b"vary", b"origin"),
            ]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return sending
