"""The default transport: connections of httpcore, the engine below httpx, each with a network of its own.

httpcore's pool does work that grows with the square of the concurrency, and loses a connection whose request was
cancelled. Here a call takes the connection that was used last and puts it back, so that few concurrent calls keep few
connections open. One invariant holds: **only a connection on which a response was read to its end is put back; after
anything else it is closed**, at once and without waiting.

With HTTP/2, whose connections carry concurrent requests, all tasks of an event loop share one; threads do not, because
httpcore lets them interfere with each other. A shared connection on which a request was cancelled accepts no further
one, and is closed when the others on it are over.
"""

from __future__ import annotations

import contextlib
import functools
import os
import ssl
import sys
import time
from collections import deque
from typing import Any

import httpcore

from .blocking_network import Network
from .config import DEFAULT_TIMEOUTS, HTTP, Base, Timeouts
from .errors import ClientError, ConfigurationError
from .intake import Intake
from .local import Local
from .proxies import proxy_login
from .request import PreparedRequest
from .response import RawResponse
from .transport import body, own_error

KEEP_IDLE = 30.0  # seconds after which an unused connection is closed
_TRIES = 3  # connections that a call tries to share, should they be closing


class Connection:
    """One connection, and its network."""

    def __init__(self, http: Any, network: Any, unused: Any = None) -> None:
        self.http = http
        self.network = network
        self.unused = unused  # its stream, when it was opened ahead and no call has used it
        self.calls = 0  # that share it; not counted on an exclusive connection
        self.spoilt = False  # accepts no further call
        self.since = 0.0  # when it was put back

    def begin(self, end: float | None) -> None:
        """Let a call use it, until a time by ``time.monotonic()``."""
        self.network.end, self.unused = end, None

    @property
    def reusable(self) -> bool:
        """Whether a call may be made on it now."""
        if self.unused is not None:
            return bool(self.unused.quiet())
        return not self.spoilt and self.http.is_available() and not self.http.has_expired()

    @property
    def shareable(self) -> bool:
        """Whether it speaks HTTP/2, as far as that is known."""
        tls = self.network.stream and self.network.stream.get_extra_info("ssl_object")
        return tls is None or tls.selected_alpn_protocol() == "h2"


class Connections:
    """The connections of one event loop, or of all threads."""

    def __init__(self) -> None:
        self.idle: deque[Connection] = deque()  # the last used on the right
        self.shared: list[Connection] = []

    def take(self) -> Connection | None:
        """One that was put back, and is still usable."""
        while self.idle:
            try:
                connection = self.idle.pop()
            except IndexError:  # another thread took it
                break
            if connection.reusable:
                return connection
            connection.network.drop()
        return None

    def put_back(self, connection: Connection) -> None:
        now = connection.since = time.monotonic()
        self.idle.append(connection)
        while self.idle and self.idle[0].since < now - KEEP_IDLE:
            with contextlib.suppress(IndexError):
                self.idle.popleft().network.drop()

    def share(self) -> Connection | None:
        """One that is shared with other calls."""
        for connection in list(self.shared):
            if connection.reusable and not (connection.network.stream and connection.network.stream.over):
                return connection
            if not connection.calls:
                self.retire(connection)
        return None

    def retire(self, connection: Connection) -> None:
        """Accept no further call, and close it once its calls are over."""
        connection.spoilt = True
        self.leave(connection, 0)

    def leave(self, connection: Connection, calls: int = 1) -> None:
        """So many of its calls are over."""
        connection.calls -= calls
        if connection.spoilt and not connection.calls:
            connection.network.drop()
            with contextlib.suppress(ValueError):
                self.shared.remove(connection)

    def drop_all(self) -> None:
        while self.idle:
            with contextlib.suppress(IndexError):
                self.idle.pop().network.drop()
        for connection in list(self.shared):
            self.retire(connection)


