"""Tests that kill a mutant must pass without it: each is run once on the sources as they are."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from ..bench import Bench, bench
from ..tree import NotGreen

_SECONDS = 1800.0


@dataclass
class Baseline:
    """A copy of the project without mutants, and the tests that have passed there."""

    _bench: Bench
    _green: set[str] = field(default_factory=set[str])
    _lock: Lock = field(default_factory=Lock)

    def require(self, tests: Iterable[str]) -> None:
        """Run those of the tests that were not run yet. Raises `NotGreen` when one fails."""
        with self._lock:
            new = sorted({test for test in tests if test.startswith("tests/")} - self._green)
            if new and (failed := self._bench.run(new, _SECONDS)):
                raise NotGreen(f"{failed} fails without a mutant")
            self._green |= set(new)

    def present(self, names: Iterable[str]) -> dict[str, str]:
        """Tests by the names they had: the same, or the whole test where only the case is not known any more."""
        wanted = {name for name in names if name.startswith("tests/")}
        found = self._bench.collected(sorted({name.partition("::")[0] for name in wanted}))
        functions = {name.partition("[")[0] for name in found}
        known: dict[str, str] = {}
        for name in wanted:
            function = name.partition("[")[0]
            if name in found:
                known[name] = name
            elif function in functions:
                known[name] = function
        return known


@contextmanager
def baseline() -> Generator[Baseline]:
    """A copy for one run of the command."""
    with bench() as clean:
        yield Baseline(clean)
