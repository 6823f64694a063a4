"""Operations: which there are, where they are, and what holds for all their calls."""

from __future__ import annotations

from ..contract import Contract, Operation, Rate, component_name
from ..naming import snake_case
from .change import Changes

Pair = tuple[Operation, Operation]


def paired_operations(old: Contract, new: Contract) -> list[Pair]:
    """Operations of the same id, and of those left, of the same path and method."""
    others = {one.id: one for one in new.operations}
    pairs = [(one, others[one.id]) for one in old.operations if one.id in others]
    taken = {other.id for _, other in pairs}
    left = {(one.path, one.method): one for one in new.operations if one.id not in taken}
    return pairs + [
        (one, left[one.path, one.method])
        for one in old.operations
        if one.id not in others and (one.path, one.method) in left
    ]


def compare_operations(changes: Changes, old: Contract, new: Contract) -> list[Pair]:
    """Note operations that are gone, new or renamed; the pairs of those that are on both sides."""
    pairs = paired_operations(old, new)
    kept = {one.id for one, _ in pairs}
    arrived = {other.id for _, other in pairs}
    for one in old.operations:
        if one.id not in kept:
            message = f"The operation {one.id} was removed."
            changes.add("operation-removed", one.id, message, one.location, new.location, (method_of(one),))
    for other in new.operations:
        if other.id not in arrived:
            message = f"The operation {other.id} was added."
            changes.add("operation-added", other.id, message, old.location, other.location)
    for one, other in pairs:
        _operation(changes, one, other)
    return pairs


def method_of(operation: Operation) -> str:
    """The Python method of an operation."""
    return operation.client_name or snake_case(operation.id)


def _operation(changes: Changes, old: Operation, new: Operation) -> None:
    def add(code: str, message: str, names: tuple[str, ...] = ()) -> None:
        changes.add(code, old.id, message, old.location, new.location, names)

    if old.id != new.id:
        add("operation-renamed", f"The operation {old.id} is called {new.id}.")
    if (old.wire_path, old.method) != (new.wire_path, new.method):
        before, after = (f"{one.method.upper()} {one.wire_path}" for one in (old, new))
        add("operation-moved", f"It was {before}, and is {after}.")
    if old.deprecated != new.deprecated:
        told = "The vendor advises against it." if new.deprecated else "It is not deprecated any more."
        add("operation-deprecated" if new.deprecated else "operation-undeprecated", told)
    if old.idempotent and not new.idempotent:
        add("idempotence-lost", "A call is not repeated any more when nobody knows whether it arrived.")
    if new.idempotent and not old.idempotent:
        add("idempotence-gained", "A call is repeated when nobody knows whether it arrived.")
    _rate(changes, old, new)
    if old.paging is None and new.paging is not None:
        add("paging-added", "Its result can be paged through.")
    if old.paging is not None and new.paging is None:
        add("paging-removed", "Its result cannot be paged through any more.", _results(old))
    if old.paging is not None and new.paging is not None:
        parts = [one.parts for one in (old.paging, new.paging)]
        if parts[0] != parts[1]:
            add("paging-changed", "Paging uses other parameters or fields.")
    words = [(one.summary, " ".join(one.description.split())) for one in (old, new)]
    if words[0] != words[1]:
        add("documentation", "Its description was rewritten.")


def _results(operation: Operation) -> tuple[str, ...]:
    return (component_name(operation.result),) if operation.result is not None else ()


def _rate(changes: Changes, old: Operation, new: Operation) -> None:
    before, after = old.rate, new.rate
    if before == after:
        return
    tighter = after is not None and (
        before is None or before.scope != after.scope or _per_second(after) < _per_second(before)
    )
    message = f"The rate was {_told(before)}, and is {_told(after)}."
    code = "rate-lowered" if tighter else "rate-raised"
    changes.add(code, old.id, message, old.location, new.location)


def _per_second(rate: Rate) -> float:
    return rate.calls / rate.seconds


def _told(rate: Rate | None) -> str:
    if rate is None:
        return "not documented"
    scope = f" per {rate.scope}" if rate.scope else ""
    return f"{rate.calls} calls in {rate.seconds:g} s{scope}"
