"""Everything that vendor modules share, in one place that tests can hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .clock import Clock
from .ids import Ids
from .journal import Journal
from .seed import Seed, default_seed
from .settings import Settings
from .store import SQLiteStore, Store

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class World:
    """State, time, chance and choices of one emulator."""

    settings: Settings = field(default_factory=Settings)
    seed: Seed = field(default_factory=default_seed)
    store: Store = field(default_factory=SQLiteStore)
    clock: Clock = field(default_factory=Clock)
    ids: Ids = field(default_factory=Ids)
    journal: Journal = field(default_factory=Journal)

    def __post_init__(self) -> None:
        self.seed.write(self.store)

    def reset(self) -> None:
        """Forget all state, the journal and the clock's shifts; seed again."""
        self.store.clear()
        self.journal.clear()
        self.clock.reset()
        self.ids.reset()
        self.seed.write(self.store)

    def account(self, key: str) -> Mapping[str, Any] | None:
        """The account of an access key or API key."""
        return self.store.get("account", key, self.clock.now())
