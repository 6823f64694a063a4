"""Responses that are read piece by piece: large files, and items as they arrive.

A stream holds a connection and a share of the concurrency limit until it is closed: by its end, by an error, or by the
end of its ``with`` block.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator, Mapping
from functools import partial
from types import TracebackType
from typing import IO, Any, Generic, TypeVar

from .client import AsyncClient, SyncClient, done
from .config import Timeout
from .content import Mismatch
from .core import Core
from .intake import not_understood
from .operation import Operation
from .outcomes import reader_of
from .response import Headers, RawResponse
from .stream_head import Head, open_head
from .traces import bare

T = TypeVar("T")


class _Response(Generic[T]):
    """What both kinds of streams have in common: the head of the response."""

    def __init__(self, operation: Operation[Any], response: RawResponse) -> None:
        self._operation = operation
        self._response = response
        self._unread = [] if isinstance(response, Head) else [response.content]

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self._response.status_code

    @property
    def headers(self) -> Headers:
        """The header fields of the response."""
        return self._response.headers

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` header in lower case, or an empty string."""
        return self._response.content_type

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request, from a header."""
        return self._response.request_id

    async def _part(self) -> bytes | None:
        if isinstance(self._response, Head):
            return await self._response.read()
        return self._unread.pop() if self._unread else None

    async def _close(self) -> None:
        self._unread.clear()
        if isinstance(self._response, Head):
            await self._response.close()

    def _reader(self) -> Any:
        """What reads the items. Raises ``APIDecodeError`` where the response is not of a type that has any."""
        response = self._response
        if isinstance(response, Head) and response.outcome.read == "bytes":
            return _Parts()
        if isinstance(response, Head):
            return reader_of(response.outcome, response.limit)
        problem = Mismatch(None, "it is not of the documented type that is read piece by piece")
        raise bare(not_understood(self._operation.id, response, problem))

    def _items(self, read: Callable[[], list[Any]]) -> list[Any]:
        try:
            return read()
        except Mismatch as mismatch:
            raise bare(not_understood(self._operation.id, self._response, mismatch)) from None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status_code} to {self._response.request}>"


class _Parts:
    """The items of a body without any: its parts."""

    def feed(self, part: bytes) -> list[bytes]:
        return [part] if part else []

    def end(self) -> list[bytes]:
        return []


class Stream(_Response[T]):
    """An open response. Iterating over it gives its items as they arrive: events, lines, or parts of a file.

    Raises ``APIConnectionError`` or ``APITimeoutError`` when the connection ends before the body does, and
    ``APIDecodeError`` for an item that differs from its documentation.
    """

    def __iter__(self) -> Iterator[T]:
        reader = self._reader()
        try:
            for part in self.iter_bytes():
                yield from self._items(partial(reader.feed, part))
            yield from self._items(reader.end)
        finally:
            self.close()

    def iter_bytes(self) -> Iterator[bytes]:
        """The parts of the body, decompressed, as they arrive."""
        try:
            while (part := done(self._part())) is not None:
                if part:
                    yield part
        finally:
            self.close()

    def save(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file, which appears only once it is complete; returns its length in bytes."""
        with _target(path) as target:
            return sum(target.write(part) for part in self.iter_bytes())

    def close(self) -> None:
        """Give the connection back, or close it where the body was not read to its end."""
        done(self._close())


class AsyncStream(_Response[T]):
    """As ``Stream``, for the async client."""

    async def __aiter__(self) -> AsyncIterator[T]:
        reader = self._reader()
        try:
            async for part in self.iter_bytes():
                for item in self._items(partial(reader.feed, part)):
                    yield item
            for item in self._items(reader.end):
                yield item
        finally:
            await self.close()

    async def iter_bytes(self) -> AsyncIterator[bytes]:
        """The parts of the body, decompressed, as they arrive."""
        try:
            while (part := await self._part()) is not None:
                if part:
                    yield part
        finally:
            await self.close()

    async def save(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file, which appears only once it is complete; returns its length in bytes."""
        import asyncio  # noqa: PLC0415 - slow to import, and loaded by now

        length = 0
        with _target(path) as target:
            async for part in self.iter_bytes():
                length += await asyncio.to_thread(target.write, part)
        return length

    async def close(self) -> None:
        """Give the connection back, or close it where the body was not read to its end."""
        await self._close()


@contextlib.contextmanager
def _target(path: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    """A file that takes its place when it is complete, and is removed otherwise."""
    name = os.fspath(path)
    partial_name = f"{name}.{os.getpid()}-{id(path):x}.part"
    try:
        with open(partial_name, "xb") as file:  # noqa: PTH123 - importing pathlib is slow
            yield file
        os.replace(partial_name, name)  # noqa: PTH105 - as above
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(partial_name)  # noqa: PTH108 - as above
        raise


class Streaming(Generic[T]):
    """A call that is made when its ``with`` block begins, and closed when that ends."""

    def __init__(
        self,
        client: SyncClient,
        operation: Operation[Any],
        arguments: Mapping[str, Any],
        timeout: Timeout | None,
    ) -> None:
        self._call = partial(_opened, client, operation, arguments, timeout)
        self._operation = operation
        self._stream: Stream[T] | None = None

    def __enter__(self) -> Stream[T]:
        self._stream = Stream(self._operation, done(self._call()))
        return self._stream

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()


class AsyncStreaming(Generic[T]):
    """As ``Streaming``, for ``async with``."""

    def __init__(
        self,
        client: AsyncClient,
        operation: Operation[Any],
        arguments: Mapping[str, Any],
        timeout: Timeout | None,
    ) -> None:
        self._call = partial(_opened, client, operation, arguments, timeout)
        self._operation = operation
        self._stream: AsyncStream[T] | None = None

    async def __aenter__(self) -> AsyncStream[T]:
        self._stream = AsyncStream(self._operation, await self._call())
        return self._stream

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            await self._stream.close()


def _opened(
    client: Core, operation: Operation[Any], arguments: Mapping[str, Any], timeout: Timeout | None
) -> Coroutine[Any, Any, RawResponse]:
    """The response of a call, with its body unread where it is a documented stream."""
    return client.respond_by(
        partial(open_head, operation, asynchronous=client.asynchronous), operation, arguments, timeout
    )
