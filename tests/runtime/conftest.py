"""A vendor to call: clients, and servers on real sockets."""

from __future__ import annotations

import ssl
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import httpx
import httpx2
import pytest

from tests.redis_server import RedisServer, redis_server
from tests.runtime import acme as vendor
from tests.runtime.acme import Caller, Everywhere, Http2, Server


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("ACME_API_KEY", "ACME_API_SECRET", "ACME_TOKEN", "ACME_BASE_URL", "SPECSEAL_ALLOW_HTTP")
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
    for name in (*names, *proxies, *map(str.lower, proxies)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture
def name() -> str:
    """Of a limit that no other test has."""
    return uuid.uuid4().hex


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, server: Server) -> Caller:
    return Caller(request.param, server)


PASSED = {"httpx": httpx, "httpx2": httpx2}


@pytest.fixture(params=["default", "fast", "httpx", "httpx2"])
def through(request: pytest.FixtureRequest, call: Caller) -> Caller:
    """Calls through one of the transports."""
    if request.param == "fast":
        return call.with_settings(http_client="fast")
    # a context without authorities: reading them takes longer than all the rest of a call
    plain = {"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)}
    return call if request.param == "default" else call.through(PASSED[request.param], **plain)


@pytest.fixture(scope="module")
def everywhere() -> Iterator[Everywhere]:
    """For properties, whose examples share clients: each is used again after whatever happened before."""
    server = Server()
    made = Everywhere(server, timeout=5)
    yield made
    made.close()
    server.close()


@pytest.fixture
def acme() -> ModuleType:
    """The vendor, with the names that tests use."""
    return vendor


@pytest.fixture
def http2_server(tmp_path: Path) -> Iterator[Http2]:
    made = Http2(tmp_path)
    yield made
    made.close()
