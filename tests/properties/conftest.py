"""What all rings share: one tapped emulator for each process, and the profile of examples."""

from __future__ import annotations

import os
from collections.abc import Generator
from dataclasses import dataclass
from typing import cast

import pytest
from tests.properties import profiles
from tests.properties.coverage.plugin import LEDGER
from tests.properties.signing import RING
from tests.properties.tap import TappedEmulator

from specseal_emulator import Account, FaceUser, Seed, Settings
from specseal_emulator.server import serving
from specseal_emulator.state import Ids, Journal, SQLiteStore, World, default_seed
from specseal_emulator.state.limits import UNLIMITED
from specseal_emulator.testing import Running

PROXIES = [name for name in os.environ if name.lower().endswith("_proxy")]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "product(operation): whose clients a test calls")
    if config.getoption("--hypothesis-seed") is not None:
        profiles.use_seed()


@dataclass(frozen=True, slots=True)
class Tapped(Running):
    """A running emulator, and the bytes that passed its socket."""

    @property
    def tap(self) -> TappedEmulator:
        """`exchanges()`, `last()`, `forget()`."""
        return cast("TappedEmulator", self.emulator)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def server() -> Generator[Tapped]:
    world = World(
        settings=Settings(),
        seed=seed(),
        store=SQLiteStore(),
        ids=Ids(None),
        journal=Journal(show_secrets=True),
    )
    emulator = TappedEmulator(world=world, check_answers=True)
    try:
        with serving(emulator) as url:
            yield Tapped(url, emulator)
    finally:
        world.close()


def seed() -> Seed:
    """What the rings start from: the emulator's own seed, a key of its owner that no limit stops, and a library
    whose only user has a picture that the algorithm failed on."""
    failed = FaceUser(
        isolation_id="Failed",
        user_id="failed-1",
        name="Tony",
        params="",
        custom_user_id="",
        create_time=1636427314000,
        modify_time=1636427314000,
        face_md5="TestFaceMd5",
        face_url="https://example.com/failed.jpeg",
        feature_error="no face found",
    )
    account = Account(RING.key, RING.secret, limits=UNLIMITED)
    return default_seed() + Seed(accounts=(account,), face_users=(failed,))


@pytest.fixture
def emulator(server: Tapped, request: pytest.FixtureRequest) -> Generator[Tapped]:
    """The emulator as it starts: seed, clock, no fault, nothing in the journal or the tap."""
    server.reset()
    server.tap.drain()
    yield server
    ring = request.node.get_closest_marker("ring").args[0]
    request.config.stash[LEDGER].add(ring, server.tap.drain())
    assert server.emulator.failures == [], "an answer broke its contract"
