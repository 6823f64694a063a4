"""Whatever a call waits in, ``total_timeout`` ends it: a server that goes on for half a minute, a byte at a time.

A busy machine may be late by itself, so each place has three tries; what is wrong is late every time.
"""

from __future__ import annotations

import contextlib
import itertools
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from specseal.runtime.errors import APITimeoutError

from .acme.listener import Handler, Listener

ROOT = Path(__file__).parents[2]
TOTAL, LATE, SERVED = 0.5, 0.5, 30.0


def drip(first: bytes, then: bytes | Iterable[bytes], *, reads: bool = True) -> Handler:
    """Read the request, send the first part at once, and the other one piece by piece, over and over."""

    def handle(connection: socket.socket, over: threading.Event) -> None:
        while reads and b"\r\n\r\n" not in connection.recv(65536):
            pass
        connection.sendall(first)
        pieces = [then[at : at + 1] for at in range(len(then))] if isinstance(then, bytes) else list(then)
        for piece in itertools.islice(itertools.cycle(pieces), int(SERVED / 0.05)):
            if over.wait(0.05):
                return
            connection.sendall(piece)

    return handle


def silence(connection: socket.socket, over: threading.Event) -> None:
    over.wait(SERVED)


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PLACES: dict[str, Handler] = {
    "no answer": silence,
    "status": drip(b"HTTP/1.1 200 O", b"K"),
    "a header": drip(OK + b"X-A: ", b"a"),
    "headers": drip(OK, [b"X-A: b\r\n"]),
    "interim answers": drip(b"", [b"HTTP/1.1 102 Processing\r\n\r\n"]),
    "body": drip(OK + b"Content-Length: 100000\r\n\r\n", b" "),
    "chunk size": drip(CHUNKED, b"0"),
    "chunk extension": drip(CHUNKED + b"1;", b"x"),
    "chunks": drip(CHUNKED, [b"1\r\n \r\n"]),
    "trailers": drip(CHUNKED + b"0\r\n", [b"X-A: b\r\n"]),
}
ENCRYPTED: dict[str, Handler] = {
    "no handshake": silence,
    "handshake": drip(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb\x03\x03", b"\x00", reads=False),
}


@contextlib.contextmanager
def full() -> Iterator[str]:
    """An address that takes no connection, and refuses none."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, contextlib.ExitStack() as stack:
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def seconds_of(call: Callable[[], Any]) -> float:
    """How long it takes until the call fails for want of time: the best of three."""
    taken: list[float] = []
    while len(taken) < 3 and min(taken, default=SERVED) > TOTAL + LATE:
        begun = time.monotonic()
        with pytest.raises(APITimeoutError):
            call()
        taken.append(time.monotonic() - begun)
    return min(taken)


def late(calls: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """The calls, all made at once, that take longer than they may."""
    with ThreadPoolExecutor(len(calls)) as pool:
        taken = dict(zip(calls, pool.map(seconds_of, calls.values()), strict=True))
    return {place: seconds for place, seconds in taken.items() if seconds > TOTAL + LATE}


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("http_client", [None, "fast"])
def test_every_wait_knows_when_the_call_ends(acme: Any, mode: str, http_client: Any) -> None:
    calls: dict[str, Callable[[], Any]] = {}
    with contextlib.ExitStack() as stack:

        def add(place: str, **settings: Any) -> None:
            caller = acme.Caller(mode, stack.enter_context(contextlib.closing(acme.Server())))
            caller.with_settings(total_timeout=TOTAL, http_client=http_client, max_retries=3, **settings)
            picture = bytes(30_000_000) if place == "request" else None
            calls[place] = lambda: caller("add_face", group_id="g", image=picture)

        for place, handler in PLACES.items():
            server = stack.enter_context(contextlib.closing(Listener(handler)))
            add(place, base_url=f"http://{server.address}")
        for place, handler in ENCRYPTED.items():
            server = stack.enter_context(contextlib.closing(Listener(handler)))
            add(f"TLS: {place}", base_url=f"https://{server.address}", verify=False)
        unread = stack.enter_context(contextlib.closing(Listener(silence)))
        add("request", base_url=f"http://{unread.address}")
        proxy = stack.enter_context(contextlib.closing(Listener(drip(OK + b"X-A: ", b"a"))))
        add("proxy", base_url="https://api.example.com", proxy=f"http://{proxy.address}")
        add("connecting", base_url=f"http://{stack.enter_context(full())}")
        assert late(calls) == {}


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_names_are_looked_up_in_time(
    acme: Any, server: Any, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    found = threading.Event()
    original = socket.getaddrinfo

    def slow(host: Any, *more: Any, **others: Any) -> Any:
        if host == "slow.example":
            found.wait(SERVED)
            host = "127.0.0.1"
        return original(host, *more, **others)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    caller = acme.Caller(mode, server).with_settings(
        base_url=f"http://slow.example:{server.port}", allow_http=True, total_timeout=TOTAL
    )
    release = threading.Timer(3.0, found.set)
    release.start()
    with pytest.raises(APITimeoutError) as caught:
        caller.face_info()
    if mode == "sync":  # an event loop waits for its thread, a blocking call does not
        assert not found.is_set()
    assert caught.value.attempts == 1
    found.set()
    release.cancel()
    assert caller.with_settings(total_timeout=30).face_info() is not None


def test_a_lookup_that_goes_on_does_not_keep_the_process() -> None:
    program = """
import socket, time
from tests.runtime.acme import Acme
socket.getaddrinfo = lambda *_, **__: time.sleep(600)
with Acme(api_key="k", api_secret="s", base_url="https://slow.example", total_timeout=0.1) as client:
    try:
        client.get_face_info(group_id="g", face_token="t")
    except Exception as error:
        print(type(error).__name__)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "APITimeoutError\n"


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("dead", [4, 1])
def test_addresses_that_do_not_answer(
    acme: Any, server: Any, monkeypatch: pytest.MonkeyPatch, mode: str, dead: int
) -> None:
    """A name of dead addresses alone is given up in time; one that answers behind a dead one is found."""
    with full() as address:
        port = int(address.rpartition(":")[2])
        entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
        alive = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))
        found = [entry] * 4 if dead == 4 else [entry, alive]
        original = socket.getaddrinfo
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *more, **others: (
                found if host == "dead.example" else original(host, *more, **others)
            ),
        )
        caller = acme.Caller(mode, server).with_settings(
            base_url="http://dead.example", allow_http=True, total_timeout=TOTAL if dead == 4 else 20
        )
        if dead == 4:
            assert late({"dead": caller.face_info}) == {}
        else:
            assert caller.face_info() is not None


def test_a_blocking_custom_client_is_bounded_in_each_operation(server: Any, acme: Any) -> None:
    """As far as docs/clients.md says: a server that is silent is left in time, one that drips only between parts."""
    call = acme.Caller("sync", server).through(httpx, verify=False).with_settings(total_timeout=TOTAL)
    server.say(server.stall)
    assert late({"silent": call.face_info}) == {}
    with contextlib.closing(Listener(PLACES["chunks"])) as dripping:
        assert late({"parts": call.with_settings(base_url=f"http://{dripping.address}").face_info}) == {}


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_an_async_custom_client_is_bounded_everywhere(server: Any, acme: Any, library: str) -> None:
    calls: dict[str, Callable[[], Any]] = {}
    with contextlib.ExitStack() as stack:
        for place, handler in PLACES.items():
            dripping = stack.enter_context(contextlib.closing(Listener(handler)))
            call = acme.Caller("async", server).through(__import__(library), verify=False)
            call.with_settings(total_timeout=TOTAL, base_url=f"http://{dripping.address}")
            calls[place] = call.face_info
        assert late(calls) == {}
