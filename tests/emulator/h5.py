"""A receiver of callbacks, and what tests of the browser's flow share."""

from __future__ import annotations

import contextlib
import hashlib
import json
import queue
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

STATUSES = {
    "pass": "OK",
    "no-pass": "OK",
    "failed": "FAILED",
    "cancelled": "CANCELLED",
    "timeout": "TIMEOUT",
    "webrtc-unsupported": "WEBRTC_UNSUPPORTED",
}
"""The outcomes that the browser's page offers, and the statuses that the vendor tells of them."""

BRIGHTNESS = """(() => {
  const style = getComputedStyle(document.body);
  return [style.backgroundColor, style.color].map((one) => Math.max(...one.match(/\\d+/g).slice(0, 3).map(Number)));
})()"""
"""JavaScript: how bright a page's background and its text are, each from 0 to 255."""


@dataclass
class Arrived:
    """One request that reached the receiver."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]

    @property
    def fields(self) -> dict[str, str]:
        return self.form if self.method == "POST" else self.query


@dataclass
class Receiver:
    """A server of the integrating team: it keeps what arrives, and responds as it is told to."""

    port: int
    statuses: list[int] = field(default_factory=list)
    """Statuses of the responses to the next requests to /notify; 200 after them."""
    hold: threading.Event = field(default_factory=threading.Event)
    """Set unless a test wants responses to wait."""
    scheme: str = "http"
    _arrived: dict[str, queue.Queue[Arrived]] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"

    def put(self, arrived: Arrived) -> None:
        self._arrived.setdefault(arrived.path, queue.Queue()).put(arrived)

    def next(self, path: str, seconds: float = 20) -> Arrived:
        return self._arrived.setdefault(path, queue.Queue()).get(timeout=seconds)

    def nothing(self, path: str) -> bool:
        return self._arrived.setdefault(path, queue.Queue()).empty()


def verified(arrived: Arrived, secret: str = "demo-secret") -> Any:
    """The data of a callback whose signature is right, as the vendor's page tells receivers to check it."""
    data, sign = arrived.fields["data"], arrived.fields["sign"]
    assert hashlib.sha1((secret + data).encode()).hexdigest() == sign
    return json.loads(data)


@contextlib.contextmanager
def receiving(port: int = 0, context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            parts = urlsplit(self.path)
            receiver.put(
                Arrived(
                    self.command,
                    parts.path,
                    dict(parse_qsl(parts.query)),
                    dict(parse_qsl(body.decode(), keep_blank_values=True)),
                    {name.lower(): value for name, value in self.headers.items()},
                )
            )
            receiver.hold.wait(30)
            told = receiver.statuses and parts.path == "/notify"
            status = receiver.statuses.pop(0) if told else 200
            page = b"<!doctype html><title>received</title>"
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        do_GET = do_POST = handle_any  # noqa: N815 - as http.server names them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver = Receiver(server.server_address[1], scheme="https" if context else "http")
    receiver.hold.set()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield receiver
    finally:
        receiver.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()
