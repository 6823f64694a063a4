"""The transport for a custom client of httpx or httpx2, which the caller passes in."""

from __future__ import annotations

import inspect
import sys
from typing import Any

from .config import Timeouts
from .errors import ConfigurationError
from .intake import Intake
from .request import PreparedRequest
from .response import RawResponse
from .transport import body, in_time, own_error, seconds


class CustomTransport:
    """Sends through the client, with its proxies, certificates, hooks and default headers. The caller closes it.

    Signed parts stay unchanged: the client's own ``auth`` is not used, and a client with ``params`` is refused.
    """

    def __init__(self, client: Any, asynchronous: bool) -> None:
        names = {kind.__module__.partition(".")[0] for kind in type(client).__mro__} & {"httpx", "httpx2"}
        if not names:
            raise ConfigurationError(
                f'http_client must be an httpx client or "fast", not {type(client).__name__}'
            )
        if inspect.iscoroutinefunction(client.send) is not asynchronous:
            wanted = "an AsyncClient" if asynchronous else "a Client"
            raise ConfigurationError(f"http_client must be {wanted} here, not {type(client).__name__}")
        if client.params:
            raise ConfigurationError(
                "http_client must not have params, which would change the signed query: use with_options(query=…)"
            )
        library = sys.modules[names.pop()]
        # other errors come from the caller's own hooks
        self._errors: tuple[type[Exception], ...] = (
            library.RequestError,
            library.InvalidURL,
            library.StreamError,
        )
        self._client = client
        self._asynchronous = asynchronous

    async def ready(self, timeouts: Timeouts | None, end: float | None) -> Exception | None:
        """Do nothing: the library opens its connections itself."""

    async def send(self, request: PreparedRequest) -> RawResponse:
        extensions = {} if request.timeouts is None and request.end is None else {"timeout": seconds(request)}
        try:
            if not self._asynchronous:
                return self._send(request, extensions)
            from .interruption import sent_apart  # noqa: PLC0415 - asyncio is slow to import

            return await sent_apart(lambda trace: self._asend(request, extensions | trace))
        except self._errors as error:
            raise own_error(error, request) from error

    def _send(self, request: PreparedRequest, extensions: dict[str, Any]) -> RawResponse:
        prepared = self._prepared(request, extensions)
        response = self._client.send(prepared, stream=True, auth=None, follow_redirects=False)
        try:
            intake = Intake(request, response.status_code, response.headers.raw)
            if response.is_stream_consumed:  # by a hook of the caller
                return intake.response(intake.part(response.content), decoded=True)
            return intake.response(in_time(map(intake.part, response.iter_raw()), request))
        finally:
            response.close()

    async def _asend(self, request: PreparedRequest, extensions: dict[str, Any]) -> RawResponse:
        prepared = self._prepared(request, extensions)
        response = await self._client.send(prepared, stream=True, auth=None, follow_redirects=False)
        try:
            intake = Intake(request, response.status_code, response.headers.raw)
            if response.is_stream_consumed:  # by a hook of the caller
                return intake.response(intake.part(response.content), decoded=True)
            return intake.response(b"".join([intake.part(part) async for part in response.aiter_raw()]))
        finally:
            await response.aclose()

    def _prepared(self, request: PreparedRequest, extensions: dict[str, Any]) -> Any:
        return self._client.build_request(
            request.method,
            request.url,
            content=body(request, self._asynchronous),
            headers=[(name.encode("ascii"), value.encode()) for name, value in request.headers],
            extensions=extensions,
        )

    async def close(self) -> None:
        """Do nothing: the client belongs to the caller."""
