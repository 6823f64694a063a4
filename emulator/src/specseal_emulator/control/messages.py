"""The bodies of the control plane's requests and responses, as dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..faults import Fault
from ..state import Limits
from ..state.entry import Entry

LAST_SECOND = 253_402_300_799
"""The last second of the year 9999, the last one that a ``Date`` header can express."""


@dataclass(frozen=True, slots=True)
class Health:
    """Liveness of the emulator."""

    status: str
    version: str


@dataclass(frozen=True, slots=True)
class Ready:
    """Readiness: the store is writable."""

    status: str
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockState:
    """The emulator's clock."""

    now: float
    """Unix time in seconds."""
    frozen: bool
    ahead: float
    """Seconds ahead of (negative: behind) the system clock."""


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A change of the clock: `now` sets it or `shift` moves it, then `frozen` stops it or lets it run.

    Raises `ValueError` when all are missing, and for both `now` and `shift`.
    """

    now: float | None = None
    """Unix time in seconds, from 0 to 253402300799, the end of the year 9999."""
    shift: float | None = None
    """Seconds, which may be negative."""
    frozen: bool | None = None

    def __post_init__(self) -> None:
        if self.now is None and self.shift is None and self.frozen is None:
            raise ValueError("give now, shift or frozen")
        if self.now is not None and self.shift is not None:
            raise ValueError("give now or shift, not both")
        if self.now is not None and not 0 <= self.now <= LAST_SECOND:
            raise ValueError(f"now must be from 0 to {LAST_SECOND}")
        if self.shift is not None and abs(self.shift) > 1e10:
            raise ValueError("shift must be at most 10000000000 either way")


@dataclass(frozen=True, slots=True)
class FaultState:
    """An armed fault, with its counters."""

    id: str
    fault: Fault
    calls: int
    met: int
    spent: bool


@dataclass(frozen=True, slots=True)
class FaultList:
    """All armed faults, in the order of arming."""

    faults: tuple[FaultState, ...]


@dataclass(frozen=True, slots=True)
class SettingList:
    """Every setting by its name."""

    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Usage:
    """One account's calls to one operation."""

    product: str
    operation: str
    limits: Limits
    """Those in force."""
    calls: int
    """Within the present window."""


@dataclass(frozen=True, slots=True)
class AccountLimits:
    """The limits of one account."""

    key: str
    owner: str
    own: Limits | None
    """None: the documented ones are in force."""
    usage: tuple[Usage, ...]


@dataclass(frozen=True, slots=True)
class LimitList:
    """The limits of every account."""

    accounts: tuple[AccountLimits, ...]


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Entries of the journal, oldest first."""

    entries: tuple[Entry, ...]
    newest: int
    """The last id, for `after`."""


@dataclass(frozen=True, slots=True)
class SnapshotRecord:
    """One record of the state."""

    kind: str
    key: str
    value: Mapping[str, Any]
    expires: float | None = None
    """Unix time in seconds."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole state. The account's secrets are in it."""

    version: int
    records: tuple[SnapshotRecord, ...]

    def __post_init__(self) -> None:
        if self.version != 1:
            raise ValueError(f"unknown version {self.version}; expected one of: 1")


@dataclass(frozen=True, slots=True)
class State:
    """The state with secrets masked, and a bounded number of records of each kind."""

    kinds: Mapping[str, int]
    """The number of records of each kind."""
    records: tuple[SnapshotRecord, ...]
