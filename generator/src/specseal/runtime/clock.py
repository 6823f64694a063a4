"""The time for signatures: this machine's, or the vendor's as long as the two differ."""

from __future__ import annotations

import time

from .response import Headers
from .retry import seconds_of

SAME = (
    2.0  # seconds by which equal clocks may differ, because dates have whole seconds and take time to arrive
)


class Clock:
    """The machine's clock until ``learn`` reports a difference; then the vendor's, advanced from there.

    It advances by ``time.monotonic()``, so that setting the machine's clock does not change it. Meanwhile the date of
    each response is compared: the correction ends as soon as the machine's clock is right.
    """

    def __init__(self) -> None:
        self._offset: float | None = None  # of the vendor's clock to the monotonic one

    def now(self) -> float:
        """Unix time in seconds."""
        offset = self._offset
        return time.time() if offset is None else time.monotonic() + offset

    @property
    def ahead(self) -> float:
        """Seconds by which `now` is ahead of the machine's clock."""
        return 0.0 if self._offset is None else self.now() - time.time()

    def learn(self, ahead: float) -> None:
        """Correct the clock: the vendor's is so many seconds ahead of the machine's."""
        self._offset = time.time() + ahead - time.monotonic()

    def check(self, headers: Headers) -> None:
        """Compare with the ``Date`` of a response that was just received."""
        if self._offset is None or (date := seconds_of(headers.get("date"))) is None:
            return
        if abs(date - time.time()) < SAME:
            self._offset = None
        elif abs(date - self.now()) >= SAME:
            self.learn(date - time.time())
