"""``python -m mutation``: plant every fault, or those that are named, and say who catches each.

Two faults are judged at a time. It ends with 1 when a fault was not caught. A fault whose text the sources do not
have any more counts as neither caught nor escaped, and is named: write it anew, or remove it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .fault import Fault, Unfit
from .faults import FAULTS
from .judge import Verdict, judge, suites
from .page import replace_first
from .report import report, summary
from .tree import copied


def main(arguments: Sequence[str] | None = None, faults: Sequence[Fault] = FAULTS) -> int:
    """Run the command; gives its exit status."""
    options = _parser().parse_args(arguments)
    if options.list:
        for fault in faults:
            print(f"{fault.name:32} {fault.where:10} {fault.what}")
        return 0
    known = {fault.name: fault for fault in faults}
    if unknown := [name for name in options.names if name not in known]:
        print(f"no such fault: {', '.join(unknown)}; --list names them", file=sys.stderr)
        return 1
    chosen = [known[name] for name in options.names] or list(faults)
    problems = unfit(chosen)
    for problem in problems.values():
        print(problem, file=sys.stderr)
    chosen = [fault for fault in chosen if fault.name not in problems]
    print(f"The sources as they are: {', '.join(suites())} must be green.", flush=True)
    sound = judge(None, suites())
    for each in sound.caught:
        print(f"{each.suite} fails without any fault: {', '.join(each.tests) or each.note}", file=sys.stderr)
    if sound.caught:
        return 1
    with ThreadPoolExecutor(options.jobs) as pool:
        verdicts = list(pool.map(_judged, chosen))
    if options.report:
        replace_first(options.report, report(verdicts, sorted(problems)))
    print(summary(verdicts))
    return int(any(verdict.escaped for verdict in verdicts))


def _judged(fault: Fault) -> Verdict:
    verdict = judge(fault)
    by = ", ".join(each.suite for each in verdict.caught) or (
        "the generator" if verdict.refused else "NOBODY"
    )
    print(f"{fault.name}: caught by {by}", flush=True)
    return verdict


def unfit(faults: Sequence[Fault]) -> dict[str, str]:
    """Faults that do not fit the sources any more, by name, and what is wrong with each."""
    problems: dict[str, str] = {}
    with copied() as root:
        for fault in faults:
            before = {path: path.read_bytes() for path in root.glob(fault.file)}
            try:
                fault.plant(root)
            except Unfit as problem:
                problems[fault.name] = str(problem)
            for path, content in before.items():
                path.write_bytes(content)
    return problems


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="FAULT", help="faults to plant; all when left out")
    parser.add_argument("--list", action="store_true", help="list the faults and end")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the report there")
    parser.add_argument(
        "--jobs", type=int, default=2, metavar="N", help="how many faults are judged at a time (2)"
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
