"""``python -m mutation.sampled``: draw a sample of mutants, and let the tests judge each.

It may be interrupted: results are kept in `results.jsonl`, and the next run continues from there. It exits with 1 when
a mutant survived that `equivalent.toml` does not explain.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ..bench import Bench, bench, on_benches
from ..page import replace_section
from ..tree import ROOT, NotGreen
from .digests import tests_digest
from .groups import GROUPS, PER_GROUP, SEED, Group
from .ledger import RESULTS, Ledger, equivalents
from .mutants import Mutant, drawn, mutants_of
from .reach import CACHE, reach
from .table import Row, section
from .trial import Result, judge, run_far


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives its exit status."""
    options = _parser().parse_args(arguments)
    groups = [group for group in GROUPS if not options.group or group.name in options.group]
    samples = {group.name: sample(group, options.seed, options.count) for group in groups}
    if options.list:
        for name, mutants in samples.items():
            for mutant in mutants:
                print(f"{mutant.key} {name:8} {mutant.shown}")
        return 0
    ledger = Ledger(RESULTS).load()
    try:
        for group in groups:
            _judge(group, samples[group.name], ledger, options)
    except NotGreen as problem:
        print(problem, file=sys.stderr)
        return 1
    known = equivalents()
    rows = [row(group, samples[group.name], ledger, set(known)) for group in groups]
    for one in rows:
        print(one.summary())
    if options.survivors:
        for one in rows:
            for mutant in one.unexplained:
                print(f'\n[[mutant]]\nkey = "{mutant.key}"\nchange = {mutant.shown!r}\nreason = ""')
    if options.report:
        replace_section(options.report, section(rows, options.seed))
    return int(any(one.unexplained or one.missing for one in rows))


def sample(group: Group, seed: int, count: int) -> list[Mutant]:
    """The sample of a group."""
    return drawn((one for path in group.modules(ROOT) for one in mutants_of(ROOT, path)), seed, count)


def row(group: Group, mutants: Sequence[Mutant], ledger: Ledger, explained: set[str]) -> Row:
    """The results of a group's sample."""
    tests = tests_digest((*group.near, *group.far))
    return Row.of(group.name, [(mutant, ledger.find(mutant, tests)) for mutant in mutants], explained)


def _judge(group: Group, mutants: Sequence[Mutant], ledger: Ledger, options: argparse.Namespace) -> None:
    tests = tests_digest((*group.near, *group.far))
    explained = set(equivalents())
    left = [one for one in mutants if not ledger.find(one, tests) and one.key not in explained][
        : options.limit
    ]
    if not left:
        return
    known = reach(group, quick=options.quick, jobs=options.jobs)
    if not (options.quick or options.near):
        _refuse_red(group, tests)

    def one(free: Bench, mutant: Mutant) -> tuple[Mutant, Result | None]:
        result = judge(
            mutant,
            free,
            group,
            known,
            killer=ledger.killer(mutant),
            quick=options.quick,
            near=options.near,
        )
        return mutant, result

    for number, (mutant, result) in enumerate(on_benches(options.jobs, one, left), 1):
        if result:
            ledger.add(mutant, tests, result)
        outcome = " by ".join(filter(None, (result.outcome, result.by))) if result else "not judged yet"
        print(f"{group.name} {number}/{len(left)} {outcome}: {mutant.key} {mutant.shown}", flush=True)


def _refuse_red(group: Group, tests: str) -> None:
    """Raise `NotGreen` unless the far suites pass without a mutant. A pass is remembered for these tests."""
    known = CACHE / f"green-{group.name}-{tests}"
    if not group.far or known.exists():
        return
    print(f"{', '.join(group.far)} must pass without a mutant.", flush=True)
    with bench() as clean:
        failed = run_far(clean, group)
    if failed:
        raise NotGreen(f"{failed} fails without a mutant")
    known.touch()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mutation.sampled", description=__doc__)
    names = [group.name for group in GROUPS]
    parser.add_argument("--group", action="append", choices=names, help="this group only; may be repeated")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"another sample ({SEED})")
    parser.add_argument(
        "--count", type=int, default=PER_GROUP, metavar="N", help=f"mutants of each group ({PER_GROUP})"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="judge at most N mutants of each group")
    parser.add_argument(
        "--quick", action="store_true", help="run only the tests that are named like the group"
    )
    parser.add_argument(
        "--near",
        action="store_true",
        help="run only the quickest tests that reach the statement; the next run adds the others",
    )
    parser.add_argument("--jobs", type=int, default=1, choices=(1, 2), help="mutants judged at a time (1)")
    parser.add_argument("--list", action="store_true", help="list the sample and end")
    parser.add_argument("--survivors", action="store_true", help="print the survivors without an explanation")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the table into this page")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
