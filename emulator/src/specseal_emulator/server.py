"""Serving over a real socket: in the foreground for the command, in a thread for tests."""

from __future__ import annotations

import contextlib
import gc
import ipaddress
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any

import uvicorn

from .control import ControlPlane
from .http.connection import bounded_protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path
    from types import FrameType

    from .app import Emulator


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to an address; port 0 takes a free one. Raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except BaseException:
        bound.close()
        raise
    return bound


def base_url(bound: socket.socket, scheme: str = "http") -> str:
    """The address of a socket as a URL, without a slash at its end."""
    host, port = bound.getsockname()[:2]
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Server(uvicorn.Server):
    """A server that reports when it accepts connections."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], stopping: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)


def _application(served: Emulator | ControlPlane) -> ControlPlane:
    return served if isinstance(served, ControlPlane) else ControlPlane(served)


def _server(
    served: Emulator | ControlPlane, ready: Callable[[], None], certificate: Path | None = None
) -> _Server:
    plane = _application(served)
    app: Any = plane
    config = uvicorn.Config(
        app,
        http=bounded_protocol(plane.bounds),
        lifespan="off",
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,  # the emulator has a clock of its own
        ssl_certfile=certificate,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
        backlog=2048,
    )
    return _Server(config, ready, plane.stop)


def _finish(_number: int, _frame: FrameType | None) -> None:
    """Ignore the signal that uvicorn raises again after its shutdown."""


def serve(
    served: Emulator | ControlPlane,
    bound: socket.socket,
    ready: Callable[[], None],
    *,
    certificate: Path | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished. Call it from the main thread.

    `ready` is called once connections are accepted; with a `certificate`, a PEM file with its key, it is TLS.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn installs its own handlers and raises the signal again for these once it has shut down.
        signal.signal(number, _finish)

    def started() -> None:
        gc.freeze()  # what a start made stays: looking for garbage in it would only make requests wait
        ready()

    _server(served, started, certificate).run(sockets=[bound])


@contextlib.contextmanager
def serving(served: Emulator | ControlPlane, host: str = "127.0.0.1", port: int = 0) -> Generator[str]:
    """Serve from a thread; yields the base URL and stops at the end of the block.

    An emulator by itself gets a control plane that accepts loopback clients.
    """
    with contextlib.closing(listen(host, port)) as bound:
        ready = threading.Event()
        server = _server(served, ready.set)
        failure: list[BaseException] = []

        def run() -> None:
            try:
                server.run(sockets=[bound])
            except BaseException as error:
                failure.append(error)
            finally:
                ready.set()

        thread = threading.Thread(target=run, name="specseal-emulator", daemon=True)
        url = base_url(bound)
        thread.start()
        ready.wait()
        if failure:
            raise RuntimeError("the emulator did not start") from failure[0]
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join()
