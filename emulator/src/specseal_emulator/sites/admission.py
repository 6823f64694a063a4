"""Admission of calls: the limits of an account, applied to one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..state.limits import Limits, acquire, count_call, limits_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..contract import Operation
    from ..examination import Examination
    from ..services import Services


@dataclass(frozen=True, slots=True)
class OverLimit:
    """The limit that a call exceeds."""

    kind: Literal["rate", "concurrency"]
    why: str


def documented(operation: Operation, concurrency: int = 0) -> Limits:
    """The limits of a contract; `concurrency` where it gives no number, 0 for none."""
    calls, seconds = operation.rate or (None, 1.0)
    return Limits(calls, seconds, operation.concurrency or concurrency or None)


def rate_scope(owner: str, operation: Operation) -> tuple[str, ...]:
    """The scope of a rate limit: calls of one owner to one operation, with any of its keys."""
    return owner, operation.contract.product, operation.id


def admit(
    examination: Examination,
    services: Services,
    account: Mapping[str, Any],
    operation: Operation,
    usual: Limits,
) -> OverLimit | None:
    """Count a call, and acquire its concurrency slot. None when it is within its account's limits.

    `usual`: the limits where the account has none of its own.
    """
    limits = limits_of(account, usual)
    owner, now = str(account["owner"]), services.clock.now()
    if why := count_call(services.store, limits, rate_scope(owner, operation), now):
        return OverLimit("rate", why)
    slot = acquire(services.store, limits, (owner, operation.contract.product), now)
    if slot is None:
        return OverLimit("concurrency", f"concurrency limit of {limits.concurrency} reached")
    if slot:
        examination.acquired.append(slot)
    return None
