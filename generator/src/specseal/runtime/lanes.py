"""The default transport: httpx's own transports, one connection each, called below its client.

httpx's connection pool does work that grows with the square of the calls in flight. A lane is a transport with room
for one connection; calls take the lane that was used last and put it back, so few calls keep few lanes warm. With
HTTP/2, whose connections carry many calls at once, all tasks use one lane; threads do not, because httpcore lets them
into each other's way.
"""

from __future__ import annotations

import contextlib
import functools
import math
import os
import ssl
import sys
import time
from collections import deque
from typing import Any

from .config import HTTP, Base
from .errors import ClientError
from .request import PreparedRequest
from .response import Intake, RawResponse
from .transport import in_time, own_error, seconds

KEEP_IDLE = 30.0  # seconds after which a connection that nobody used is closed


class LaneTransport:
    """Safe to share between threads, or between tasks. Goes on after a fork, and in another event loop."""

    def __init__(self, base: Base, http: HTTP, asynchronous: bool) -> None:
        import httpx  # noqa: PLC0415 - importing the package must stay cheap

        self._httpx = httpx
        self._asynchronous = asynchronous
        self._lane: Any = httpx.AsyncHTTPTransport if asynchronous else httpx.HTTPTransport
        proxy = http.proxy or environment_proxy(base)
        encrypted = base.tls or (proxy or "").startswith("https:")
        trusted = (os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        self._one = http.http2 and asynchronous
        most = None if self._one else 1
        self._options: dict[str, Any] = {
            "verify": _tls(http, *trusted) if encrypted else _no_tls(),
            "proxy": proxy,
            "http2": http.http2,
            "limits": httpx.Limits(max_connections=most, max_keepalive_connections=most, keepalive_expiry=KEEP_IDLE),
        }
        # an address without a query is the same in every call, and parsing it is dear
        self._known = functools.lru_cache(maxsize=64)(httpx.URL)
        self._owner: tuple[int, object] | None = None  # a process and, when async, an event loop
        self._idle: deque[tuple[Any, float]] = deque()  # the last used on the right
        self._shared: Any = None
        self._keep = KEEP_IDLE

    async def send(self, request: PreparedRequest) -> RawResponse:
        self._settle()
        lane = self._shared or self._take() or self._lane(**self._options)
        try:
            prepared = self._httpx.Request(
                request.method,
                self._httpx.URL(request.url) if "?" in request.url else self._known(request.url),
                headers=[(name.encode("ascii"), value.encode()) for name, value in request.headers],
                stream=self._httpx.ByteStream(request.body),
                extensions={"timeout": seconds(request)},
            )
            if self._asynchronous:
                response = await lane.handle_async_request(prepared)
                intake = Intake(request, response.status_code, response.headers.raw)
                try:
                    content = b"".join([intake.part(part) async for part in response.stream])
                finally:
                    await response.stream.aclose()
            else:
                response = lane.handle_request(prepared)
                intake = Intake(request, response.status_code, response.headers.raw)
                try:
                    content = in_time(map(intake.part, response.stream), request)
                finally:
                    response.stream.close()
        except ClientError:
            raise
        except Exception as error:  # whatever the library says, also while it builds the request
            raise own_error(error, request) from error
        finally:
            if lane is not self._shared:
                self._idle.append((lane, time.monotonic()))
        await self._drop_stale()
        return intake.answer(content)

    def _settle(self) -> None:
        loop: object = None
        if self._asynchronous:
            import asyncio  # noqa: PLC0415 - dear to import where nobody has a loop

            loop = asyncio.get_running_loop()
        owner = (os.getpid(), loop)
        if self._owner != owner:  # lanes of another loop, or of the parent process, cannot even be closed here
            self._owner, self._idle = owner, deque()
            self._shared = self._lane(**self._options) if self._one else None

    def _take(self) -> Any:
        try:
            return self._idle.pop()[0]
        except IndexError:
            return None

    async def _drop_stale(self) -> None:
        oldest = time.monotonic() - self._keep
        while self._idle and self._idle[0][1] < oldest:
            try:
                lane, _ = self._idle.popleft()
            except IndexError:  # another thread took it
                break
            await lane.aclose() if self._asynchronous else lane.close()

    async def close(self) -> None:
        self._keep = -math.inf
        if self._owner is not None and self._owner[0] == os.getpid():
            if self._shared is not None:
                self._idle.append((self._shared, 0.0))
                self._owner = self._shared = None
            await self._drop_stale()

    def __del__(self) -> None:
        if not sys.is_finalizing() and not getattr(self, "_asynchronous", True):
            with contextlib.suppress(StopIteration):
                self.close().send(None)


open_transport = LaneTransport


@functools.lru_cache(maxsize=16)
def _tls(http: HTTP, _file: str | None, _folder: str | None) -> ssl.SSLContext:
    """One context for all clients of these settings: reading the trusted certificates takes 35 ms."""
    import httpx  # noqa: PLC0415

    if isinstance(http.verify, bool):
        return httpx.create_ssl_context(http.verify)
    return http.verify if isinstance(http.verify, ssl.SSLContext) else ssl.create_default_context(cafile=http.verify)


@functools.cache
def _no_tls() -> ssl.SSLContext:
    """For plain HTTP. It trusts nobody, so nothing could pass should it be used after all."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def environment_proxy(base: Base) -> str | None:
    """The proxy for the server, as the usual variables name it; this machine is always reached directly."""
    named = any(name.lower().endswith("_proxy") for name in os.environ)
    if base.loopback or (sys.platform == "linux" and not named):
        return None
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - dear to import

    proxies = {} if proxy_bypass(base.host) else getproxies()
    proxy = proxies.get("https" if base.tls else "http") or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"
