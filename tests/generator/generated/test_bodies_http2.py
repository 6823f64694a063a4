"""Bodies over HTTP/2: uploads in the pieces that its flow control allows, and answers that are given up."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded

LONG = bytes(range(256)) * 4096  # 1 MiB, many times the window of a stream


class Vendor:
    """Reads requests of HTTP/2, opening the window again for each piece, and answers; some answers never end."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(folder / "vendor.pem")
        self.authority = str(folder / "vendor.pem")
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.set_alpn_protocols(["h2"])
        authority.issue_cert("127.0.0.1").configure_cert(self._context)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self.headers: dict[str, str] = {}
        self.body = b""
        self.pieces = self.connections = 0
        self.status, self.answer, self.ends = "200", b"{}", True
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                plain, _ = self._listener.accept()
                self.connections += 1
                with (
                    contextlib.suppress(OSError),
                    self._context.wrap_socket(plain, server_side=True) as connection,
                ):
                    self._talk(connection)

    def _talk(self, connection: ssl.SSLSocket) -> None:
        state = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        state.initiate_connection()
        connection.sendall(state.data_to_send())
        while data := connection.recv(65536):
            for event in state.receive_data(data):
                if isinstance(event, RequestReceived):
                    self.headers = {str(name): str(value) for name, value in event.headers or ()}
                    self.body, self.pieces = b"", 0
                elif isinstance(event, DataReceived):
                    self.body += event.data or b""
                    self.pieces += 1
                    state.acknowledge_received_data(event.flow_controlled_length or 0, event.stream_id or 0)
                elif isinstance(event, StreamEnded):
                    state.send_headers(
                        event.stream_id,
                        [(":status", self.status), ("content-type", "application/octet-stream")],
                    )
                    for start in range(0, len(self.answer), 10_000):
                        state.send_data(event.stream_id, self.answer[start : start + 10_000])
                    if self.ends:
                        state.end_stream(event.stream_id)
            connection.sendall(state.data_to_send())

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def http2(tmp_path: Path) -> Iterator[Vendor]:
    made = Vendor(tmp_path)
    yield made
    made.close()


def pieces() -> Iterator[bytes]:
    for start in range(0, len(LONG), 300_000):
        yield LONG[start : start + 300_000]


async def apieces() -> AsyncIterator[bytes]:
    for piece in pieces():
        yield piece


def test_files_and_iterators(sandbox: Any, imported: Any, http2: Vendor, tmp_path: Path) -> None:
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    sandbox.operation["requestBody"] = {"required": True, "content": content}
    package = imported()
    path = tmp_path / "long.bin"
    path.write_bytes(LONG)

    def check(what: str, length: str | None) -> None:
        assert http2.headers[":method"] == "POST", what
        assert http2.body == LONG, what
        assert http2.pieces > 10, what
        assert http2.headers.get("content-length") == length, what
        assert "transfer-encoding" not in http2.headers, what
        http2.headers, http2.body = {}, b""

    async def run(**settings: Any) -> None:
        async with package.AsyncThing(**settings) as client:
            for name, value in (("path", path), ("iterator", pieces()), ("async iterator", apieces())):
                await client.get_thing(body=value)
                check(f"async {name} {settings}", str(len(LONG)) if name == "path" else None)

    given = {"base_url": http2.url, "max_retries": 0}
    context = ssl.create_default_context(cafile=http2.authority)
    for http_client in (None, "fast"):
        settings = given | {"http_client": http_client, "verify": http2.authority, "http2": True}
        with package.Thing(**settings) as client, path.open("rb") as file:
            for name, value in (("path", path), ("file", file), ("iterator", pieces())):
                client.get_thing(body=value)
                check(f"{name} {settings}", None if name == "iterator" else str(len(LONG)))
        asyncio.run(run(**settings))
    with (
        httpx.Client(http2=True, verify=context, trust_env=False) as passed,
        package.Thing(**given, http_client=passed) as client,
    ):
        client.get_thing(body=pieces())
        check("iterator through a client of httpx", None)


def test_an_answer_that_is_given_up_takes_its_connection_with_it(
    sandbox: Any, imported: Any, http2: Vendor
) -> None:
    """Its rest would come in between, and take up a part of the window of all others for good."""
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    sandbox.operation["responses"]["200"]["content"] = content
    package = imported()
    settings = {"base_url": http2.url, "verify": http2.authority, "http2": True, "max_retries": 0}
    with package.Thing(**settings, max_response_bytes=1000) as client:
        opened = client.with_streaming_response
        for connections in (1, 2):
            http2.status, http2.answer, http2.ends = "404", b" " * 50_000, False
            with pytest.raises(package.APIDecodeError, match="longer than max_response_bytes"):
                opened.get_thing(id="1").__enter__()
            assert http2.connections == connections
        http2.status, http2.answer, http2.ends = "200", b"whole", True
        for _ in range(2):
            with opened.get_thing(id="1") as stream:
                assert b"".join(stream) == b"whole"
        assert http2.connections == 3
