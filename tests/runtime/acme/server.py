"""A server on a real socket, which records what it gets."""

from __future__ import annotations

import contextlib
import io
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec
from multipart import MultipartParser, parse_options_header


class Part(NamedTuple):
    name: str
    filename: str | None
    content_type: str
    headers: dict[str, str]
    content: bytes


class Seen:
    """A request as its bytes came."""

    def __init__(self, head: bytes, body: bytes) -> None:
        lines = head.decode("latin-1").split("\r\n")
        self.raw = head + body
        self.method, self.target, _ = lines[0].split(" ")
        self.header_names = [line.partition(":")[0] for line in lines[1:]]
        self.headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])
        }
        self.body = body

    def parts(self) -> list[Part]:
        kind, options = parse_options_header(self.headers["content-type"])
        assert kind == "multipart/form-data"
        if self.body == f"--{options['boundary']}--\r\n".encode():
            return []
        parser = MultipartParser(
            io.BytesIO(self.body),
            options["boundary"],
            content_length=len(self.body),
            strict=True,
            charset="utf8",
        )
        return [
            Part(part.name, part.filename, part.content_type, dict(part.headerlist), part.raw)
            for part in parser.parts()
        ]

    def form(self) -> dict[str, str]:
        return {part.name: part.content.decode() for part in self.parts()}


Reply = bytes | Callable[[socket.socket], None]


def answer(
    body: bytes | str = b"{}",
    status: int = 200,
    content_type: str | None = "application/json",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    body = body.encode() if isinstance(body, str) else body
    fields = {"Content-Length": str(len(body)), **(headers or {})}
    if content_type is not None:
        fields["Content-Type"] = content_type
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Any\r\n{head}\r\n".encode("latin-1") + body


class Server:
    """Answers in the order given, the last one for ever, and keeps every request."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.seen: list[Seen] = []
        self.connections = 0
        self.answers: list[Reply] = [answer()]
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._open: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        self.echo = False  # whether to answer with the group that the form names
        self._closed = threading.Condition()
        self._served = 0
        self.arrived = threading.Event()
        self._released = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def say(self, *answers: Reply) -> None:
        self.answers = list(answers)

    def stall(self, _connection: socket.socket) -> None:
        """An answer that never comes."""
        self.arrived.set()
        self._released.wait(30)

    @property
    def last(self) -> Seen:
        return self.seen[-1]

    def wait_until_all_are_closed(self) -> bool:
        """Whether the other side closes every connection that it opened."""
        with self._closed:
            return self._closed.wait_for(lambda: self._served == self.connections, 60)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with self._lock:
                    self.connections += 1
                    self._open.append(connection)
                threading.Thread(target=self._keep, args=(connection,), daemon=True).start()

    def _keep(self, connection: socket.socket) -> None:
        try:
            self._serve(connection)
        finally:
            with self._closed:
                self._served += 1
                self._closed.notify_all()

    def _serve(self, connection: socket.socket) -> None:
        data = b""
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with contextlib.suppress(OSError), connection:
            while True:
                while b"\r\n\r\n" not in data:
                    if not (more := connection.recv(65536)):
                        return
                    data += more
                head, _, data = data.partition(b"\r\n\r\n")
                request = Seen(head, b"")
                length = int(request.headers.get("content-length", "0"))
                while len(data) < length:
                    if not (more := connection.recv(65536)):
                        return
                    data += more
                request.raw, request.body = head + b"\r\n\r\n" + data[:length], data[:length]
                data = data[length:]
                with self._lock:
                    self.seen.append(request)
                    reply = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if self.echo:
                    reply = answer(msgspec.json.encode({"request_id": request.form()["group_id"]}))
                if callable(reply):
                    reply(connection)
                    return
                connection.sendall(reply)

    def close(self) -> None:
        self._released.set()
        with contextlib.suppress(OSError):  # wakes the accepting thread
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
