"""Judges one mutant: by the tests that run its line, then by all that could notice it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, TypeAlias

from ..bench import OVERTIME, Bench
from ..tree import sees_sources_only
from .groups import Group, ignored
from .mutants import Mutant, changed_lines, statement_lines
from .reach import Reach

Outcome: TypeAlias = Literal["killed", "timed out", "survived"]
ROOM = 30.0
"""Seconds that a run may take beyond five times what its tests took under coverage."""
FAR_SECONDS = 900.0
NEAR_SECONDS = 30.0
"""How long the tests of a ``near`` run took together at most; the quickest are asked."""
FIRST_SECONDS = 3.0
"""How long the tests that are asked first took together at most."""
_QUICK = 0.5


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one mutant. ``by`` is the first test that failed, or what else refused it."""

    outcome: Outcome
    by: str = ""
    asked: int = 0
    """The number of tests that run its line."""


def judge(
    mutant: Mutant,
    bench: Bench,
    group: Group,
    reach: Reach,
    *,
    killer: str = "",
    quick: bool = False,
    near: bool = False,
) -> Result | None:
    """Run tests until one fails; a survivor passed all of them.

    ``killer`` is the test that killed the mutant in an earlier text of its module: it is asked first.

    ``near`` runs only the quickest tests that reach the mutant's statement, ``quick`` of these only those that are
    named like the group; a mutant that passes them is not judged.
    """
    module = bench.root / mutant.path
    after = mutant.text()
    tests = _reaching(mutant, group, reach, module.read_text(encoding="utf-8"), after, near=near)
    if quick:
        tests = [name for name in tests if group.is_nearest(name)]
    if near:
        tests = _within(NEAR_SECONDS, tests, reach.seconds)
    further = not (quick or near)
    with bench.applied({module: after}):
        again = killer in reach.seconds and (not group.copied or sees_sources_only(killer))
        if again and (failed := _run(bench, [killer], reach)):
            return _caught(failed, tests)
        first = [name for name in tests if sees_sources_only(name)] if group.copied else tests
        if failed := _run(bench, first, reach):
            return _caught(failed, tests)
        rest = sorted(set(tests).difference(first), key=tests.index)
        if group.copied and (rest or further) and bench.regenerate():
            return Result("killed", "specseal generate", len(tests))
        if failed := _run(bench, rest, reach):
            return _caught(failed, tests)
        return _judged_further(bench, group, reach, tests) if further else None


def run_far(bench: Bench, group: Group, limit: float = FAR_SECONDS) -> str:
    """Run the far suites, file by file, because a run of a whole folder also checks coverage; see `Bench.run`."""
    files = [
        str(path.relative_to(bench.root))
        for suite in group.far
        for path in sorted((bench.root / suite).rglob("test_*.py"))
    ]
    return bench.run([*ignored(), *files], limit)


def _reaching(
    mutant: Mutant, group: Group, reach: Reach, before: str, after: str, *, near: bool
) -> Sequence[str]:
    """The tests that run the statement of a mutant, in the order in which they are asked."""
    lines = statement_lines(before, changed_lines(before, after))
    found = reach.tests(mutant.path, lines)
    if group.copied:
        for path, copied_lines in reach.copies(mutant.path, lines):
            found += reach.tests(path, copied_lines) if copied_lines else []
    return sorted(
        set(found),
        key=lambda name: (
            near and reach.seconds[name] > _QUICK,
            not group.is_nearest(name),
            reach.seconds[name],
            name,
        ),
    )


def _run(bench: Bench, tests: Sequence[str], reach: Reach) -> str:
    """Run tests, a few first and then ever more: most mutants fall to the first, and one that hangs does so soon."""
    left, most = list(tests), FIRST_SECONDS
    while left:
        chunk = _within(most, left, reach.seconds) or left[:1]
        if failed := bench.run(chunk, ROOM + 5 * sum(reach.seconds[name] for name in chunk)):
            return failed
        left, most = left[len(chunk) :], 4 * most
    return ""


def _judged_further(bench: Bench, group: Group, reach: Reach, asked: Sequence[str]) -> Result:
    if group.generates and not group.copied and not bench.is_current():
        # the other suites see only what the generator writes
        return Result("killed", "specseal generate --check", len(asked))
    limit = max(FAR_SECONDS, 5 * sum(reach.seconds.values()))
    rest = [name for name in reach.seconds if name not in set(asked)]
    failed = bench.run(rest, limit) if rest else ""
    failed = failed or (run_far(bench, group, limit) if group.far else "")
    return _caught(failed, asked) if failed else Result("survived", asked=len(asked))


def _caught(failed: str, asked: Sequence[str]) -> Result:
    return Result("timed out", "", len(asked)) if failed == OVERTIME else Result("killed", failed, len(asked))


def _within(most: float, tests: Sequence[str], seconds: Mapping[str, float]) -> Sequence[str]:
    """The first of some tests, as many as took so long together."""
    totals = accumulate(seconds[name] for name in tests)
    return [name for name, total in zip(tests, totals, strict=True) if total <= most]
