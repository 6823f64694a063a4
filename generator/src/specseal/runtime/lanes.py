"""The default transport: httpx's own transports, one connection each, called below its client.

httpx's connection pool does work that grows with the square of the calls in flight. A lane is a transport with room
for one connection; calls take the lane that was used last and put it back, so few calls keep few lanes warm.
"""

from __future__ import annotations

import asyncio
import functools
import os
import ssl
import sys
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .config import Timeouts
from .errors import APITimeoutError
from .transport import answer, own_errors, seconds

if TYPE_CHECKING:
    import httpx

    from .config import Base
    from .request import PreparedRequest
    from .response import RawResponse

MAX_LANES = 100
"""Calls in flight at once; more wait for ``Timeouts.pool`` seconds."""
KEEP_IDLE = 30.0
"""Seconds after which a connection that nobody used is closed."""

DEFAULT_LIMITS = Timeouts()

LaneT = TypeVar("LaneT")


class _Stack(Generic[LaneT]):
    """Idle lanes, the last used on top. They belong to one process and, when async, to one event loop."""

    def __init__(self, owner: object, slots: Any) -> None:
        self.owner = owner
        self.slots = slots
        self.idle: deque[tuple[LaneT, float]] = deque()
        self.keep = KEEP_IDLE

    def take(self) -> LaneT | None:
        try:
            return self.idle.pop()[0]
        except IndexError:
            return None

    def give(self, lane: LaneT) -> None:
        self.idle.append((lane, time.monotonic()))

    def stale(self, *, close: bool = False) -> list[LaneT]:
        """Take out the lanes that are too old to keep: after ``close``, every one that is given back."""
        if close:
            self.keep = -1.0
        lanes: list[LaneT] = []
        oldest = time.monotonic() - self.keep
        while self.idle and self.idle[0][1] < oldest:
            try:
                lanes.append(self.idle.popleft()[0])
            except IndexError:  # another thread took it
                break
        return lanes


class _Settings:
    """What all lanes of a transport share, and the requests that they send."""

    def __init__(self, base: Base) -> None:
        import httpx  # noqa: PLC0415 - importing the package must stay cheap

        self.httpx = httpx
        proxy = environment_proxy(base)
        encrypted = base.tls or (proxy or "").startswith("https:")
        self.options: dict[str, Any] = {
            "verify": _tls(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
            if encrypted
            else _no_tls(),
            "proxy": proxy,
            "limits": httpx.Limits(
                max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEEP_IDLE
            ),
        }
        # an address without a query is the same in every call, and parsing it is dear
        self._known = functools.lru_cache(maxsize=64)(httpx.URL)

    def request(self, request: PreparedRequest, limits: Timeouts) -> httpx.Request:
        return self.httpx.Request(
            request.method,
            self.httpx.URL(request.url) if "?" in request.url else self._known(request.url),
            headers=request.headers,
            stream=self.httpx.ByteStream(request.body),
            extensions={"timeout": seconds(limits)},
        )


class LaneTransport:
    """Safe to share between threads, and to go on using after a fork."""

    def __init__(self, base: Base) -> None:
        self._settings = _Settings(base)
        self._stack = self._new_stack()

    @staticmethod
    def _new_stack() -> _Stack[httpx.HTTPTransport]:
        return _Stack(os.getpid(), threading.BoundedSemaphore(MAX_LANES))

    def send(self, request: PreparedRequest, limits: Timeouts | None) -> RawResponse:
        """Send the request and read the whole answer."""
        limits = limits or DEFAULT_LIMITS
        library = self._settings.httpx
        stack = self._current()
        if not stack.slots.acquire(timeout=limits.pool):
            raise _no_lane(request)
        try:
            lane = stack.take() or library.HTTPTransport(**self._settings.options)
            try:
                with own_errors(library, request):
                    response = lane.handle_request(self._settings.request(request, limits))
                    stream: Any = response.stream
                    try:
                        content = b"".join(stream)
                    finally:
                        stream.close()
            finally:
                stack.give(lane)
        finally:
            stack.slots.release()
        for old in stack.stale():
            old.close()
        return answer(response, content, request)

    def close(self) -> None:
        """Close every connection; those in use when they are done."""
        for lane in self._stack.stale(close=True):
            lane.close()

    def _current(self) -> _Stack[httpx.HTTPTransport]:
        if (
            self._stack.owner != os.getpid()
        ):  # after a fork: our copies of the parent's sockets are of no use here
            inherited, self._stack = self._stack, self._new_stack()
            for lane in inherited.stale(close=True):
                lane.close()
        return self._stack

    def __del__(self) -> None:
        if not sys.is_finalizing() and hasattr(self, "_stack"):
            self.close()


class AsyncLaneTransport:
    """Safe to share between tasks of asyncio. Connections belong to the event loop that opened them."""

    def __init__(self, base: Base) -> None:
        self._settings = _Settings(base)
        self._stack: _Stack[httpx.AsyncHTTPTransport] | None = None

    async def send(self, request: PreparedRequest, limits: Timeouts | None) -> RawResponse:
        """Send the request and read the whole answer."""
        limits = limits or DEFAULT_LIMITS
        library = self._settings.httpx
        stack = self._current()
        try:
            async with asyncio.timeout(limits.pool if stack.slots.locked() else None):
                await stack.slots.acquire()
        except TimeoutError:
            raise _no_lane(request) from None
        try:
            lane = stack.take() or library.AsyncHTTPTransport(**self._settings.options)
            try:
                with own_errors(library, request):
                    response = await lane.handle_async_request(self._settings.request(request, limits))
                    stream: Any = response.stream
                    try:
                        content = b"".join([part async for part in stream])
                    finally:
                        await stream.aclose()
            finally:
                stack.give(lane)
        finally:
            stack.slots.release()
        for old in stack.stale():
            await old.aclose()
        return answer(response, content, request)

    async def aclose(self) -> None:
        """Close every connection; those in use when they are done."""
        if self._stack is not None:
            for lane in self._stack.stale(close=True):
                await lane.aclose()

    def _current(self) -> _Stack[httpx.AsyncHTTPTransport]:
        owner = (os.getpid(), asyncio.get_running_loop())
        stack = self._stack
        if (
            stack is None or stack.owner != owner
        ):  # lanes of another loop, or of the parent, cannot even be closed here
            stack = self._stack = _Stack(owner, asyncio.Semaphore(MAX_LANES))
        return stack


def _no_lane(request: PreparedRequest) -> APITimeoutError:
    return APITimeoutError(
        f"{MAX_LANES} calls were in flight all the while (pool timeout): {request.line}",
        request=request.line,
        maybe_sent=False,
    )


@functools.cache
def _tls(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    """One context for all clients: reading the trusted certificates takes 35 ms."""
    import httpx  # noqa: PLC0415

    return httpx.create_ssl_context()


@functools.cache
def _no_tls() -> ssl.SSLContext:
    """For plain HTTP. It trusts nobody, so nothing could pass should it be used after all."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def environment_proxy(base: Base) -> str | None:
    """The proxy that the environment names for the server; this machine is always reached directly."""
    if base.loopback:
        return None
    if sys.platform == "linux" and not any(name.lower().endswith("_proxy") for name in os.environ):
        return None
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - dear to import

    if proxy_bypass(base.host):
        return None
    proxies = getproxies()
    proxy = proxies.get("https" if base.tls else "http") or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"
