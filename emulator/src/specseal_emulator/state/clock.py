"""The emulator's clock: the system's, until a test shifts or freezes it."""

from __future__ import annotations

import time


class Clock:
    """Unix time in seconds. Shifting and freezing take effect at once, for every later reading."""

    def __init__(self) -> None:
        self._shift = 0.0
        self._frozen: float | None = None

    def now(self) -> float:
        """Unix time in seconds."""
        return self._frozen if self._frozen is not None else time.time() + self._shift

    def shift(self, seconds: float) -> None:
        """Move the clock by `seconds`, which may be negative. A frozen clock stays frozen."""
        if self._frozen is not None:
            self._frozen += seconds
        else:
            self._shift += seconds

    def freeze(self, at: float | None = None) -> None:
        """Stop the clock, at the given Unix time or where it stands."""
        self._frozen = self.now() if at is None else at

    def reset(self) -> None:
        """Back to the system's time."""
        self._shift, self._frozen = 0.0, None
