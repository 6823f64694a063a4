"""A response whose body is still to be read, and what its call has borrowed until then."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from typing import Any

from .content import Mismatch
from .errors import APITimeoutError, ClientError
from .intake import Intake, not_understood
from .limits import Turn
from .operation import Operation, Outcome
from .outcomes import matching
from .request import PreparedRequest
from .response import Headers, RawResponse
from .stream_bodies import Opened, open_body
from .traces import bare

_STREAMED = frozenset({"bytes", "events", "lines"})
_STEP = 256 * 1024  # bytes, of a part once it is decompressed
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 47}


class Head(RawResponse):
    """A response whose body is still to be read."""

    streamed = True

    def __init__(
        self, request: PreparedRequest, opened: Opened, outcome: Outcome, *, asynchronous: bool
    ) -> None:
        super().__init__(opened.status, Headers(opened.fields), b"", request.line, decoded=True)
        self.outcome = outcome
        self.operation = request.operation
        self.limit = request.max_response_bytes
        self._opened = opened
        self._sent = request
        self._asynchronous = asynchronous
        self._turn: Turn | None = None
        self._closed = False
        self._parts: Iterator[bytes] | None = None
        coding = self.headers.get("content-encoding", "identity").strip().lower()
        if coding not in {"", "identity", *_WINDOWS}:
            raise not_understood(self.operation, self, Mismatch(None, "unsupported Content-Encoding"))
        self._inflater = zlib.decompressobj(_WINDOWS[coding]) if coding in _WINDOWS else None

    def hold(self, turn: Turn) -> Turn:
        """Keep the turn until the body is closed."""
        self._turn = turn
        return Turn(None)

    async def read(self) -> bytes | None:
        """The next part, ``None`` at the end. Raises ``APIConnectionError`` or ``APITimeoutError``."""
        if self._parts is not None and (part := next(self._parts, None)) is not None:
            return part
        if self._closed:
            return None
        try:
            part = await self._in_time()
            if self._inflater is not None and part is not None:
                self._parts = _inflated(self._inflater, part)
                part = next(self._parts, b"")
        except BaseException as error:
            await self.close()
            if isinstance(error, zlib.error):
                problem = Mismatch(None, "the body is not what its Content-Encoding declares")
                raise bare(not_understood(self.operation, self, problem)) from None
            if isinstance(error, ClientError):
                raise bare(error)  # noqa: B904 - the error itself, not another
            if isinstance(error, Exception):
                raise bare(self._opened.error(error, self._sent)) from None
            raise
        if part is None:
            await self.close(whole=True)
        return part

    async def _in_time(self) -> bytes | None:
        end = self._sent.end
        if end is None:
            return await self._opened.read()
        late = APITimeoutError(
            f"no complete response in time (total timeout): {self._sent.line}", request=self._sent.line
        )
        if time.monotonic() >= end:
            raise late
        if not self._asynchronous:
            part = await self._opened.read()
            if part is not None and time.monotonic() >= end:
                raise late
            return part
        import asyncio  # noqa: PLC0415 - slow to import, and loaded by now

        limit = asyncio.timeout(end - time.monotonic())
        try:
            async with limit:
                return await self._opened.read()
        except TimeoutError:
            if not limit.expired():
                raise
            raise late from None

    async def close(self, *, whole: bool = False) -> None:
        """Give back what the call has borrowed. ``whole`` when the body was read to its end."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._opened.close(whole)
        finally:
            if self._turn is not None:
                self._turn.end()


async def open_head(
    operation: Operation[Any], transport: Any, request: PreparedRequest, *, asynchronous: bool
) -> RawResponse:
    """The response of a request: with its body unread where it is a documented stream, whole otherwise."""
    opened = await open_body(transport, request)
    whole = False
    try:
        intake = Intake(request, opened.status, opened.fields)
        response, outcome = intake.response(b"", decoded=True), None
        if 200 <= opened.status < 300:
            outcome = matching(operation.outcomes, response)
        if outcome is not None and outcome.read in _STREAMED and not _is_other(outcome, response):
            return Head(request, opened, outcome, asynchronous=asynchronous)
        parts: list[bytes] = []
        while (part := await opened.read()) is not None:
            parts.append(intake.part(part))
        whole = True
    except BaseException as error:
        await opened.close(False)
        if isinstance(error, Exception) and not isinstance(error, ClientError):
            raise opened.error(error, request) from error
        raise
    await opened.close(whole)
    return intake.response(b"".join(parts))


def _is_other(outcome: Outcome, response: RawResponse) -> bool:
    """Whether a body is structured, and only a range of media types covers it: it may say that the call failed."""
    return outcome.media.endswith("*") and any(one in response.content_type for one in ("json", "xml"))


def _inflated(inflater: Any, part: bytes) -> Iterator[bytes]:
    """A part decompressed, in bounded steps."""
    while part:
        found = inflater.decompress(part, _STEP)
        part = inflater.unconsumed_tail
        if found:
            yield found
