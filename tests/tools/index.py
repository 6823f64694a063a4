"""A package index on a free port: a folder of wheels, served by the simple repository API."""

from __future__ import annotations

import hashlib
import threading
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Index:
    """A running index. `url` is the index-url for pip; `asked` lists the requested paths; files whose name starts with
    `withheld` are not served."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.withheld: str | None = None
        index = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = index.body(self.path)
                self.send_response(200 if body is not None else 404)
                self.send_header(
                    "Content-Type", "text/html" if "/simple/" in self.path else "application/zip"
                )
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                """Do not log: `asked` has the paths."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/simple"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Stop listening at `url`."""
        self.server.shutdown()
        self.server.server_close()

    @cached_property
    def pages(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for wheel in self.folder.glob("*.whl"):
            link = f"/files/{wheel.name}#sha256={hashlib.sha256(wheel.read_bytes()).hexdigest()}"
            name = wheel.name.split("-")[0].replace("_", "-").lower()
            found[name] = f'<!DOCTYPE html><a href="{link}">{wheel.name}</a>'.encode()
        return found

    def body(self, path: str) -> bytes | None:
        self.asked.append(path)
        match path.strip("/").split("/"):
            case ["simple", name]:
                return self.pages.get(name)
            case ["files", name] if self.withheld and name.startswith(self.withheld):
                return None
            case ["files", name] if (self.folder / name).exists():
                return (self.folder / name).read_bytes()
        return None
