"""The seam between the client and HTTP, and the adapter for a client that the caller passes in.

A transport takes the method, URL, headers and body bytes of a request, and gives status, headers and body back. It
follows no redirect, retries nothing, and raises ``APIConnectionError`` or ``APITimeoutError`` when no answer came.
"""

from __future__ import annotations

import inspect
import logging
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol

from .errors import APIConnectionError, APITimeoutError, ConfigurationError
from .response import Headers, RawResponse

if TYPE_CHECKING:
    from types import ModuleType

    from .config import Timeouts
    from .request import PreparedRequest

_NOT_SENT = {
    "ConnectError",
    "ConnectTimeout",
    "PoolTimeout",
    "ProxyError",
    "UnsupportedProtocol",
    "LocalProtocolError",
}


class Transport(Protocol):
    """Sends one request at a time for each thread that asks."""

    def send(self, request: PreparedRequest, limits: Timeouts | None) -> RawResponse:
        """Send the request and read the whole answer."""
        ...

    def close(self) -> None:
        """Give back what the transport itself opened."""
        ...


class AsyncTransport(Protocol):
    """As ``Transport``, for tasks."""

    async def send(self, request: PreparedRequest, limits: Timeouts | None) -> RawResponse:
        """Send the request and read the whole answer."""
        ...

    async def aclose(self) -> None:
        """Give back what the transport itself opened."""
        ...


class HTTPClient(Protocol):
    """A client of ``httpx`` or ``httpx2``."""

    def build_request(self, method: str, url: str, *, content: Any, headers: Any, extensions: Any) -> Any:
        """Make a request with the client's own headers."""
        ...

    def send(self, request: Any, *, stream: bool, follow_redirects: bool) -> Any:
        """Send it."""
        ...


class AsyncHTTPClient(Protocol):
    """An async client of ``httpx`` or ``httpx2``."""

    def build_request(self, method: str, url: str, *, content: Any, headers: Any, extensions: Any) -> Any:
        """Make a request with the client's own headers."""
        ...

    async def send(self, request: Any, *, stream: bool, follow_redirects: bool) -> Any:
        """Send it."""
        ...


def failure(error: Exception, request: PreparedRequest) -> APIConnectionError:
    """The error of ours for one of the HTTP library's, whose classes are told by name."""
    names = {kind.__name__ for kind in type(error).__mro__}
    maybe_sent = names.isdisjoint(_NOT_SENT)
    if "TimeoutException" in names:
        phase = type(error).__name__.removesuffix("Timeout").lower()
        return APITimeoutError(
            f"no answer in time ({phase} timeout): {request.line}",
            request=request.line,
            maybe_sent=maybe_sent,
        )
    # the text of a local error may quote the request's headers
    why = type(error).__name__ if "LocalProtocolError" in names else str(error) or type(error).__name__
    return APIConnectionError(
        f"no answer ({why}): {request.line}", request=request.line, maybe_sent=maybe_sent
    )


class ClientTransport:
    """Sends through a client of the caller's, with its own proxies, certificates, hooks and default headers.

    Closing it stays with the caller.
    """

    def __init__(self, client: HTTPClient) -> None:
        self._client = client
        self._library = _library(client, asynchronous=False)

    def send(self, request: PreparedRequest, limits: Timeouts | None) -> RawResponse:
        """Send the request and read the whole answer."""
        token = _signed.set(True)
        try:
            response = self._client.send(
                _build(self._client, request, limits), stream=True, follow_redirects=False
            )
            try:
                read = response.is_stream_consumed
                content = response.content if read else b"".join(response.iter_raw())
            finally:
                response.close()
        except self._library.RequestError as error:
            raise failure(error, request) from cause(error)
        finally:
            _signed.reset(token)
        return answer(response, content, request, decoded=read)

    def close(self) -> None:
        """Nothing: the client is the caller's."""


class AsyncClientTransport:
    """As ``ClientTransport``, for an async client."""

    def __init__(self, client: AsyncHTTPClient) -> None:
        self._client = client
        self._library = _library(client, asynchronous=True)

    async def send(self, request: PreparedRequest, limits: Timeouts | None) -> RawResponse:
        """Send the request and read the whole answer."""
        token = _signed.set(True)
        try:
            response = await self._client.send(
                _build(self._client, request, limits), stream=True, follow_redirects=False
            )
            try:
                read = response.is_stream_consumed
                content = (
                    response.content if read else b"".join([part async for part in response.aiter_raw()])
                )
            finally:
                await response.aclose()
        except self._library.RequestError as error:
            raise failure(error, request) from cause(error)
        finally:
            _signed.reset(token)
        return answer(response, content, request, decoded=read)

    async def aclose(self) -> None:
        """Nothing: the client is the caller's."""


def _library(client: object, *, asynchronous: bool) -> ModuleType:
    names = {kind.__module__.partition(".")[0] for kind in type(client).__mro__}
    library = (
        sys.modules["httpx"] if "httpx" in names else sys.modules["httpx2"] if "httpx2" in names else None
    )
    if library is None:
        raise ConfigurationError(f"http_client is a {type(client).__name__}, not a client of httpx or httpx2")
    if inspect.iscoroutinefunction(getattr(client, "send", None)) is not asynchronous:
        wanted = "an AsyncClient" if asynchronous else "a Client"
        raise ConfigurationError(f"http_client must be {wanted} here, not {type(client).__name__}")
    logging.getLogger(library.__name__).addFilter(_hide_query)
    return library


def _build(client: HTTPClient | AsyncHTTPClient, request: PreparedRequest, limits: Timeouts | None) -> Any:
    extensions = {} if limits is None else {"timeout": seconds(limits)}
    return client.build_request(
        request.method, request.url, content=request.body, headers=request.headers, extensions=extensions
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


def cause(error: Exception) -> Exception | None:
    """The library's error as the cause of ours, without the request that it holds, which has secrets in it."""
    if "LocalProtocolError" in {kind.__name__ for kind in type(error).__mro__}:
        return None
    if hasattr(error, "_request"):
        setattr(error, "_request", None)  # noqa: B010 - private, and the same in both libraries
    return error


_signed: ContextVar[bool] = ContextVar("signed", default=False)


def _hide_query(record: logging.LogRecord) -> bool:
    """httpx logs whole URLs; the query of a signed request holds the signature, and perhaps a session token."""
    if _signed.get() and isinstance(record.args, tuple):
        record.args = tuple(
            str(item).partition("?")[0] if type(item).__name__ == "URL" else item for item in record.args
        )
    return True
