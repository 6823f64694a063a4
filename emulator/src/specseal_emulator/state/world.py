"""Everything that vendor modules share, in one place that tests can hold."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..delivery.courier import LEASE, QUEUE, Courier
from ..faults.armed import Faults
from .clock import Clock
from .ids import Ids
from .journal import Journal
from .kinds import check_records
from .secrets import Secrets, changed
from .seed import Seed, default_seed
from .settings import Settings
from .store import SQLiteStore, Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .store import Dumped

# What belongs to the emulator rather than to the vendor it plays: snapshots leave it out.
_OWN_KINDS = frozenset(
    {"control", "sequence", "journal", "fault-calls", "under-way", "calls", "probe", QUEUE, LEASE}
)


@dataclass(slots=True)
class World:
    """State, time, chance, faults and choices of one emulator."""

    settings: Settings = field(default_factory=Settings)
    seed: Seed = field(default_factory=default_seed)
    store: Store = field(default_factory=SQLiteStore)
    clock: Clock = field(default_factory=Clock)
    ids: Ids = field(default_factory=Ids)
    journal: Journal = field(default_factory=Journal)
    seeded: bool = False
    """The store holds the seed already: another process wrote it."""
    faults: Faults = field(init=False)
    courier: Courier = field(init=False)
    secrets: Secrets = field(init=False)

    def __post_init__(self) -> None:
        self.clock.bind(self.store)
        self.secrets = Secrets(self.store)
        self.journal.bind(self.store, self.secrets, self.settings)
        self.faults = Faults(self.store, self.ids.chance)
        self.courier = Courier(self.store, self.journal, self.settings, self.clock)
        self.sync()
        if not self.seeded:
            self.seed.write(self.store)
        if self.store.scan(QUEUE, "", 0):
            self.courier.wake()

    def close(self) -> None:
        """Let go of threads, files and connections."""
        self.courier.close()
        self.store.close()

    def sync(self) -> None:
        """See what other processes changed: clock, faults, accounts, a reset. Called before every request."""
        records = self.store.scan("control", "", 0)
        self.clock.sync(records)
        self.faults.sync(records)
        self.secrets.sync(records)
        epoch = next((record["epoch"] for record in records if "epoch" in record), "")
        if epoch != self.journal.epoch:
            self.journal.begin(epoch)

    def epoch(self) -> str:
        """What changes with every reset, by whichever process; a request that began before one belongs to no one."""
        if not self.store.shared:
            return self.journal.epoch
        record = self.store.get("control", "epoch", 0)
        return str(record["epoch"]) if record else ""

    def reset(self) -> None:
        """Forget all state, the journal, armed faults and the clock's shifts; seed again."""
        # At once: other processes never meet a world without accounts, nor a journal that counts from 1 again.
        epoch: Dumped = ("control", "epoch", {"epoch": uuid.uuid4().hex}, None)
        self.store.load([*self.seed.records(), *self.journal.numbering(), changed(), epoch])
        self.sync()
        self.ids.reset()

    def probe(self) -> None:
        """Raises `StoreUnusable` when nothing can be written."""
        self.store.put("probe", "ready", {"at": self.clock.now()})

    def account(self, key: str) -> Mapping[str, Any] | None:
        """The account of an access key or API key."""
        return self.store.get("account", key, self.clock.now())

    def snapshot(self) -> list[Dumped]:
        """All that the vendors remember; not the journal, armed faults, the clock or what limits have counted."""
        return [record for record in self.store.dump(self.clock.now()) if record[0] not in _OWN_KINDS]

    def restore(self, records: Iterable[Dumped]) -> None:
        """Go back to a snapshot. The journal, armed faults and the clock stay as they are.

        Raises `ValueError`, and nothing is changed, when a record could not be one of ours.
        """
        own = [record for record in self.store.dump(self.clock.now()) if record[0] in _OWN_KINDS]
        given = [record for record in records if record[0] not in _OWN_KINDS]
        check_records(given)
        self.store.load([*given, *own, changed()])
        self.sync()
