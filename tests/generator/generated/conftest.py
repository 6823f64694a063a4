"""A real server that keeps every request as it came, and answers what it is told."""

from __future__ import annotations

import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import pytest
from multipart import MultipartParser, parse_options_header


@dataclass
class Seen:
    """One request, and what its body says by itself."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True)

    @property
    def form(self) -> list[tuple[str, str]]:
        assert self.headers["content-type"] == "application/x-www-form-urlencoded"
        return parse_qsl(self.body.decode("ascii"), keep_blank_values=True)

    @property
    def parts(self) -> list[tuple[str, str | None, str | None, bytes]]:
        """Name, file name, media type and content of each part, by an independent strict parser."""
        import io

        kind, options = parse_options_header(self.headers["content-type"])
        assert kind == "multipart/form-data"
        parser = MultipartParser(io.BytesIO(self.body), options["boundary"], strict=True)
        return [
            (part.name, part.filename, part.headers.get("Content-Type"), part.raw) for part in parser.parts()
        ]

    def part_header(self, name: str, header: str) -> str | None:
        import io

        _, options = parse_options_header(self.headers["content-type"])
        parser = MultipartParser(io.BytesIO(self.body), options["boundary"], strict=True)
        (found,) = [part for part in parser.parts() if part.name == name]
        value = found.headers.get(header)
        return None if value is None else str(value)


@dataclass
class Recorder:
    """What came in, and the answer that goes out."""

    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    status: int = 200
    media_type: str = "application/json"
    answer: bytes = b"{}"

    @property
    def last(self) -> Seen:
        return self.seen[-1]


@pytest.fixture
def vendor() -> Generator[Recorder]:
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            recorder.seen.append(Seen(self.command, self.path, headers, body))
            self.send_response(recorder.status)
            if recorder.status != 204:
                self.send_header("content-type", recorder.media_type)
                self.send_header("content-length", str(len(recorder.answer)))
            self.end_headers()
            if recorder.status != 204:
                self.wfile.write(recorder.answer)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    recorder.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield recorder
    server.shutdown()
    server.server_close()
    thread.join()
