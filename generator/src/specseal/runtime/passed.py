"""The transport for a client of httpx or httpx2 that the caller passes in."""

from __future__ import annotations

import inspect
import sys
from typing import Any

from .errors import ConfigurationError
from .request import PreparedRequest
from .response import Intake, RawResponse
from .transport import in_time, own_error, seconds


class PassedTransport:
    """Sends through the client with its proxies, certificates, hooks and default headers. The caller closes it."""

    def __init__(self, client: Any, asynchronous: bool) -> None:
        names = {kind.__module__.partition(".")[0] for kind in type(client).__mro__} & {"httpx", "httpx2"}
        if not names:
            raise ConfigurationError(
                f"http_client is a {type(client).__name__}, not a client of httpx or httpx2, and not 'fast'"
            )
        if inspect.iscoroutinefunction(client.send) is not asynchronous:
            wanted = "an AsyncClient" if asynchronous else "a Client"
            raise ConfigurationError(f"http_client must be {wanted} here, not {type(client).__name__}")
        library = sys.modules[names.pop()]
        # others are those of the caller's own hooks
        self._errors: tuple[type[Exception], ...] = (library.RequestError, library.InvalidURL, library.StreamError)
        self._client = client
        self._asynchronous = asynchronous

    async def send(self, request: PreparedRequest) -> RawResponse:
        own_limits = request.timeouts is None and request.end is None
        try:
            prepared = self._client.build_request(
                request.method,
                request.url,
                content=request.body,
                headers=[(name.encode("ascii"), value.encode()) for name, value in request.headers],
                extensions={} if own_limits else {"timeout": seconds(request)},
            )
            sending = self._client.send(prepared, stream=True, follow_redirects=False)
            response = await sending if self._asynchronous else sending
            intake = Intake(request, response.status_code, response.headers.raw)
            read = response.is_stream_consumed  # by a hook of the caller
            try:
                if read:
                    content = intake.part(response.content)
                elif self._asynchronous:
                    content = b"".join([intake.part(part) async for part in response.aiter_raw()])
                else:
                    content = in_time(map(intake.part, response.iter_raw()), request)
            finally:
                await response.aclose() if self._asynchronous else response.close()
        except self._errors as error:
            raise own_error(error, request) from error
        return intake.answer(content, decoded=read)

    async def close(self) -> None:
        """Do nothing: the client is the caller's."""
