"""Everything a process needs to build an emulator; picklable, for worker processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .app import Emulator
from .control import ControlPlane
from .state import Ids, Seed, Settings, open_store
from .state.seed import declare_indexes
from .world import World

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Plan:
    """One emulator, not yet built."""

    contracts: list[Path] | None = None
    settings: Settings = field(default_factory=Settings)
    seed: Seed = field(default_factory=Seed)
    db: str | None = None
    random_seed: int | None = None
    control_token: str = ""
    certificate: Path | None = None
    """A PEM file with key and chain: serve over TLS."""

    def build(self, *, seeded: bool = False) -> ControlPlane:
        """Open the store and build the emulator as it is served; `seeded`: the store holds the seed already.

        Raises `StoreUnusable` and `ContractError`.
        """
        store = open_store(self.db)
        try:
            ids = Ids(self.random_seed)
            world = World(settings=self.settings, seed=self.seed, store=store, ids=ids, seeded=seeded)
            return ControlPlane(Emulator(self.contracts, world=world), self.control_token)
        except BaseException:
            store.close()
            raise

    def prepare(self) -> list[str]:
        """Check the contracts and seed the store for workers to come; gives the warnings. Raises as `build`.

        Nothing stays open: neither a thread nor a connection may be inherited.
        """
        emulator = Emulator(self.contracts, world=World(settings=self.settings, seed=Seed()))
        emulator.world.close()
        store = open_store(self.db)
        try:
            declare_indexes(store)
            self.seed.write(store)
        finally:
            store.close()
        return emulator.warnings
