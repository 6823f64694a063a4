"""Responses that are read piece by piece: files, events and lines, with each client and each transport."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socketserver
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

TEXT = {"type": "string"}
ITEM = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}


class Vendor(socketserver.ThreadingTCPServer):
    """Sends a head, then parts; each part waits until the test lets it go."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.head = "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n"
        self.parts: list[bytes] = []
        self.waits: list[threading.Event] = []
        self.cut = False
        self.connections = 0
        self.seen: list[bytes] = []


class _Handler(socketserver.StreamRequestHandler):
    server: Vendor

    def handle(self) -> None:
        self.server.connections += 1
        while True:
            request = b""
            while not request.endswith(b"\r\n\r\n"):
                try:
                    line = self.rfile.readline()
                except OSError:
                    line = b""
                if not line:
                    return
                request += line
            lengths = [one for one in request.lower().split(b"\r\n") if one.startswith(b"content-length:")]
            self.rfile.read(int(lengths[0].split(b":")[1]) if lengths else 0)
            self.server.seen.append(request)
            if not self._answer():
                return

    def _answer(self) -> bool:
        try:
            self.wfile.write(f"{self.server.head}transfer-encoding: chunked\r\n\r\n".encode())
            for number, part in enumerate(self.server.parts):
                if number < len(self.server.waits):
                    self.server.waits[number].wait(5)
                self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
            if self.server.cut:
                return False
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            return False
        return True


