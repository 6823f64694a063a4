"""How much an account may do: calls per time, and calls at once. Counted in the store, by the emulator's clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .keys import key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .store import Store

_ABANDONED = 600.0
"""Seconds after which a call that never ended, because its process was killed, counts no more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one account may do; None is without limit. Raises `ValueError` for numbers that are no limits."""

    calls: int | None = None
    """Calls to one operation within `seconds`; the next one is refused."""
    seconds: float = 1.0
    concurrency: int | None = None
    """Calls to one product under way at the same time; the next one is refused."""

    def __post_init__(self) -> None:
        if self.calls is not None and self.calls < 0:
            raise ValueError("calls must not be negative")
        if self.calls is not None and self.calls > 10**9:
            raise ValueError("calls must be at most 1000000000")
        if not 0.001 <= self.seconds <= 1e9:
            raise ValueError("seconds must be from 0.001 to 1000000000")
        if self.concurrency is not None and not 0 <= self.concurrency <= 1000:
            raise ValueError("concurrency must be from 0 to 1000")


UNLIMITED = Limits()


def limits_of(account: Mapping[str, Any], documented: Limits) -> Limits:
    """The limits of an account's record: its own, or the documented ones where it has none of its own."""
    own = account.get("limits")
    return documented if own is None else Limits(**own)


def count_call(store: Store, limits: Limits, scope: tuple[str, ...], now: float) -> str | None:
    """Count a call. None when it is within the rate, otherwise what is wrong, in words.

    The time is cut into windows of `seconds` that begin at multiples of it.
    """
    if limits.calls is None:
        return None
    window = int(now // limits.seconds)
    ends = (window + 1) * limits.seconds
    number = store.count("calls", key(*scope, str(window)), 1, now, ends)
    if number <= limits.calls:
        return None
    return f"call {number} of {limits.calls} within {limits.seconds:g} s"


def calls_made(store: Store, limits: Limits, scope: tuple[str, ...], now: float) -> int:
    """How many calls the present window has seen."""
    record = store.get("calls", key(*scope, str(int(now // limits.seconds))), now)
    return int(record["n"]) if record else 0


def enter(store: Store, limits: Limits, scope: tuple[str, ...], now: float) -> str | None:
    """Take a place among the calls under way: its key for `leave`, an empty text without limit, None when full."""
    if limits.concurrency is None:
        return ""
    for number in range(limits.concurrency):
        place = key(*scope, str(number))
        if store.add("under-way", place, {"since": now}, now, now + _ABANDONED):
            return place
    return None


def leave(store: Store, place: str) -> None:
    """Give a place back."""
    store.take("under-way", place, 0)
