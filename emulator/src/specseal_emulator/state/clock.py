"""The emulator's clock: the system clock, unless shifted or frozen. Workers of one store share it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .encoding import Record
    from .store import Store

_KIND = "control"
_SHIFT, _FROZEN = "clock-shift", "clock-frozen"


class Clock:
    """Unix time in seconds. Changes take effect at once, in other processes from their next request."""

    def __init__(self) -> None:
        self._store: Store | None = None
        self._shift = 0
        """Microseconds, so that shifts add up exactly."""
        self._frozen: tuple[float, int] | None = None
        """The Unix time it was frozen at, and the shift of that moment."""

    def bind(self, store: Store) -> None:
        """Share it through a store from now on."""
        self._store = store

    def sync(self, records: Iterable[Record]) -> None:
        """Take over the store's control records."""
        shift, frozen = 0, None
        for record in records:
            if "n" in record:
                shift = int(record["n"])
            elif "frozen" in record:
                frozen = float(record["frozen"]), int(record["shift"])
        self._shift, self._frozen = shift, frozen

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return self._frozen is not None

    def now(self) -> float:
        """Unix time in seconds."""
        frozen = self._frozen
        if frozen is not None:
            return frozen[0] + (self._shift - frozen[1]) / 1e6
        return time.time() + self._shift / 1e6

    @property
    def ahead(self) -> float:
        """Seconds ahead of the system clock; negative when behind."""
        return self.now() - time.time()

    def shift(self, seconds: float) -> None:
        """Move the clock by `seconds`, which may be negative. A frozen clock stays frozen."""
        by = round(seconds * 1e6)
        self._shift = self._store.count(_KIND, _SHIFT, by, 0) if self._store else self._shift + by

    def set(self, at: float) -> None:
        """Move the clock to a Unix time. It runs on from there, or stays frozen there."""
        if self.frozen:
            self.freeze(at)
        else:
            self.shift(at - self.now())

    def freeze(self, at: float | None = None) -> None:
        """Freeze the clock, at the given Unix time or at its present one."""
        self._frozen = (self.now() if at is None else at), self._shift
        if self._store:
            self._store.put(_KIND, _FROZEN, {"frozen": self._frozen[0], "shift": self._frozen[1]})

    def resume(self) -> None:
        """Let a frozen clock run on from its present time."""
        if self.frozen:
            stood = self.now()
            self._frozen = None
            if self._store:
                self._store.take(_KIND, _FROZEN, 0)
            self.set(stood)

    def reset(self) -> None:
        """Return to the system time."""
        self._shift, self._frozen = 0, None
        if self._store:
            self._store.take(_KIND, _FROZEN, 0)
            self._store.take(_KIND, _SHIFT, 0)