@pytest.fixture
def server() -> Iterator[Vendor]:
    with Vendor() as vendor:
        thread = threading.Thread(target=vendor.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield vendor
        vendor.shutdown()
        thread.join()


def answers(sandbox: Any, **content: Any) -> None:
    kinds = {
        "file": "application/octet-stream",
        "events": "text/event-stream",
        "lines": "application/x-ndjson",
    }
    sandbox.operation["responses"]["200"]["content"] = {
        kinds.get(name, "application/json"): {"schema": schema} for name, schema in content.items()
    }


Read = Callable[..., Any]


@pytest.fixture(params=["sync", "async", "sync-fast", "async-fast", "sync-httpx", "async-httpx"])
def read(request: pytest.FixtureRequest, imported: Callable[[], Any], server: Vendor) -> Read:
    """Opens a stream with each client, and returns what ``use`` and ``ause`` make of it."""

    def read(use: Callable[[Any], Any] = list, ause: Any = None, **settings: Any) -> Any:
        package = imported()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        given: dict[str, Any] = {"base_url": url, "max_retries": 0, "concurrency": 1, **settings}
        kind = request.param.partition("-")[2]
        if request.param.startswith("sync"):
            with httpx.Client() as custom, package.Thing(**given, http_client=pick(kind, custom)) as client:
                with client.with_streaming_response.get_thing(id="1") as stream:
                    found = use(stream)
                # everything that was borrowed is there again
                with client.with_streaming_response.get_thing(id="1") as stream:
                    stream.close()
                return found

        async def run() -> Any:
            async with (
                httpx.AsyncClient() as custom,
                package.AsyncThing(**given, http_client=pick(kind, custom)) as client,
            ):
                async with client.with_streaming_response.get_thing(id="1") as stream:
                    found = await (ause(stream) if ause else collected(stream))
                async with client.with_streaming_response.get_thing(id="1") as stream:
                    await stream.close()
                return found

        return asyncio.run(run())

    return read


def pick(kind: str, custom: Any) -> Any:
    return {"": None, "fast": "fast", "httpx": custom}[kind]


async def collected(stream: Any) -> list[Any]:
    return [one async for one in stream]


def test_a_file_comes_in_parts(sandbox: Any, read: Read, server: Vendor) -> None:
    answers(sandbox, file=TEXT | {"format": "binary"})
    server.parts = [b"a" * 100_000, b"b" * 100_000]
    found = b"".join(read(max_response_bytes=1000))
    assert found == b"".join(server.parts)
    assert b"accept-encoding: identity" in server.seen[0].lower()


def test_a_file_is_saved(sandbox: Any, read: Read, server: Vendor, tmp_path: Path) -> None:
    answers(sandbox, file={})
    server.parts = [b"one", b"two"]
    target = tmp_path / "saved.bin"
    assert read(lambda stream: stream.save(target), lambda stream: stream.save(target)) == 6
    assert target.read_bytes() == b"onetwo"
    assert list(tmp_path.glob("*.part")) == []


def test_a_file_that_breaks_off_is_not_saved(
    sandbox: Any, read: Read, server: Vendor, tmp_path: Path
) -> None:
    answers(sandbox, file={})
    server.parts, server.cut = [b"one"], True
    target = tmp_path / "saved.bin"
    with pytest.raises(Exception, match="no response") as caught:
        read(lambda stream: stream.save(target), lambda stream: stream.save(target))
    assert type(caught.value).__name__ == "APIConnectionError"
    assert not list(tmp_path.glob("saved*"))


def test_events_are_typed_and_come_as_they_arrive(sandbox: Any, read: Read, server: Vendor) -> None:
    answers(sandbox, events=ITEM)
    server.head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
    server.parts = [
        b'\xef\xbb\xbfdata: {"n": 1}\r\n\r\n: hello\n\nda',
        b'ta: {"n":\ndata: 2}\nid: 7\n\n',
        b"data: [DONE]\n\n",
        b"x",
    ]
    server.waits = [threading.Event() for _ in range(2)]
    server.waits[0].set()

    def use(stream: Any) -> list[int]:
        found = []
        for item in stream:
            found.append(item.n)
            server.waits[1].set()  # the second part leaves when the first item is here
        return found

    async def ause(stream: Any) -> list[int]:
        found = []
        async for item in stream:
            found.append(item.n)
            server.waits[1].set()
        return found

    assert read(use, ause) == [1, 2]


def test_lines(sandbox: Any, read: Read, server: Vendor) -> None:
    answers(sandbox, lines=ITEM)
    server.head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n"
    server.parts = [b'{"n": 1}\n\n{"n"', b': 2}\r\n{"n": 3}']
    assert [one.n for one in read()] == [1, 2, 3]


def test_an_item_that_is_too_long(sandbox: Any, read: Read, server: Vendor) -> None:
    answers(sandbox, lines=ITEM)
    server.head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n"
    server.parts = [b'{"n": 1}\n', b"1" * 2000]
    with pytest.raises(Exception, match="longer than max_response_bytes"):
        read(max_response_bytes=1000)


def test_a_compressed_stream(sandbox: Any, read: Read, server: Vendor) -> None:
    answers(sandbox, file={})
    server.head += "content-encoding: gzip\r\n"
    whole = gzip.compress(b"a" * 1_000_000)
    server.parts = [whole[:100], whole[100:]]
    assert b"".join(read()) == b"a" * 1_000_000


def test_a_failure_is_raised_where_the_block_begins(sandbox: Any, read: Read, server: Vendor) -> None:
    answers(sandbox, file={})
    server.head, server.parts = "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\n", [b"{}"]
    with pytest.raises(Exception, match="HTTP 404"):
        read()


def test_a_stream_that_was_never_begun_has_nothing_to_close(
    sandbox: Any, imported: Any, server: Vendor
) -> None:
    answers(sandbox, file={})
    package = imported()
    url = f"http://127.0.0.1:{server.server_address[1]}"

    async def run() -> None:
        async with package.AsyncThing(base_url=url) as client, contextlib.AsyncExitStack() as stack:
            stack.push_async_exit(client.with_streaming_response.get_thing(id="1"))

    with package.Thing(base_url=url) as client, contextlib.ExitStack() as stack:
        stack.push(client.with_streaming_response.get_thing(id="1"))
    asyncio.run(run())
    assert server.seen == []


def test_a_slow_stream_ends_with_the_total_timeout(sandbox: Any, read: Read, server: Vendor) -> None:
    answers(sandbox, file={})
    server.parts, server.waits = [b"a", b"b"], [threading.Event(), threading.Event()]
    server.waits[0].set()
    with pytest.raises(Exception, match="in time"):
        read(total_timeout=0.3)
    server.waits[1].set()


def test_the_whole_at_once(sandbox: Any, any_call: Any, vendor: Any) -> None:
    answers(sandbox, events=ITEM)
    vendor.answer, vendor.media_type = b'data: {"n": 1}\n\ndata: {"n": "2"}\n\n', "text/event-stream"
    item = any_call.package.models.GetThingResponse
    assert any_call(id="1") == [item(n=1), item(n=2)]


def test_events_with_their_names(sandbox: Any, call: Any, vendor: Any) -> None:
    event = {"type": "object", "properties": {"event": TEXT, "data": ITEM}}
    end = {"type": "object", "properties": {"event": {"const": "end"}, "data": TEXT}}
    answers(sandbox, events={"oneOf": [event, end]})
    vendor.answer, vendor.media_type = (
        b'event: go\ndata: {"n": 1}\n\nevent: end\ndata: x\ndata: y\n\n',
        "text/event-stream",
    )
    first, second = call(id="1")
    assert (first.event, first.data.n) == ("go", 1)
    assert (second.event, second.data) == ("end", "x\ny")


def test_products_without_streams_have_none_of_it(sandbox: Any) -> None:
    files = sandbox.output().files
    assert not [name for name in files if "stream" in name or "events" in name or "outcomes" in name]
    assert "streaming" not in files["src/thing/_client.py"]
