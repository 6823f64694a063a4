"""The transport for a custom client: one of httpx or httpx2 that the caller passes in."""

from __future__ import annotations

import inspect
import logging
import sys
from contextvars import ContextVar
from typing import Any

from .errors import ConfigurationError
from .request import PreparedRequest
from .response import Headers, RawResponse
from .transport import in_time, own_error, seconds

_signed: ContextVar[bool] = ContextVar("signed", default=False)


class CustomTransport:
    """Sends through the client with its proxies, certificates, hooks and default headers. The caller closes it.

    What is signed stays as it is: the client's own ``auth`` is left out, and a client with ``params`` is refused.
    """

    def __init__(self, client: Any, asynchronous: bool) -> None:
        names = {kind.__module__.partition(".")[0] for kind in type(client).__mro__} & {"httpx", "httpx2"}
        if not names:
            raise ConfigurationError(
                f"http_client is a {type(client).__name__}, not a client of httpx or httpx2, and not 'fast'"
            )
        if inspect.iscoroutinefunction(client.send) is not asynchronous:
            wanted = "an AsyncClient" if asynchronous else "a Client"
            raise ConfigurationError(f"http_client must be {wanted} here, not {type(client).__name__}")
        if client.params:
            raise ConfigurationError(
                "http_client has params, which would change what is signed: use with_options(query=…) instead"
            )
        library = sys.modules[names.pop()]
        logging.getLogger(library.__name__).addFilter(_hide_query)
        self._error: type[Exception] = library.RequestError
        self._client = client
        self._asynchronous = asynchronous

    async def send(self, request: PreparedRequest) -> RawResponse:
        extensions = {} if request.timeouts is None and request.end is None else {"timeout": seconds(request)}
        try:
            if self._asynchronous:
                from .interruption import sent_apart  # noqa: PLC0415 - asyncio is dear to import

                response, content = await sent_apart(lambda trace: self._asend(request, extensions | trace))
            else:
                response, content = self._send(request, extensions)
        except self._error as error:
            raise own_error(error, request) from error
        headers = Headers(response.headers.multi_items())
        if content is None:  # a hook of the caller has read it
            return RawResponse(response.status_code, headers, response.content, request.line, decoded=True)
        return RawResponse(response.status_code, headers, content, request.line)

    def _send(self, request: PreparedRequest, extensions: dict[str, Any]) -> tuple[Any, bytes | None]:
        prepared = self._prepared(request, extensions)
        token = _signed.set(True)
        try:
            response = self._client.send(prepared, stream=True, auth=None, follow_redirects=False)
            try:
                return response, None if response.is_stream_consumed else in_time(response.iter_raw(), request)
            finally:
                response.close()
        finally:
            _signed.reset(token)

    async def _asend(self, request: PreparedRequest, extensions: dict[str, Any]) -> tuple[Any, bytes | None]:
        prepared = self._prepared(request, extensions)
        _signed.set(True)  # in the context of this task alone
        response = await self._client.send(prepared, stream=True, auth=None, follow_redirects=False)
        try:
            if response.is_stream_consumed:
                return response, None
            return response, b"".join([part async for part in response.aiter_raw()])
        finally:
            await response.aclose()

    def _prepared(self, request: PreparedRequest, extensions: dict[str, Any]) -> Any:
        return self._client.build_request(
            request.method,
            request.url,
            content=request.body,
            headers=[(name.encode("ascii"), value.encode()) for name, value in request.headers],
            extensions=extensions,
        )

    async def close(self) -> None:
        """Do nothing: the client is the caller's."""


def _hide_query(record: logging.LogRecord) -> bool:
    """httpx logs whole URLs; the query of a signed request holds the signature, and perhaps a session token."""
    if _signed.get() and isinstance(record.args, tuple):
        record.args = tuple(
            str(item).partition("?")[0] if type(item).__name__ == "URL" else item for item in record.args
        )
    return True
