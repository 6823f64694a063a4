"""What each suite covered, counted; ledgers of several processes add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.properties.contracts import OPERATIONS
from tests.properties.coverage.exceptions import excused
from tests.properties.coverage.items import Item, covered, documented
from tests.properties.tap import Exchange

COMPLETE = ("raw", "client")
"""The suites that must cover everything; the others are only counted."""
Dump = dict[str, list[list[object]]]


class Ledger:
    """How often each suite covered each item, and the outcomes of each operation."""

    def __init__(self) -> None:
        self.items: Counter[tuple[str, Item]] = Counter()
        self.outcomes: Counter[tuple[str, str, str, str]] = Counter()
        """By suite, product, operation and outcome."""

    def add(self, suite: str, exchanges: Iterable[Exchange]) -> None:
        """Count exchanges of a suite."""
        for exchange in exchanges:
            found = covered(exchange)
            if found:
                self.items.update((suite, item) for item in found.items)
                self.outcomes[suite, found.operation.product, found.operation.id, found.outcome] += 1

    def dump(self) -> Dump:
        """As plain lists, for another process."""
        return {
            "items": [[suite, *item, count] for (suite, item), count in self.items.items()],
            "outcomes": [[*key, count] for key, count in self.outcomes.items()],
        }

    def load(self, dump: Dump) -> None:
        """Add the ledger of another process."""
        for suite, product, operation, kind, name, count in dump["items"]:
            item = Item(str(product), str(operation), str(kind), str(name))
            self.items[str(suite), item] += int(str(count))
        for suite, product, operation, outcome, count in dump["outcomes"]:
            self.outcomes[str(suite), str(product), str(operation), str(outcome)] += int(str(count))

    def missing(self, suite: str) -> Iterator[Item]:
        """What a suite should have covered and did not."""
        for operation in OPERATIONS:
            for item in documented(operation):
                if not self.items[suite, item] and not excused(suite, item):
                    yield item
