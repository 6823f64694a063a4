"""The worked vendors of ``examples/``: each is generated as a reader would, imported, and called."""

from __future__ import annotations

import functools
import importlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from specseal.generate import output_of
from specseal.output import write_products
from specseal.project import Project
from specseal_emulator.testing import Running, running
from tools.loopback import serving

ROOT = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Example:
    """A worked vendor: its project in a temporary folder, and its generated package."""

    project: Path
    package: Any

    @property
    def contract(self) -> Path:
        (found,) = (self.project / "generated" / "contracts").glob("*.json")
        return found


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Example]]:
    """Generates an example, once."""
    added: list[str] = []
    root = tmp_path_factory.mktemp("examples")

    @functools.cache
    def made(name: str) -> Example:
        project = Project(Path(shutil.copytree(ROOT / name, root / name)))
        (product,) = project.products()
        write_products(project, [output_of(project, product)])
        source = project.generated / product.name / "src"
        added.append(str(source))
        sys.path.insert(0, str(source))
        importlib.invalidate_caches()
        (folder,) = source.iterdir()
        return Example(project.root, importlib.import_module(folder.name))

    yield made
    for folder in added:
        sys.path.remove(folder)


@pytest.fixture(scope="module")
def name(request: pytest.FixtureRequest) -> str:
    """The folder of the module's example."""
    return str(request.module.EXAMPLE)


@pytest.fixture(scope="module")
def example(examples: Callable[[str], Example], name: str) -> Example:
    return examples(name)


@pytest.fixture(scope="module")
def package(example: Example) -> Any:
    """The generated package."""
    return example.package


@pytest.fixture(scope="module")
def vendor(example: Example) -> Iterator[Running]:
    """An emulator of the example's vendor."""
    with running([example.contract]) as found:
        yield found


@pytest.fixture(params=["sync", "async"])
def blocking(request: pytest.FixtureRequest) -> bool:
    """Which of both clients."""
    return request.param == "sync"


@dataclass
class Stub:
    """A server that answers what it is told, the last answer for ever, and keeps the requests."""

    url: str = ""
    replies: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    seen: list[Any] = field(default_factory=list)

    def reply(self, status: int, body: Any, **headers: str) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.replies.append((status, content, {"content-type": "application/json", **headers}))


@pytest.fixture
def stub() -> Iterator[Stub]:
    """For responses that no contract has."""
    made = Stub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            made.seen.append(Request(self.command, self.path, dict(self.headers.items()), body))
            status, content, headers = made.replies.pop(0) if len(made.replies) > 1 else made.replies[0]
            self.send_response_only(status)
            for header, value in ({"date": self.date_time_string()} | headers).items():
                self.send_header(header, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = handle_any  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with serving(Handler) as made.url:
        yield made


class Request(NamedTuple):
    """A request that came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
