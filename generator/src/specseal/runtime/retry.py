"""Whether a failed attempt is retried, and when. Pure decisions: the client sleeps and sends."""

from __future__ import annotations

import threading
from typing import Any

from .errors import APIConnectionError, APIError, APIStatusError, APITimeoutError
from .operation import Operation
from .response import Headers

MAX_WAIT = 60.0  # seconds that a vendor may request; when it requests more, the call fails at once
LONGEST_SPREAD = 8.0  # seconds over which retries are spread


def may_retry(error: APIError, operation: Operation[Any]) -> bool:
    """Whether a retry may succeed and does no harm.

    True after an error that is documented as temporary, and after a connection that failed before anything was sent.
    After a failure that may have reached the vendor, and after a status of 408, 429 or 5xx without a documented code,
    true only for an idempotent operation.
    """
    if isinstance(error, APIConnectionError):
        return not error.permanent and (operation.idempotent or not error.maybe_sent)
    status = error.status_code or 0
    undocumented = isinstance(error, APIStatusError) and (type(error) is APIStatusError or error.by_status)
    temporary = undocumented and (status >= 500 or status in {408, 429})
    return error.retryable or (temporary and operation.idempotent)


def delay(
    error: APIError, retry: int, chance: float, now: float, headers: tuple[str, ...] = ()
) -> float | None:
    """Seconds to wait before retry number ``retry``, counted from 0; ``None`` when the vendor requests too many.

    Full jitter: ``chance`` (0 to 1) of half a second, doubled each time up to 8. Where the response requests a wait,
    in ``Retry-After`` or one of the vendor's own ``headers``, that is waited first, and the jitter is up to as long
    again: callers that were refused together must not come back together.
    """
    asked = None
    if error.response is not None:
        asked = retry_after(error.response.headers, headers, now)
    spread = min(0.5 * (1 << min(retry, 4)), LONGEST_SPREAD)
    if asked is None or asked <= 0:
        return spread * chance
    return asked + min(max(asked, spread), LONGEST_SPREAD) * chance if asked <= MAX_WAIT else None


def retry_after(headers: Headers, milliseconds: tuple[str, ...], now: float) -> float | None:
    """The wait in seconds that a response requests, in one of the vendor's own headers or in ``Retry-After``."""
    for name, unit in (*((one, 0.001) for one in milliseconds), ("retry-after", 1.0)):
        text = str(headers.get(name, "")).strip()
        if text.isascii() and text.replace(".", "", 1).isdigit():
            return float(text) * unit
    date = seconds_of(headers.get("retry-after"))
    return None if date is None else date - now


def seconds_of(date: str | None) -> float | None:
    """The Unix time of an HTTP date, which is in UTC unless it says otherwise; ``None`` for an invalid one."""
    if not date:
        return None
    from datetime import UTC  # noqa: PLC0415
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - slow to import

    try:
        found = parsedate_to_datetime(date)
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


class Budget:
    """Retry tokens that all calls of a client share, so that a failing vendor is not flooded.

    Each retry costs 5 tokens (10 after a timeout), refunded on success; a call without retries adds 1.
    """

    FULL = 500

    def __init__(self) -> None:
        self.left = self.FULL
        self._lock = threading.Lock()

    def take(self, error: APIError) -> int:
        """Pay for a retry after this error. Returns its cost, or 0 when too few tokens are left."""
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
