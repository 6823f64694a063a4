"""Where things are, and servers of one test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(__file__).parent


class Feeds:
    """Where both feeds are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "made-up"
        self.ours = folder / "feed"
        self.made_up = folder / "made-up-feed"

    def products(self) -> list[Path]:
        """The folder of every product."""
        return sorted(path.parent for path in self.folder.glob("*feed/*/openapi.json"))

    def documents(self) -> list[Path]:
        """Every OpenAPI document."""
        return sorted(self.folder.glob("*feed/*/openapi.*"))


class Quiet(BaseHTTPRequestHandler):
    """Answers, and tells nobody."""

    def answer(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def content(self) -> bytes:
        """The body of the request."""
        return self.rfile.read(int(self.headers.get("content-length", "0")))

    def log_message(self, *arguments: Any) -> None:
        pass


@contextmanager
def serving(handler: type[Quiet]) -> Iterator[str]:
    """A server on a free port of this machine; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
