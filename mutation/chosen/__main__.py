"""``python -m mutation.chosen``: judge the chosen mutants, or those that are named.

It may be interrupted: results are kept in `results.json`, and the next run judges only the mutants without a result
that still holds. It exits with 1 when a mutant survived. A mutant whose patch does not fit the sources any more counts
as neither killed nor survived, and is reported.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..bench import Bench, on_benches
from ..page import replace_first
from ..tree import ROOT, NotGreen
from .baseline import baseline
from .judge import Verdict, judge
from .patch import DoesNotFit, Patch
from .patches import PATCHES
from .results import Results
from .table import killer, section, summary


def main(arguments: Sequence[str] | None = None, patches: Sequence[Patch] = PATCHES) -> int:
    """Run the command; gives its exit status."""
    options = _parser().parse_args(arguments)
    known = {patch.name: patch for patch in patches}
    if unknown := [name for name in options.names if name not in known]:
        print(f"unknown mutants: {', '.join(unknown)}; --list shows all", file=sys.stderr)
        return 1
    results = Results(options.results) if options.results else Results()
    results.load()
    problems = misfits(patches)
    if options.list:
        for patch in patches:
            print(f"{patch.name:32} {patch.where:10} {_state(patch, results, problems):12} {patch.what}")
        return 0
    asked = [known[name] for name in options.names] or list(patches)
    for patch in asked:
        if patch.name in problems:
            print(problems[patch.name], file=sys.stderr)
    fitting = [patch for patch in asked if patch.name not in problems]
    try:
        _judge(fitting, results, patches, sorted(problems), options)
    except NotGreen as problem:
        print(problem, file=sys.stderr)
        return 1
    if options.report:
        replace_first(options.report, section(patches, results, sorted(problems)))
    found = [result for patch in fitting if (result := results.of(patch))]
    print(summary(found))
    return int(any(result.verdict.survived for result in found))


def misfits(patches: Iterable[Patch]) -> dict[str, str]:
    """The mutants whose patches do not fit the sources any more, and what is wrong with each."""
    problems: dict[str, str] = {}
    for patch in patches:
        try:
            patch.target(ROOT)
        except DoesNotFit as problem:
            problems[patch.name] = str(problem)
    return problems


def _judge(
    asked: Sequence[Patch],
    results: Results,
    patches: Sequence[Patch],
    problems: Sequence[str],
    options: argparse.Namespace,
) -> None:
    """Judge those without a result that holds: first those that were never judged, then the oldest results."""

    def age(patch: Patch) -> str:
        known = results.of(patch)
        return known.judged if known else ""

    left = [patch for patch in asked if options.names or not results.is_current(patch, ROOT)]
    left = sorted(left, key=age)[: options.limit]
    if not left:
        return

    with baseline() as clean:
        killers = clean.present(map(results.killer, left))
        clean.require(killers.values())

        def one(bench: Bench, patch: Patch) -> tuple[Patch, Verdict]:
            return patch, judge(patch, bench, clean, killers.get(results.killer(patch), ""))

        for number, (patch, verdict) in enumerate(on_benches(options.jobs, one, left), 1):
            results.add(patch, verdict, patches)
            print(f"{number}/{len(left)} {patch.name}: {killer(verdict)}", flush=True)
            if options.report:
                replace_first(options.report, section(patches, results, problems))


def _state(patch: Patch, results: Results, problems: Iterable[str]) -> str:
    if patch.name in problems:
        return "does not fit"
    if results.is_current(patch, ROOT):
        return "killed"
    known = results.of(patch)
    return "not judged" if not known else "survived" if known.verdict.survived else "outdated"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mutation.chosen", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="MUTANT",
        help="judge these, whatever is known of them; default: all others",
    )
    parser.add_argument("--list", action="store_true", help="list all mutants with what is known of each")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the table into this page")
    parser.add_argument("--results", type=Path, metavar="FILE", help="keep results there (results.json)")
    parser.add_argument(
        "--limit", type=int, metavar="N", help="judge at most N mutants (0: write the table only)"
    )
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="mutants judged at a time (1)")
    return parser


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the tests that are running, too
    raise SystemExit(main())