class ConnectionTransport:
    """Safe to share between threads, or between the tasks of any number of event loops. Goes on after a fork."""

    def __init__(self, base: Base, http: HTTP, asynchronous: bool) -> None:
        self._asynchronous = asynchronous
        self._base = base.origin
        self._direct = http.proxy is None
        self._url = httpcore.URL(base.origin)
        verify: Any = http.verify
        trusted = (os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        self._shares = http.http2 and asynchronous
        self._options: dict[str, Any] = {
            "ssl_context": tls_context(verify, http.http2, *trusted) if base.tls else None,
            "http2": http.http2,
            "keepalive_expiry": KEEP_IDLE,
        }
        self._pool: Any = httpcore.AsyncConnectionPool if asynchronous else httpcore.ConnectionPool
        if http.proxy is not None:
            url, login = proxy_login(http.proxy)
            self._options |= {"proxy_url": url, "proxy_auth": login}
            if url.startswith("socks"):
                self._pool = httpcore.AsyncSOCKSProxy if asynchronous else httpcore.SOCKSProxy
            else:
                self._pool = httpcore.AsyncHTTPProxy if asynchronous else httpcore.HTTPProxy
                if url.startswith("https:"):
                    self._options["proxy_ssl_context"] = tls_context(verify, False, *trusted)
        self._network: Any = Network
        if asynchronous:
            from .async_network import AsyncNetwork, load  # noqa: PLC0415 - asyncio is slow to import

            load()
            self._network = AsyncNetwork
        self._connections = Local(Connections, per_loop=asynchronous)
        self._closed = False

    async def ready(self, timeouts: Timeouts | None, end: float | None) -> Exception | None:
        """See ``Transport.ready``. Those through a proxy, and those of HTTP/2, are opened by their first request."""
        if not self._direct or self._options["http2"]:
            return None
        connections = self._connections.get()
        if (connection := connections.take()) is not None:
            connections.idle.append(connection)
            return None
        network = self._network()
        network.end = end
        try:
            connections.put_back(await self._opened(network, (timeouts or DEFAULT_TIMEOUTS).connect))
        except Exception as error:
            network.drop()
            return error
        except BaseException:
            network.drop()
            raise
        if self._closed:  # meanwhile
            connections.drop_all()
        return None

    async def _opened(self, network: Any, timeout: float | None) -> Connection:
        """A connection that is open, which those of httpcore are only once they have a request."""
        origin, context = self._url.origin, self._options["ssl_context"]
        host = origin.host.decode("ascii")
        stream = network.connect_tcp(host, origin.port, timeout)
        stream = await stream if self._asynchronous else stream
        if context is not None:
            context.set_alpn_protocols(["http/1.1"])
            stream = stream.start_tls(context, host, timeout)
            stream = await stream if self._asynchronous else stream
        kind: Any = httpcore.AsyncHTTP11Connection if self._asynchronous else httpcore.HTTP11Connection
        return Connection(kind(origin, stream, keepalive_expiry=KEEP_IDLE), network, stream)

    async def send(self, request: PreparedRequest) -> RawResponse:
        connections = self._connections.get()
        try:
            prepared = self._prepared(request)
            if self._shares:
                return await self._on_a_shared_one(connections, prepared, request)
            return await self._on_its_own(connections, prepared, request)
        except ClientError:
            raise
        except Exception as error:
            # whatever httpcore and its dependencies raise, also while they build the request
            raise own_error(error, request) from error

    def _prepared(self, request: PreparedRequest) -> httpcore.Request:
        if not request.url.startswith(f"{self._base}/"):
            raise ConfigurationError(
                "a middleware changed the scheme, host or port of a request, which a client cannot change"
            )
        url, target = self._url, request.url[len(self._base) :].encode()
        limits = request.timeouts or DEFAULT_TIMEOUTS
        return httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.scheme, host=url.host, port=url.port, target=target),
            headers=[(name.encode("ascii"), value.encode()) for name, value in request.headers],
            content=body(request, self._asynchronous),
            extensions={"timeout": {"connect": limits.connect, "read": limits.read, "write": limits.write}},
        )

    async def _on_its_own(
        self, connections: Connections, prepared: httpcore.Request, request: PreparedRequest
    ) -> RawResponse:
        connection = connections.take() or self._open()
        connection.begin(request.end)
        try:
            response = await self._exchange(connection, prepared, request)
        except BaseException:
            connection.network.drop()
            raise
        if connection.http.is_idle():
            connections.put_back(connection)
            if self._closed:  # meanwhile
                connections.drop_all()
        else:
            connection.network.drop()
        return response

    async def _on_a_shared_one(
        self, connections: Connections, prepared: httpcore.Request, request: PreparedRequest
    ) -> RawResponse:
        from .interruption import apart  # noqa: PLC0415 - asyncio is slow to import

        for number in range(_TRIES):
            if not self._shares:
                return await self._on_its_own(connections, prepared, request)
            if (connection := connections.share()) is None:
                connections.shared.append(connection := self._open())
            connection.calls += 1
            try:  # in a task of its own, because cancelling one may cost all of them their connection
                return await apart(self._exchange(connection, prepared, request))
            except httpcore.ConnectionNotAvailable:
                connection.spoilt = True
                self._shares = connection.shareable
                if number == _TRIES - 1:
                    raise
            except BaseException:
                connection.spoilt = True
                raise
            finally:
                connections.leave(connection)
                if self._closed:  # meanwhile
                    connections.drop_all()
        raise AssertionError("unreachable")

    def _open(self) -> Connection:
        network = self._network()
        return Connection(
            self._pool(network_backend=network, **self._options).create_connection(self._url.origin), network
        )

    async def _exchange(
        self, connection: Connection, prepared: httpcore.Request, request: PreparedRequest
    ) -> RawResponse:
        if self._asynchronous:
            response = await connection.http.handle_async_request(prepared)
            intake = Intake(request, response.status, response.headers)
            content = b"".join([intake.part(part) async for part in response.stream])
            await response.aclose()
        else:
            response = connection.http.handle_request(prepared)
            intake = Intake(request, response.status, response.headers)
            content = b"".join(map(intake.part, response.stream))
            response.close()
        return intake.response(content)

    async def close(self) -> None:
        self._closed = True
        for loop, connections in self._connections.of_this_process():
            if loop is None:
                connections.drop_all()
            else:
                with contextlib.suppress(RuntimeError):  # a closed loop, and its connections with it
                    loop.call_soon_threadsafe(connections.drop_all)
        if self._asynchronous:
            import asyncio  # noqa: PLC0415

            await asyncio.sleep(0)  # in which this loop drops its own
            await asyncio.sleep(0)  # and closes the sockets

    def __del__(self) -> None:
        if not sys.is_finalizing() and not getattr(self, "_asynchronous", True):
            with contextlib.suppress(StopIteration):
                self.close().send(None)


@functools.lru_cache(maxsize=16)
def tls_context(verify: Any, _http2: bool, file: str | None, folder: str | None) -> ssl.SSLContext:
    """One context for all clients of these settings: reading the trusted certificates takes 35 ms."""
    if isinstance(verify, ssl.SSLContext):
        return verify
    if verify is False:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    if verify is not True:
        file, folder = verify, None
    elif not (file or folder):
        import certifi  # noqa: PLC0415

        file = certifi.where()
    try:
        return ssl.create_default_context(cafile=file or None, capath=None if file else folder)
    except OSError as error:
        raise ConfigurationError(f"verify: cannot read the trusted authorities: {error}") from None
