"""An emulator that records its traffic, and its initial data."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from typing import cast

from specseal_emulator import Account, FaceUser, Seed, Settings, World
from specseal_emulator.server import serving
from specseal_emulator.state import Ids, Journal, SQLiteStore, default_seed
from specseal_emulator.state.limits import UNLIMITED
from specseal_emulator.testing import Running
from tests.properties.signing import MAIN
from tests.properties.tap import TappedEmulator, TappedPlane

RANDOM_SEED = 1
"""The seed of generated ids: repeating all requests since the reset repeats the ids."""


@dataclass(frozen=True, slots=True)
class Tapped(Running):
    """A running emulator, and its recorded traffic."""

    @property
    def tap(self) -> TappedEmulator:
        """`exchanges()`, `last()`, `forget()`."""
        return cast("TappedEmulator", self.emulator)


@contextlib.contextmanager
def tapped() -> Generator[Tapped]:
    """Run one in a thread of this process, on a free port of 127.0.0.1."""
    world = World(
        # callbacks go to ports of the tests, which the emulator would refuse by default
        settings=Settings(callback_ports=("any",)),
        seed=seed(),
        store=SQLiteStore(),
        ids=Ids(RANDOM_SEED),
        journal=Journal(show_secrets=True),
    )
    try:
        emulator = TappedEmulator(world=world, check_responses=True)
        with serving(TappedPlane(emulator)) as url:
            yield Tapped(url, emulator)
    finally:
        world.close()


FAILED = FaceUser(
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
ADDED = Seed(accounts=(Account(MAIN.key, MAIN.secret, limits=UNLIMITED),), face_users=(FAILED,))
"""What the suites add to the emulator's own seed: a key without limits, and a library whose only user has a picture
that the algorithm failed on."""


def seed() -> Seed:
    """Return to the initial data of the suites."""
    return default_seed() + ADDED
