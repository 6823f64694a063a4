"""The armed faults. They live in the store: all workers see them and share their counters."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ..bodies import read
from .model import Fault

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable

    from ..state.encoding import Record
    from ..state.store import Store

MOST = 200
"""How many faults may be armed at a time."""
_KIND, _COUNTS, _NUMBERS = "control", "fault-calls", "sequence"


@dataclass(frozen=True, slots=True)
class ArmedFault:
    """A fault that was armed."""

    id: str
    fault: Fault
    calls: int = 0
    """How many requests it was considered for."""
    met: int = 0
    """How many of them it applied to."""

    @property
    def spent(self) -> bool:
        """Whether it has applied to as many requests as it may."""
        return self.fault.count is not None and self.met >= self.fault.count


class Faults:
    """The armed faults, in the order of arming; the first one that applies to a request wins."""

    def __init__(self, store: Store, chance: random.Random) -> None:
        self._store = store
        self._chance = chance
        self._armed: list[tuple[str, Fault]] = []
        self._seen: list[Record] = []

    def sync(self, records: Iterable[Record]) -> None:
        """Take over what the store's control records say."""
        found = [record for record in records if "fault" in record]
        if found != self._seen:
            self._seen = found
            self._armed = [(str(record["id"]), read(Fault, record["fault"])) for record in found]

    def arm(self, fault: Fault) -> ArmedFault:
        """Arm a fault, for the next request on. Raises `ValueError` when too many are armed."""
        if len(self._store.scan(_KIND, "fault/", 0)) >= MOST:
            raise ValueError(f"at most {MOST} faults can be armed; disarm some first")
        number = self._store.count(_NUMBERS, "fault", 1, 0)
        fault_id = f"fault-{number}"
        self._store.put(_KIND, _key(fault_id), {"id": fault_id, "fault": asdict(fault)})
        return ArmedFault(fault_id, fault)

    def armed(self) -> list[ArmedFault]:
        """All armed faults, with their counters."""
        records = [record for record in self._store.scan(_KIND, "fault/", 0) if "fault" in record]
        return [self._counted(str(record["id"]), read(Fault, record["fault"])) for record in records]

    def get(self, fault_id: str) -> ArmedFault | None:
        """The one of an id, or None."""
        record = self._store.get(_KIND, _key(fault_id), 0)
        return None if record is None else self._counted(fault_id, read(Fault, record["fault"]))

    def disarm(self, fault_id: str) -> bool:
        """Disarm one; False when no fault has that id."""
        found = self._store.take(_KIND, _key(fault_id), 0) is not None
        for what in ("calls", "met"):
            self._store.take(_COUNTS, f"{fault_id}/{what}", 0)
        return found

    def clear(self) -> None:
        """Disarm all."""
        for armed in self.armed():
            self.disarm(armed.id)

    def pick(
        self, product: str, operation: str, now: float, documents: Callable[[str], bool]
    ) -> tuple[str, Fault] | None:
        """The fault that applies to a request, with its id. Counts the request for every fault considered.

        `documents` tells whether the operation documents an error; faults with other errors are not considered.
        """
        for fault_id, fault in self._armed:
            if not _concerns(fault, product, operation, now):
                continue
            if (not fault.error or documents(fault.error)) and self._meets(fault_id, fault):
                return fault_id, fault
        return None

    def draw(self, fault: Fault) -> float:
        """The delay of one response, in seconds."""
        return fault.latency.draw(self._chance) if fault.latency else 0.0

    def _meets(self, fault_id: str, fault: Fault) -> bool:
        if self._store.count(_COUNTS, f"{fault_id}/calls", 1, 0) < fault.nth:
            return False
        if fault.probability < 1 and self._chance.random() >= fault.probability:
            return False
        if fault.count is not None and self._number(fault_id, "met") >= fault.count:
            return False
        met = self._store.count(_COUNTS, f"{fault_id}/met", 1, 0)
        return fault.count is None or met <= fault.count

    def _counted(self, fault_id: str, fault: Fault) -> ArmedFault:
        met = self._number(fault_id, "met")
        met = met if fault.count is None else min(met, fault.count)
        return ArmedFault(fault_id, fault, self._number(fault_id, "calls"), met)

    def _number(self, fault_id: str, what: str) -> int:
        record = self._store.get(_COUNTS, f"{fault_id}/{what}", 0)
        return int(record["n"]) if record else 0


def _concerns(fault: Fault, product: str, operation: str, now: float) -> bool:
    return (
        fault.operation in {"", operation}
        and fault.product in {"", product}
        and (fault.starts is None or now >= fault.starts)
        and (fault.ends is None or now < fault.ends)
    )


def _key(fault_id: str) -> str:
    """In the order of arming."""
    return f"fault/{fault_id.removeprefix('fault-').rjust(16, '0')}"
