"""The seam between the client and HTTP.

A transport has ``send(request, limits)``, which gives the whole answer, and ``close`` (async: ``aclose``), which
gives back what the transport itself opened. It follows no redirect, retries nothing, and raises
``APIConnectionError`` or ``APITimeoutError`` when no answer came.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from .errors import APIConnectionError, APITimeoutError
from .response import Headers, RawResponse

if TYPE_CHECKING:
    from .config import Timeouts
    from .request import PreparedRequest

_NOT_SENT = frozenset(
    (
        "ConnectError",
        "ConnectTimeout",
        "PoolTimeout",
        "ProxyError",
        "UnsupportedProtocol",
        "LocalProtocolError",
    )
)


class _Builds(Protocol):
    def build_request(self, method: str, url: str, *, content: Any, headers: Any, extensions: Any) -> Any:
        """Make a request with the client's own headers."""
        ...


class HTTPClient(_Builds, Protocol):
    """A client of ``httpx`` or ``httpx2``."""

    def send(self, request: Any, *, stream: bool, follow_redirects: bool) -> Any:
        """Send it."""
        ...


class AsyncHTTPClient(_Builds, Protocol):
    """An async client of ``httpx`` or ``httpx2``."""

    async def send(self, request: Any, *, stream: bool, follow_redirects: bool) -> Any:
        """Send it."""
        ...


@contextmanager
def own_errors(library: Any, request: PreparedRequest) -> Generator[None]:
    """Raise the errors of httpx, or of its twin, as ours."""
    try:
        yield
    except library.RequestError as error:
        # the library's error holds the request, which has secrets in it
        setattr(error, "_request", None)  # noqa: B010 - private, and the same in both libraries
        # and the text of a local one may quote a header
        local = isinstance(error, library.LocalProtocolError)
        raise _own(error, request, local=local) from (None if local else error)


def _own(error: Exception, request: PreparedRequest, *, local: bool) -> APIConnectionError:
    names = [kind.__name__ for kind in type(error).__mro__]
    maybe_sent = _NOT_SENT.isdisjoint(names)
    if "TimeoutException" in names:
        phase = names[0].removesuffix("Timeout").lower()
        text = f"no answer in time ({phase} timeout): {request.line}"
        return APITimeoutError(text, request=request.line, maybe_sent=maybe_sent)
    why = names[0] if local else str(error) or names[0]
    return APIConnectionError(
        f"no answer ({why}): {request.line}", request=request.line, maybe_sent=maybe_sent
    )


def seconds(limits: Timeouts) -> dict[str, float | None]:
    """The limits as the HTTP library's transports take them."""
    return {"connect": limits.connect, "read": limits.read, "write": limits.write, "pool": limits.pool}


def answer(response: Any, content: bytes, request: PreparedRequest, *, decoded: bool = False) -> RawResponse:
    """The library's answer and the bytes of its body as ours; ``decoded`` when the content coding is undone."""
    return RawResponse(
        status_code=response.status_code,
        headers=Headers(response.headers.raw),
        content=content,
        request=request.line,
        decoded=decoded,
    )
