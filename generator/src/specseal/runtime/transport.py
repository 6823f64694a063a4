"""The seam between the client and HTTP: what all transports have in common.

Which one a client uses is decided in ``open_transport``.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from typing import Any, Protocol

from .config import DEFAULT_TIMEOUTS, Timeouts
from .errors import APIConnectionError, APITimeoutError
from .request import PreparedRequest
from .response import RawResponse

_ERRNO = re.compile(r"(?:[Ee]rrno|os error) (-?\d+)")
# what httpcore and httpx call failures before anything was sent
_NOT_SENT = {
    "ConnectError",
    "ConnectTimeout",
    "ConnectionNotAvailable",
    "LocalProtocolError",
    "PoolTimeout",
    "ProxyError",
    "UnsupportedProtocol",
}
# whose texts contain no secret
_QUOTABLE = {"NetworkError", "RemoteProtocolError", "ProxyError", "UnsupportedProtocol"}


class Transport(Protocol):
    """Sends requests. It follows no redirect and retries nothing.

    All methods are awaited; those of a blocking transport block.
    """

    async def ready(self, timeouts: Timeouts | None, end: float | None) -> Exception | None:
        """Have a connection open for the next request, where the transport can; why it cannot, if that fails."""
        ...

    async def send(self, request: PreparedRequest) -> RawResponse:
        """The whole response. Raises ``APIConnectionError`` or ``APITimeoutError`` when there is none."""
        ...

    async def close(self) -> None:
        """Close what the transport opened itself."""
        ...


class HTTPClient(Protocol):
    """A client of ``httpx`` or ``httpx2``; for the async clients an async one."""

    def build_request(self, method: str, url: str, *, content: Any, headers: Any, extensions: Any) -> Any:
        """Make a request with the client's own headers."""
        ...

    def send(self, request: Any, *, stream: bool, auth: None, follow_redirects: bool) -> Any:
        """Send it."""
        ...


def own_error(error: Exception, request: PreparedRequest) -> APIConnectionError:
    """An error of httpcore, httpx or httpx2 as one of the client's. Removes the request, which has secrets."""
    setattr(error, "_request", None)  # noqa: B010 - private, and the same in httpx and httpx2
    names = [one.__name__ for one in type(error).__mro__]
    maybe_sent = _NOT_SENT.isdisjoint(names)
    if "TimeoutException" in names:
        over = request.end is not None and time.monotonic() >= request.end
        limit = "total" if over else names[0].removesuffix("Timeout").lower()
        text = f"no response in time ({limit} timeout): {request.line}"
        return APITimeoutError(text, request=request.line, maybe_sent=maybe_sent)
    causes: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        causes.append(str(cause))
        cause = cause.__cause__ or cause.__context__
    if _QUOTABLE.isdisjoint(names):  # the text may quote a header or the address
        error.args = ()
    own = APIConnectionError(
        no_response(causes, request, maybe_sent), request=request.line, maybe_sent=maybe_sent
    )
    own.permanent = any("certificate" in cause.lower() for cause in causes)
    return own


def body(request: PreparedRequest, asynchronous: bool) -> Any:
    """The body as httpcore and httpx take it."""
    if request.stream is None:
        return request.body
    return request.stream.achunks() if asynchronous else request.stream.chunks()


def no_response(causes: Iterable[str], request: PreparedRequest, maybe_sent: bool) -> str:
    """The message for a failure, in the same words on every transport, found out from the texts of the library.

    Those are not shown: they may quote the request, or what an unknown server sent.
    """
    said = " ".join(causes)
    number = _ERRNO.search(said)
    if "certificate" in said.lower():
        why = "certificate verify failed, the server is not trusted"
    elif maybe_sent:
        why = "the connection broke, or the response is not HTTP"
    elif "lookup" in said or (number and int(number[1]) < 0):
        why = "unknown host"
    else:
        why = os.strerror(int(number[1])).lower() if number else "no connection"
    return f"no response ({why}): {request.line}"


def in_time(parts: Iterable[bytes], request: PreparedRequest) -> bytes:
    """The parts of a body as one. Raises ``APITimeoutError`` when the total timeout ends before they do."""
    if request.end is None:
        return b"".join(parts)
    whole: list[bytes] = []
    for part in parts:
        whole.append(part)
        if time.monotonic() > request.end:
            raise APITimeoutError(
                f"no complete response in time (total timeout): {request.line}", request=request.line
            )
    return b"".join(whole)


def seconds(request: PreparedRequest) -> dict[str, float | None]:
    """The timeouts as httpx takes them; none goes beyond the end of the total timeout."""
    limits = request.timeouts or DEFAULT_TIMEOUTS
    found = {"connect": limits.connect, "read": limits.read, "write": limits.write, "pool": limits.pool}
    if request.end is None:
        return found
    left = max(request.end - time.monotonic(), 0.001)
    return {name: left if limit is None else min(left, limit) for name, limit in found.items()}
