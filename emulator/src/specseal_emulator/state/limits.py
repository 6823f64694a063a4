"""Rate and concurrency limits of accounts, counted in the store, by the emulator's clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .keys import key
from .sizes import short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .store import Store

_ABANDONED = 600.0
"""Seconds after which a slot is free again whose process was killed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one account; None is unlimited. Raises `ValueError` for numbers out of range."""

    calls: int | None = None
    """Calls to one operation per `seconds`; further ones are refused."""
    seconds: float = 1.0
    concurrency: int | None = None
    """Concurrent calls to one product; further ones are refused."""

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
    """The limits of an account's record: its own, or the documented ones."""
    own = account.get("limits")
    return documented if own is None else Limits(**own)


def count_call(store: Store, limits: Limits, scope: tuple[str, ...], now: float) -> str | None:
    """Count a call. None when it is within the rate, otherwise why not.

    Windows last `seconds` and begin at multiples of it.
    """
    if limits.calls is None:
        return None
    window = int(now // limits.seconds)
    ends = (window + 1) * limits.seconds
    number = store.count("calls", short(key(*scope, str(window))), 1, now, ends)
    if number <= limits.calls:
        return None
    return f"call {number} exceeds {limits.calls} per {limits.seconds:g} s"


def calls_made(store: Store, limits: Limits, scope: tuple[str, ...], now: float) -> int:
    """The number of calls in the present window."""
    record = store.get("calls", short(key(*scope, str(int(now // limits.seconds)))), now)
    return int(record["n"]) if record else 0


def acquire(store: Store, limits: Limits, scope: tuple[str, ...], now: float) -> str | None:
    """Acquire a concurrency slot: its key for `release`, empty without a limit, None when all are taken."""
    if limits.concurrency is None:
        return ""
    for number in range(limits.concurrency):
        slot = short(key(*scope, str(number)))
        if store.add("under-way", slot, {"since": now}, now, now + _ABANDONED):
            return slot
    return None


def release(store: Store, slot: str) -> None:
    """Release a concurrency slot."""
    store.take("under-way", slot, 0)
