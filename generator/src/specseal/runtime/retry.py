"""Whether a failed attempt is made again, and when. Pure decisions: the client sleeps and sends."""

from __future__ import annotations

import threading
from typing import Any

from .errors import APIConnectionError, APIError, APIStatusError, APITimeoutError
from .operation import Operation
from .response import Headers

MAX_WAIT = 60.0  # seconds that a vendor may ask to wait; when it asks for more, the call fails at once
LONGEST_SPREAD = 8.0  # seconds over which retries are spread


def may_retry(error: APIError, operation: Operation[Any]) -> bool:
    """Whether the same call may succeed, and repeating it does no harm.

    That is after an error which the contract calls temporary, and after a connection that failed before anything was
    sent. After a failure that may have reached the vendor, and after a status of 408, 429 or 5xx without a documented
    code, only where the contract marks the operation as idempotent.
    """
    if isinstance(error, APIConnectionError):
        return not error.permanent and (operation.idempotent or not error.maybe_sent)
    status = error.status_code or 0
    temporary = type(error) is APIStatusError and (status >= 500 or status in {408, 429})
    return error.retryable or (temporary and operation.idempotent)


def delay(
    error: APIError, retry: int, chance: float, now: float, headers: tuple[str, ...] = ()
) -> float | None:
    """Seconds to wait before retry number ``retry``, counted from 0; ``None`` when the vendor asks for too many.

    By ``chance`` (0 to 1) between nothing and half a second, doubled each time up to 8. Where the answer asks for a
    time, in ``Retry-After`` or in one of the vendor's own ``headers``, that comes first, and the chance is up to once
    more as long: whoever was refused together must not come back together.
    """
    asked = None
    if error.response is not None:
        asked = retry_after(error.response.headers, headers, now)
    spread = min(0.5 * (1 << min(retry, 4)), LONGEST_SPREAD)
    if asked is None or asked <= 0:
        return spread * chance
    return asked + min(max(asked, spread), LONGEST_SPREAD) * chance if asked <= MAX_WAIT else None


def retry_after(headers: Headers, milliseconds: tuple[str, ...], now: float) -> float | None:
    """Seconds that an answer asks to wait, in one of the vendor's own headers or in ``Retry-After``."""
    for name, unit in (*((one, 0.001) for one in milliseconds), ("retry-after", 1.0)):
        text = str(headers.get(name, "")).strip()
        if text.isascii() and text.replace(".", "", 1).isdigit():
            return float(text) * unit
    date = seconds_of(headers.get("retry-after"))
    return None if date is None else date - now


def seconds_of(date: str | None) -> float | None:
    """The Unix time of an HTTP date, which is in UTC unless it says otherwise; ``None`` when it is none."""
    if not date:
        return None
    from datetime import UTC  # noqa: PLC0415
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - dear to import

    try:
        found = parsedate_to_datetime(date)
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


class Budget:
    """What all calls of a client may spend on retries together, so that a sick vendor is not hammered.

    A retry costs 5, after a time-out 10; an attempt that succeeds gives 1 back, and a retry that does all it cost.
    """

    FULL = 500

    def __init__(self) -> None:
        self.left = self.FULL
        self._lock = threading.Lock()

    def take(self, error: APIError) -> int:
        """Pay for a retry after this error. Gives what it cost, or 0 when too little is left."""
        cost = 10 if isinstance(error, APITimeoutError) else 5
        with self._lock:
            if cost > self.left:
                return 0
            self.left -= cost
        return cost

    def give(self, amount: int) -> None:
        if self.left < self.FULL:
            with self._lock:
                self.left = min(self.FULL, self.left + amount)
