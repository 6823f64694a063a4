"""The network below httpcore, for blocking calls: no wait lasts beyond the total timeout of the call.

httpcore has a timeout for each operation, which a server that sends a byte now and then never reaches. Here each
operation also knows when the call as a whole ends. This is the only place where blocking calls wait for a server.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeAlias

import httpcore

Address: TypeAlias = "tuple[int, Any]"  # a family, and what `connect` takes
_RECORD = 16 * 1024  # bytes, the longest record of TLS


class Network(httpcore.NetworkBackend):
    """Opens the socket of one connection, and closes it in any state of the connection."""

    def __init__(self) -> None:
        self.end: float | None = None  # of the call that uses the connection, by ``time.monotonic()``
        self._socket: socket.socket | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Try the addresses of the name, each for its share of the remaining time."""
        del local_address, socket_options  # not used by this client
        until = (
            None if (left := self.left(timeout, httpcore.ConnectTimeout)) is None else time.monotonic() + left
        )
        try:
            *first, last = _addresses(host, port, until)
            for number, (family, address) in enumerate(first):
                with contextlib.suppress(OSError):
                    return self._connect(family, address, until, len(first) - number)
            return self._connect(*last, until, 0)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(error) from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(error) from error

    def _connect(self, family: int, address: Any, until: float | None, others: int) -> Stream:
        found = self._socket = socket.socket(family, socket.SOCK_STREAM)
        try:
            if until is not None:
                found.settimeout(max(until - time.monotonic(), 0.001) / (others + 1))
            found.connect(address)
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            found.close()
            raise
        return Stream(self, found)

    def left(self, limit: float | None, error: type[Exception]) -> float | None:
        """Seconds that an operation may wait. Raises ``error`` when the total timeout is over."""
        if self.end is None:
            return limit
        left = self.end - time.monotonic()
        if left <= 0:
            raise error("the total timeout is over")
        return left if limit is None else min(left, limit)

    def own(self, found: socket.socket) -> socket.socket:
        """Remember the socket that ``drop`` closes."""
        self._socket = found
        return found

    def drop(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._socket.close()


class Stream(httpcore.NetworkStream):
    """A connected socket, with TLS or without."""

    def __init__(self, network: Network, connected: socket.socket) -> None:
        self._network = network
        self._socket = connected

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; empty when the server has closed the connection."""
        try:
            self._socket.settimeout(self._network.left(timeout, httpcore.ReadTimeout))
            return self._socket.recv(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(error) from error
        except OSError as error:
            raise httpcore.ReadError(error) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        rest = memoryview(buffer)
        try:
            while rest:
                self._socket.settimeout(self._network.left(timeout, httpcore.WriteTimeout))
                rest = rest[self._socket.send(rest) :]
        except TimeoutError as error:
            raise httpcore.WriteTimeout(error) from error
        except OSError as error:
            raise httpcore.WriteError(error) from error

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted; through one that is already, where it leads to a proxy."""
        try:
            if isinstance(self._socket, ssl.SSLSocket):
                return Nested(self, ssl_context, server_hostname, timeout)
            self._socket.settimeout(self._network.left(timeout, httpcore.ConnectTimeout))
            wrapped = ssl_context.wrap_socket(
                self._socket, server_hostname=server_hostname, do_handshake_on_connect=False
            )
            self._socket = self._network.own(wrapped)
            wrapped.do_handshake()
        except (TimeoutError, httpcore.ReadTimeout, httpcore.WriteTimeout) as error:
            raise httpcore.ConnectTimeout(error) from error
        except (OSError, httpcore.NetworkError) as error:
            raise httpcore.ConnectError(error) from error
        return self

    def quiet(self) -> bool:
        """Whether the server has neither sent anything, other than what belongs to TLS, nor closed."""
        self._socket.settimeout(0)
        try:
            self._socket.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        """Called by httpcore."""
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        if info == "is_readable":
            return readable(self._socket)
        return self._socket if info == "socket" else None


class Nested(httpcore.NetworkStream):
    """TLS within TLS: to the server, through a proxy that itself is reached by ``https://``."""

    def __init__(
        self, outer: Stream, context: ssl.SSLContext, name: str | None, timeout: float | None
    ) -> None:
        self._outer = outer
        self._received, self._sent = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._received, self._sent, server_hostname=name)
        self._run(self._tls.do_handshake, timeout)

    def _run(self, step: Callable[[], Any], timeout: float | None) -> Any:
        """Run the step, sending and receiving as it needs."""
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                self._outer.write(self._sent.read(), timeout)
                if data := self._outer.read(_RECORD, timeout):
                    self._received.write(data)
                else:
                    self._received.write_eof()
            else:
                self._outer.write(self._sent.read(), timeout)
                return result

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; empty when the server has closed the connection."""
        try:
            found: bytes = self._run(partial(self._tls.read, max_bytes), timeout)
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""
        except OSError as error:
            raise httpcore.ReadError(error) from error
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        rest = memoryview(buffer)
        try:
            while rest:
                rest = rest[self._run(partial(self._tls.write, rest[:_RECORD]), timeout) :]
        except OSError as error:
            raise httpcore.WriteError(error) from error

    def close(self) -> None:
        """Close the socket."""
        self._outer.close()

    def get_extra_info(self, info: str) -> Any:
        """Called by httpcore."""
        return self._tls if info == "ssl_object" else self._outer.get_extra_info(info)


def readable(connected: Any) -> bool:
    """Whether a socket has data to read, or is closed: an idle one should be neither."""
    if (number := connected.fileno()) < 0:
        return True
    if not hasattr(select, "poll"):
        return bool(select.select([number], [], [], 0)[0])
    polling = select.poll()
    polling.register(number, select.POLLIN)
    return bool(polling.poll(0))


# ---------------------------------------------------------------- names


class _Lookup:
    """A name lookup, in a thread because it cannot be cancelled."""

    def __init__(self, host: str, port: int) -> None:
        self._name = host, port
        self.done = threading.Event()
        self.found: list[Address] = []
        self.error: Exception | None = None

    def run(self, key: tuple[int, str, int]) -> None:
        try:
            found = socket.getaddrinfo(*self._name, 0, socket.SOCK_STREAM)
            self.found = [(int(family), address) for family, _, _, _, address in found]
        except (OSError, UnicodeError) as error:
            self.error = error
        finally:
            _lookups.pop(key, None)
            self.done.set()


# by process; concurrent lookups of a name share one thread
_lookups: dict[tuple[int, str, int], _Lookup] = {}


def numeric(host: str, port: int) -> Address | None:
    """The address of a numeric host; ``None`` for a name."""
    for family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError, UnicodeError):
            socket.inet_pton(family, host)
            return family, (host, port)
    return None


def _addresses(host: str, port: int, until: float | None) -> list[Address]:
    """The addresses of a host. Raises ``OSError`` when it has none, ``TimeoutError`` when the lookup takes too long."""
    if address := numeric(host, port):
        return [address]
    key = (os.getpid(), host, port)
    lookup = _lookups.setdefault(key, mine := _Lookup(host, port))
    if lookup is mine:
        threading.Thread(target=mine.run, args=(key,), daemon=True).start()
    if not lookup.done.wait(None if until is None else max(until - time.monotonic(), 0)):
        raise TimeoutError(f"the address of {host} was not found in time")
    if lookup.error is not None:
        raise lookup.error
    return lookup.found
