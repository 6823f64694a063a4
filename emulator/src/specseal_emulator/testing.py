"""For tests: an emulator on a real socket, with access to its state.

from specseal_emulator.testing import running

with running() as emulator:
    client = FinAuthPremium(api_key="demo-key", api_secret="demo-secret", base_url=emulator.base_url)
    client.get_biz_token(liveness_id="demo")
    assert emulator.journal.last().form["liveness_id"] == "demo"
    emulator.clock.shift(3600)
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .app import Emulator
from .browser import Returned, finish
from .control import ControlPlane
from .server import serving
from .state import Ids, Journal, Settings, SQLiteStore, default_seed
from .waiting import wait_for
from .world import World

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    from .faults import ArmedFault, Fault, Faults
    from .http import Bounds
    from .state import Clock, Entry, Seed, Store


@dataclass(frozen=True, slots=True)
class Running:
    """An emulator that accepts connections."""

    base_url: str
    """Without a slash at its end."""
    emulator: Emulator

    @property
    def world(self) -> World:
        """Its state, settings and sources of time and ids."""
        return self.emulator.world

    @property
    def journal(self) -> Journal:
        """Requests and responses."""
        return self.world.journal

    @property
    def faults(self) -> Faults:
        """The armed faults; `arm` adds one."""
        return self.world.faults

    def arm(self, fault: Fault) -> ArmedFault:
        """See `Emulator.arm`."""
        return self.emulator.arm(fault)

    def finish(self, token: str, outcome: str) -> Returned:
        """End a verification of FaceID Lite as its page does; see `specseal_emulator.browser.finish`."""
        return finish(self.base_url, token, outcome)

    def wait_for(self, operation: str, *, after: int = 0, timeout: float = 10.0) -> Entry:
        """Wait for a journal entry of an operation, such as `getToken`, or `callback` for a delivered callback.

        Args: `after`, the id of an entry: only newer ones count; `timeout` in seconds. Raises
        `CallbackNotDelivered` for a callback that will not arrive, and `TimeoutError`.
        """
        attempts = self.world.settings.own.callback_attempts
        return wait_for(self.journal.entries, operation, after=after, timeout=timeout, attempts=attempts)

    @property
    def clock(self) -> Clock:
        """Its clock, which can be shifted and frozen."""
        return self.world.clock

    def reset(self) -> None:
        """Return to the seed: state, journal, clock."""
        self.emulator.reset()


@contextlib.contextmanager
def running(
    contracts: Iterable[Path | str] | None = None,
    *,
    settings: Settings | None = None,
    seed: Seed | None = None,
    store: Store | None = None,
    random_seed: int | None = None,
    bounds: Bounds | None = None,
    check_responses: bool = True,
    show_secrets: bool = False,
    control_token: str = "",
) -> Generator[Running]:
    """Run an emulator in a thread of this process, on a free port of 127.0.0.1.

    Args: `contracts` are files, the packaged ones when left out; `store` is memory when left out, and is closed
    at the end; `check_responses` holds every response against its contract; `show_secrets` leaves the journal
    unmasked; `control_token` guards the control plane. At the end of a block that raised nothing,
    `AssertionError` is raised when a response broke its contract or the emulator itself failed. Raises
    `ContractError` at the start.
    """
    world = World(
        settings=settings or Settings(),
        seed=default_seed() if seed is None else seed,
        store=store or SQLiteStore(),
        ids=Ids(random_seed),
        journal=Journal(show_secrets=show_secrets),
    )
    emulator = Emulator(contracts, world=world, bounds=bounds, check_responses=check_responses)
    try:
        with serving(ControlPlane(emulator, control_token)) as url:
            yield Running(url, emulator)
        if emulator.failures:
            raise AssertionError("; ".join(emulator.failures))
    finally:
        world.close()
