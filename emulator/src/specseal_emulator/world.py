"""The parts of one emulator, wired together."""

from __future__ import annotations

import sys
import threading
import uuid
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from .background import BackgroundTasks
from .delivery import LEASE, QUEUE, Attempt, Courier, Rules
from .faults import Faults
from .services import Services
from .state import Clock, Ids, Journal, Seed, SeedStream, Settings, SQLiteStore, Store, default_seed
from .state.secrets import Secrets, changed
from .state.seed import check_records, declare_indexes, secret_fields, secret_names, write_seed
from .state.store import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .state.store import Dumped, Prepared

# What belongs to the emulator rather than to the emulated vendor: snapshots leave it out. Earlier versions kept the
# journal here.
_OWN_KINDS = frozenset(
    {"control", "sequence", "journal", "fault-calls", "under-way", "calls", "probe", QUEUE, LEASE}
)

_AT_ONCE = 5_000
"""Records that are read in one step."""
_PART = 500


@dataclass(slots=True)
class World:
    """State, clock, randomness, faults and settings of one emulator, and the services made of them."""

    settings: Settings = field(default_factory=Settings)
    seed: Seed = field(default_factory=default_seed)
    store: Store = field(default_factory=SQLiteStore)
    clock: Clock = field(default_factory=Clock)
    ids: Ids = field(default_factory=Ids)
    journal: Journal = field(default_factory=Journal)
    streams: tuple[SeedStream, ...] = ()
    """Files of further records, written after the seed; read again at every reset."""
    seeded: bool = False
    """The store holds the seed already: another process wrote it."""
    faults: Faults = field(init=False)
    courier: Courier = field(init=False)
    background: BackgroundTasks = field(init=False)
    secrets: Secrets = field(init=False)
    services: Services = field(init=False)
    _version: object = field(init=False, default=None)
    """Of the control records that `sync` has read."""
    _syncing: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        declare_indexes(self.store)
        self.clock.bind(self.store)
        own = self.settings.own
        self.secrets = Secrets(self.store, secret_fields(), secret_names())
        self.journal.bind(
            self.store, self.secrets, own.journal_entries, own.journal_entry_bytes, own.journal_bytes
        )
        self.faults = Faults(self.store, self.ids.chance)
        self.background = BackgroundTasks(self.secrets.hide)
        rules = Rules(
            own.callback_ports,
            own.callback_hosts,
            own.callback_attempts,
            own.callback_pause,
            own.callback_seconds,
            own.callback_tls,
        )
        self.courier = Courier(self.store, rules, self._journal_attempt, self.background.wake)
        if self.store.shared:
            self.background.add(self._synced)
        self.background.add(self.courier.deliver)
        self.services = Services(
            self.settings, self.store, self.clock, self.ids, self.courier, self.background
        )
        self.sync()
        if not self.seeded:
            write_seed(self.store, self.seed, self.streams)
        if self.store.scan(QUEUE, "", 0):
            self.background.wake()

    def _synced(self) -> bool:
        """Take over clock changes of other processes; leaves no work."""
        self.sync()
        return False

    def _journal_attempt(self, attempt: Attempt) -> None:
        """Journal an attempt to deliver a callback."""
        callback = attempt.callback
        self.journal.callback(
            self.clock.now(),
            callback.url,
            callback.fields,
            product=callback.product,
            status=attempt.status,
            why=attempt.why,
            notes={"callback": callback.id, "attempt": str(callback.attempt)},
            elapsed=attempt.elapsed,
        )

    def close(self) -> None:
        """Close threads, files and connections."""
        self.background.close()
        self.courier.close()
        self.store.close()

    def sync(self) -> None:
        """Take over what other processes changed: clock, faults, accounts, a reset. Called before every request."""
        if self._is_current():
            return
        with self._syncing:  # what was read later must not be overwritten by what was read before
            version = self.store.version("control")
            records = self.store.scan("control", "", 0)
            self.clock.sync(records)
            self.faults.sync(records)
            self.secrets.sync(records)
            epoch = next((record["epoch"] for record in records if "epoch" in record), "")
            if epoch != self.journal.epoch:
                self.journal.begin(epoch)
            self._version = version

    def _is_current(self) -> bool:
        """Whether nothing has changed since `sync`."""
        version = self.store.version("control")
        return version is not None and version == self._version

    def epoch(self) -> str:
        """A token that changes with every reset, by any process; a request that began before a reset is dropped."""
        if not self.store.shared or self._is_current():
            return self.journal.epoch
        record = self.store.get("control", "epoch", 0)
        return str(record["epoch"]) if record else ""

    def reset(self) -> None:
        """Forget all state, the journal, armed faults and the clock's shifts; seed again."""
        # In one step: other processes must not see a store without accounts.
        epoch: Dumped = ("control", "epoch", {"epoch": uuid.uuid4().hex}, None)
        records: Iterable[Dumped | Prepared] = chain(
            self.seed.records(),
            *(stream.prepared(self.store.indexes) for stream in self.streams),
            [changed(), epoch],
        )
        last = self.journal.newest()
        self.store.load(records)
        self.sync()
        self.journal.forget(last)
        self.ids.reset()

    def probe(self) -> None:
        """Raises `StoreUnusable` when nothing can be written."""
        self.store.put("probe", "ready", {"at": self.clock.now()})

    def account(self, key: str) -> Mapping[str, Any] | None:
        """The account of an access key or API key."""
        return self.store.get("account", key, self.clock.now())

    def kinds(self) -> list[str]:
        """The kinds of the vendors' records, in alphabetical order."""
        return [kind for kind in self.store.kinds() if kind not in _OWN_KINDS]

    def number(self, kind: str) -> int:
        """How many records of a kind there are."""
        return number_of(self.store, kind, self.clock.now())

    def snapshot(self) -> list[Dumped]:
        """The vendors' state; without the journal, armed faults, the clock and the counters of limits."""
        return [record for part in self.parts() for record in part]

    def parts(self) -> Iterator[list[Dumped]]:
        """The same, some records at a time.

        A small state is read at once. Of a large one the parts are read one after another, so that nobody waits for
        long: what is written meanwhile may be in it or not.
        """
        now = self.clock.now()
        if sum(map(self.number, self.store.kinds())) <= _AT_ONCE:
            yield [record for record in self.store.dump(now) if record[0] not in _OWN_KINDS]
            return
        for kind in self.kinds():
            after = ""
            while part := self.store.part(kind, after, _PART, now):
                yield part
                after = part[-1][1]

    def restore(self, records: Iterable[Dumped]) -> None:
        """Restore a snapshot. The journal, armed faults and the clock stay as they are.

        Raises `ValueError`, and changes nothing, for a record that no vendor could have written.
        """
        now = self.clock.now()
        own = [record for kind in _OWN_KINDS for record in self.store.part(kind, "", sys.maxsize, now)]
        given = [record for record in records if record[0] not in _OWN_KINDS]
        check_records(given)
        self.store.load([*given, *own, changed()])
        self.sync()
