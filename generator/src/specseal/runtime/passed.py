"""The transport for a client of httpx or httpx2 that the caller passes in."""

from __future__ import annotations

import inspect
import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from .errors import ConfigurationError
from .transport import answer, own_errors, seconds

if TYPE_CHECKING:
    from .config import Timeouts
    from .request import PreparedRequest
    from .response import RawResponse

_signed: ContextVar[bool] = ContextVar("signed", default=False)


class _Passed:
    def __init__(self, client: Any) -> None:
        names = {kind.__module__.partition(".")[0] for kind in type(client).__mro__}
        found = names & {"httpx", "httpx2"}
        if not found:
            raise ConfigurationError(
                f"http_client is a {type(client).__name__}, not a client of httpx or httpx2"
            )
        asynchronous = isinstance(self, AsyncClientTransport)
        if inspect.iscoroutinefunction(client.send) is not asynchronous:
            wanted = "an AsyncClient" if asynchronous else "a Client"
            raise ConfigurationError(f"http_client must be {wanted} here, not {type(client).__name__}")
        self._client = client
        self._library = sys.modules[found.pop()]
        logging.getLogger(self._library.__name__).addFilter(_hide_query)

    def _build(self, request: PreparedRequest, limits: Timeouts | None) -> Any:
        extensions = {} if limits is None else {"timeout": seconds(limits)}
        return self._client.build_request(
            request.method, request.url, content=request.body, headers=request.headers, extensions=extensions
        )

    @contextmanager
    def _sending(self, request: PreparedRequest) -> Generator[None]:
        token = _signed.set(True)
        try:
            with own_errors(self._library, request):
                yield
        finally:
            _signed.reset(token)


class ClientTransport(_Passed):
    """Sends through the client with its proxies, certificates, hooks and default headers. The caller closes it."""

    def send(self, request: PreparedRequest, limits: Timeouts | None) -> RawResponse:
        """Send the request and read the whole answer."""
        with self._sending(request):
            response = self._client.send(self._build(request, limits), stream=True, follow_redirects=False)
            try:
                read = response.is_stream_consumed
                content = response.content if read else b"".join(response.iter_raw())
            finally:
                response.close()
        return answer(response, content, request, decoded=read)

    def close(self) -> None:
        """Nothing: the client is the caller's."""


class AsyncClientTransport(_Passed):
    """As ``ClientTransport``, for an async client."""

    async def send(self, request: PreparedRequest, limits: Timeouts | None) -> RawResponse:
        """Send the request and read the whole answer."""
        with self._sending(request):
            response = await self._client.send(
                self._build(request, limits), stream=True, follow_redirects=False
            )
            try:
                read = response.is_stream_consumed
                content = (
                    response.content if read else b"".join([part async for part in response.aiter_raw()])
                )
            finally:
                await response.aclose()
        return answer(response, content, request, decoded=read)

    async def aclose(self) -> None:
        """Nothing: the client is the caller's."""


def _hide_query(record: logging.LogRecord) -> bool:
    """httpx logs whole URLs; the query of a signed request holds the signature, and perhaps a session token."""
    if _signed.get() and isinstance(record.args, tuple):
        record.args = tuple(
            str(item).partition("?")[0] if type(item).__name__ == "URL" else item for item in record.args
        )
    return True
