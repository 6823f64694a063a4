"""A real server that keeps every request as it came and answers what it is told, and a client generated for it."""

from __future__ import annotations

import ast
import asyncio
import functools
import importlib
import inspect
import io
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, get_type_hints
from urllib.parse import parse_qsl

import pytest
from multipart import MultipartParser, parse_options_header

from tools.loopback import serving


class Part(NamedTuple):
    """One part of a form, as an independent strict parser reads it."""

    name: str
    filename: str | None
    media_type: str | None
    content: bytes
    headers: Mapping[str, str]


@dataclass
class Seen:
    """One request, and what it says by itself."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def raw_query(self) -> str:
        return self.target.partition("?")[2]

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.raw_query, keep_blank_values=True)

    @property
    def form(self) -> list[tuple[str, str]]:
        assert self.headers["content-type"] == "application/x-www-form-urlencoded"
        return parse_qsl(self.body.decode("ascii"), keep_blank_values=True)

    @property
    def parts(self) -> list[Part]:
        kind, options = parse_options_header(self.headers["content-type"])
        assert kind == "multipart/form-data"
        parser = MultipartParser(
            io.BytesIO(self.body), options["boundary"], strict=True, spool_limit=2**23, memory_limit=2**26
        )
        return [
            Part(
                part.name,
                part.filename,
                part.headers.get("Content-Type"),
                part.raw,
                {name.lower(): str(value) for name, value in part.headers.items()},
            )
            for part in parser.parts()
        ]

    @property
    def fields(self) -> list[tuple[str, bytes]]:
        """Names and contents of the parts, which must all be plain fields."""
        assert not [part for part in self.parts if part.filename is not None or part.media_type is not None]
        return [(part.name, part.content) for part in self.parts]


@dataclass
class Recorder:
    """What came in, and the answer that goes out."""

    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    status: int = 200
    media_type: str = "application/json"
    answer: bytes = b"{}"
    reply: Callable[[Seen], tuple[bytes, Mapping[str, str]]] | None = None
    """Body and headers for each request, in place of one answer to all."""

    @property
    def last(self) -> Seen:
        return self.seen[-1]


class Caller:
    """Calls the generated client; the package is generated and imported at the first use."""

    def __init__(self, load: Callable[[], ModuleType], vendor: Recorder, *, blocking: bool) -> None:
        self._load = load
        self._vendor = vendor
        self._blocking = blocking

    @functools.cached_property
    def package(self) -> Any:
        return self._load()

    def __call__(
        self, name: str = "get_thing", settings: Mapping[str, Any] | None = None, /, **arguments: Any
    ) -> Any:
        given = {"base_url": self._vendor.url} | dict(settings or {})
        if self._blocking:
            with self.package.Thing(**given) as client:
                return getattr(client, name)(**arguments)

        async def run() -> Any:
            async with self.package.AsyncThing(**given) as client:
                return await getattr(client, name)(**arguments)

        return asyncio.run(run())

    def doc(self, method: str = "get_thing") -> str:
        """A method's docstring."""
        return inspect.getdoc(getattr(self.package.Thing, method)) or ""

    def words(self, method: str = "get_thing") -> str:
        """A method's docstring as one line."""
        return " ".join(self.doc(method).split())

    def signature(self, method: str = "get_thing") -> inspect.Signature:
        return inspect.signature(getattr(self.package.Thing, method))

    def hints(self, method: str = "get_thing") -> dict[str, Any]:
        """The annotations of a method, evaluated as a type checker does."""
        source = Path(self.package.__file__).with_name("_client.py").read_text("utf-8")
        (block,) = [node for node in ast.parse(source).body if isinstance(node, ast.If)]
        names: dict[str, Any] = dict(vars(importlib.import_module("thing._client")))
        exec(compile(ast.Module(block.body, []), "_client.py", "exec"), names)
        found = get_type_hints(getattr(self.package.Thing, method), names)
        assert found == get_type_hints(getattr(self.package.AsyncThing, method), names)
        return found


@pytest.fixture
def call(imported: Callable[[], ModuleType], vendor: Recorder) -> Caller:
    """The blocking client of the sandbox."""
    return Caller(imported, vendor, blocking=True)


@pytest.fixture
def acall(imported: Callable[[], ModuleType], vendor: Recorder) -> Caller:
    """The async client of the sandbox."""
    return Caller(imported, vendor, blocking=False)


@pytest.fixture(params=["sync", "async"])
def any_call(request: pytest.FixtureRequest, imported: Callable[[], ModuleType], vendor: Recorder) -> Caller:
    """Each client of the sandbox in turn."""
    return Caller(imported, vendor, blocking=request.param == "sync")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "THING_BASE_URL", "SPECSEAL_ALLOW_HTTP"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def vendor() -> Generator[Recorder]:
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # a body behind its head would wait 40 ms

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.headers.get("transfer-encoding") == "chunked":
                size = self.rfile.readline()
                while int(size or b"0", 16):
                    body += self.rfile.read(int(size, 16))
                    self.rfile.readline()
                    size = self.rfile.readline()
                if not size:  # the client has given it up
                    self.close_connection = True
                    return
                self.rfile.readline()
            headers = {name.lower(): value for name, value in self.headers.items()}
            recorder.seen.append(Seen(self.command, self.path, headers, body))
            answer, more = recorder.reply(recorder.last) if recorder.reply else (recorder.answer, {})
            status = recorder.status  # the test may set another as soon as it has the head
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("content-type", recorder.media_type)
                self.send_header("content-length", str(len(answer)))
            self.end_headers()
            if status != 204:
                self.wfile.write(answer)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_HEAD = handle_any  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with serving(Handler) as recorder.url:
        yield recorder
