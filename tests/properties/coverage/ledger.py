"""What each ring met, counted; ledgers of several processes add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.properties.contracts import OPERATIONS
from tests.properties.coverage.exceptions import excused
from tests.properties.coverage.items import Item, documented, met
from tests.properties.tap import Exchange

COMPLETE = ("raw", "client")
"""The rings that must meet everything; the others are counted."""
Dump = dict[str, list[list[object]]]


class Ledger:
    """How often each ring met each item, and with which outcome each operation was called."""

    def __init__(self) -> None:
        self.items: Counter[tuple[str, Item]] = Counter()
        self.outcomes: Counter[tuple[str, str, str, str]] = Counter()
        """By ring, product, operation and outcome."""

    def add(self, ring: str, exchanges: Iterable[Exchange]) -> None:
        """Count exchanges of a ring."""
        for exchange in exchanges:
            found = met(exchange)
            if found:
                self.items.update((ring, item) for item in found.items)
                self.outcomes[ring, found.operation.product, found.operation.id, found.outcome] += 1

    def dump(self) -> Dump:
        """As plain lists, for another process."""
        return {
            "items": [[ring, *item, count] for (ring, item), count in self.items.items()],
            "outcomes": [[*key, count] for key, count in self.outcomes.items()],
        }

    def load(self, dump: Dump) -> None:
        """Add the ledger of another process."""
        for ring, product, operation, kind, name, count in dump["items"]:
            item = Item(str(product), str(operation), str(kind), str(name))
            self.items[str(ring), item] += int(str(count))
        for ring, product, operation, outcome, count in dump["outcomes"]:
            self.outcomes[str(ring), str(product), str(operation), str(outcome)] += int(str(count))

    def missing(self, ring: str) -> Iterator[Item]:
        """What a ring should have met and did not."""
        for operation in OPERATIONS:
            for item in documented(operation):
                if not self.items[ring, item] and not excused(ring, item):
                    yield item
