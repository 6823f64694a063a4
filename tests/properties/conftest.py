"""Shared by all property suites: one tapped emulator per process, and the number of examples."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

from tests.properties import profiles
from tests.properties.coverage.plugin import LEDGER
from tests.properties.starting import Tapped, tapped

PROXIES = [name for name in os.environ if name.lower().endswith("_proxy")]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "product(operation): whose clients a test calls")
    if config.getoption("--hypothesis-seed") is not None:
        profiles.use_seed()


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def server() -> Generator[Tapped]:
    with tapped() as emulator:
        yield emulator


@pytest.fixture
def emulator(server: Tapped, request: pytest.FixtureRequest) -> Generator[Tapped]:
    """The emulator in its initial state: seed, clock, no faults, nothing in the journal or the tap."""
    server.reset()
    server.tap.drain()
    server.tap.broken.clear()
    yield server
    suite = request.node.get_closest_marker("suite").args[0]
    request.config.stash[LEDGER].add(suite, server.tap.drain())
    assert server.tap.broken + server.tap.failures == [], "a response broke its contract"
