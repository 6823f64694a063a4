"""Everything a process needs to build an emulator; picklable, for worker processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .app import Emulator
from .control import ControlPlane
from .state import Ids, Seed, SeedStream, Settings, open_store
from .state.seed import declare_indexes, write_seed
from .world import World

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Plan:
    """One emulator, not yet built."""

    contracts: list[Path] | None = None
    settings: Settings = field(default_factory=Settings)
    seed: Seed = field(default_factory=Seed)
    streams: tuple[SeedStream, ...] = ()
    """Files of further records."""
    db: str | None = None
    random_seed: int | None = None
    control_token: str = ""
    certificate: Path | None = None
    """A PEM file with key and chain: serve over TLS."""

    def build(self, *, seeded: bool = False) -> ControlPlane:
        """Open the store and build the emulator as it is served; `seeded`: the store holds the seed already.

        Raises `StoreUnusable`, `ContractError`, and `SeedError` for a bad stream.
        """
        store = open_store(self.db)
        try:
            ids = Ids(self.random_seed)
            world = World(
                settings=self.settings,
                seed=self.seed,
                streams=self.streams,
                store=store,
                ids=ids,
                seeded=seeded,
            )
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
            write_seed(store, self.seed, self.streams)
        finally:
            store.close()
        return emulator.warnings
