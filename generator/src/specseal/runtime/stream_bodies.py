"""The body of a response on each transport, open to be read piece by piece."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from .connections import ConnectionTransport
from .custom import CustomTransport
from .errors import APIConnectionError
from .fast import FastTransport, header_fields, library_error
from .request import PreparedRequest
from .transport import own_error, seconds


class Opened:
    """A response whose head was read: its status, its header fields, and what reads and closes its body.

    ``read`` returns the next part, ``None`` at the end; ``close`` is told whether the body was read to its end.
    """

    def __init__(
        self,
        status: int,
        fields: Any,
        read: Callable[[], Awaitable[bytes | None]],
        close: Callable[[bool], Awaitable[None]],
        error: Callable[[Exception, PreparedRequest], APIConnectionError],
    ) -> None:
        self.status = status
        self.fields = fields
        self.read = read
        self.close = close
        self.error = error


async def open_body(transport: object, request: PreparedRequest) -> Opened:
    """The response of a transport, with its body unread."""
    if isinstance(transport, ConnectionTransport):
        return await _Connections.open(cast("_Connections", transport), request)
    if isinstance(transport, FastTransport):
        return await _Fast.open(cast("_Fast", transport), request)
    return await _Custom.open(cast("_Custom", transport), request)


def _reader(parts: Any, *, asynchronous: bool) -> Callable[[], Awaitable[bytes | None]]:
    iterator = aiter(parts) if asynchronous else iter(parts)

    async def read() -> bytes | None:
        if asynchronous:
            part: bytes | None = await anext(iterator, None)
            return part
        return next(iterator, None)

    return read


class _Connections(ConnectionTransport):
    async def open(self, request: PreparedRequest) -> Opened:
        connections = self._connections.get()
        try:
            prepared = self._prepared(request)
        except Exception as error:
            raise own_error(error, request) from error
        # a connection that others share could be lost by what happens to this one
        connection = (None if self._shares else connections.take()) or self._open()
        connection.begin(request.end)
        try:
            if self._asynchronous:
                response = await connection.http.handle_async_request(prepared)
            else:
                response = connection.http.handle_request(prepared)
        except Exception as error:
            connection.network.drop()
            raise own_error(error, request) from error
        except BaseException:
            connection.network.drop()
            raise

        async def close(whole: bool) -> None:
            try:
                if whole:
                    await response.aclose() if self._asynchronous else response.close()
            finally:
                if whole and connection.http.is_idle() and not (self._shares or self._closed):
                    connections.put_back(connection)
                else:
                    connection.network.drop()

        read = _reader(response.stream, asynchronous=self._asynchronous)
        return Opened(response.status, response.headers, read, close, own_error)


class _Custom(CustomTransport):
    async def open(self, request: PreparedRequest) -> Opened:
        timed = {} if request.timeouts is None and request.end is None else {"timeout": seconds(request)}
        sending = {"stream": True, "auth": None, "follow_redirects": False}
        try:
            if self._asynchronous:
                from .interruption import sent_apart  # noqa: PLC0415 - asyncio is slow to import

                response = await sent_apart(
                    lambda trace: self._client.send(self._prepared(request, timed | trace), **sending)
                )
            else:
                response = self._client.send(self._prepared(request, timed), **sending)
        except self._errors as error:
            raise own_error(error, request) from error

        async def close(_whole: bool) -> None:
            await response.aclose() if self._asynchronous else response.close()

        parts = response.aiter_raw() if self._asynchronous else response.iter_raw()
        if response.is_stream_consumed:  # by a hook of the caller, decompressed
            parts = _Consumed(response.content)
        read = _reader(parts, asynchronous=self._asynchronous)
        fields = [
            (name, value)
            for name, value in response.headers.raw
            if not response.is_stream_consumed or name.lower() != b"content-encoding"
        ]
        return Opened(response.status_code, fields, read, close, own_error)


class _Consumed:
    """A body that was read already, as one part."""

    def __init__(self, content: bytes) -> None:
        self._parts = [content]

    def __iter__(self) -> Any:
        return iter(self._parts)

    async def __aiter__(self) -> Any:
        for part in self._parts:
            yield part


class _Fast(FastTransport):
    async def open(self, request: PreparedRequest) -> Opened:
        prepared = self._built(request)
        try:
            if self._asynchronous:
                response = await prepared.__aenter__()
            else:
                response = prepared.__enter__()
        except Exception as error:  # whatever the library raises
            raise library_error(error, request) from None

        async def read() -> bytes | None:
            part = response.body_reader.read_chunk()
            if self._asynchronous:
                part = await part
            return None if part is None else bytes(part)

        async def close(_whole: bool) -> None:
            if self._asynchronous:
                await prepared.__aexit__(None, None, None)
            else:
                prepared.__exit__(None, None, None)

        return Opened(response.status, header_fields(response.headers), read, close, library_error)
