"""How much of public OpenAPI documents can be generated, and what stands in the way.

`python -m bench.corpus DIR`. Each document is changed as little as possible (the changes are printed); then each of its
operations is generated alone, with the components that it refers to. With --complete, each document is generated as one
package instead, without the operations that are refused; the package is imported and called, and every field of the
document is looked for in it. With --peers beside it, openapi-python-client and datamodel-code-generator get the same
documents, and operations alone; --report writes the page about all three. With --whole, each document is also linted
and read as a whole, in a process of its own. With --emulated, the documents that have a recipe in overlays/ are
emulated instead: their generated tests run, and the emulator has to refuse what a vendor would refuse. Exits with 1
when anything of ours crashes, fails, is lost or exceeds its limits.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .attempt import Attempt, attempt
from .emulated import OVERLAYS, measure_emulated
from .packages import measure_documents, measure_packages
from .peers.measure import measure_ours, measure_peers
from .peers.report import write
from .prepare import Prepared, documents, prepare
from .prune import Pruner
from .table import obstacles, printed
from .whole import measure_whole


def main(arguments: list[str] | None = None) -> int:
    """Measure the documents of a folder and print; returns the exit status."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.peers is not None and not chosen.complete:
        parser.error("--peers needs --complete: ours are measured in the same run")
    if chosen.report and chosen.peers is None:
        parser.error("--report needs --peers")
    paths = [one for one in documents(chosen.folder) if not chosen.document or one.stem in chosen.document]
    if chosen.emulated:
        paths = [one for one in paths if (OVERLAYS / f"{one.stem}.yaml").is_file()]
    prepared = [prepare(path) for path in paths]
    status = 0
    if chosen.emulated:
        wrong = measure_emulated(prepared)
        for line in wrong:
            print(line, file=sys.stderr)
        return int(bool(wrong))
    if chosen.complete:
        sample: int | None = chosen.peers
        with ThreadPoolExecutor(1) as beside:  # what is measured is processor time
            peers = None if sample is None else beside.submit(measure_peers, prepared, sample)
            outcome = measure_documents(prepared, chosen.complete, chosen.types)
            if peers is not None and sample is not None:
                compared = peers.result()
                compared.peers.insert(0, measure_ours(prepared, outcome.packages, sample))
                if chosen.report:
                    write(chosen.report, outcome, compared, sample)
        for line in outcome.wrong:
            print(line, file=sys.stderr)
        status |= bool(outcome.wrong)
    elif not chosen.only_whole:
        attempts = _operations(prepared, chosen.sample, lenient=not chosen.strict)
        for line in printed(obstacles(attempts), len(attempts), code=chosen.code, rows=chosen.rows):
            print(line)
        status |= any(one.crashed for one in attempts.values())
        if chosen.packages:
            taken = {name for name, one in attempts.items() if one.generated}
            outcome = measure_packages(prepared, taken, chosen.packages, chosen.types)
            for line in outcome.wrong:
                print(line, file=sys.stderr)
            status |= bool(outcome.wrong)
    if chosen.whole or chosen.only_whole:
        wrong = measure_whole(prepared)
        for line in wrong:
            print(line, file=sys.stderr)
        status |= bool(wrong)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench.corpus", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the documents are, as .json and .yaml")
    parser.add_argument("--document", action="append", metavar="NAME", help="only this document; repeatable")
    parser.add_argument("--sample", type=int, metavar="N", help="about N operations, evenly spread")
    parser.add_argument("--code", default="", help="every example of the obstacles that start with this text")
    parser.add_argument("--rows", type=int, default=40, help="length of the table; default: %(default)s")
    parser.add_argument(
        "--packages", type=int, metavar="N", help="a package of what is generated, too, and N calls of each"
    )
    parser.add_argument(
        "--complete", type=int, metavar="N", help="a package of each document instead, and N calls of each"
    )
    parser.add_argument(
        "--types", type=int, default=0, metavar="N", help="check N of the packages with mypy, strictly"
    )
    parser.add_argument(
        "--peers", type=int, metavar="N", help="the other generators, too, and N operations alone"
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the page about --peers")
    parser.add_argument("--strict", action="store_true", help="refuse wrong examples, too (not --lenient)")
    parser.add_argument("--emulated", action="store_true", help="only those of overlays/: emulate them")
    parser.add_argument("--whole", action="store_true", help="whole documents, too")
    parser.add_argument("--only-whole", action="store_true", help="whole documents, and no single operations")
    return parser


def _operations(prepared: list[Prepared], sample: int | None, *, lenient: bool) -> dict[str, Attempt]:
    """Attempts by document, method and path; a line for each document."""
    total = sum(len(list(one.operations())) for one in prepared)
    step = max(total // sample, 1) if sample else 1
    found: dict[str, Attempt] = {}
    position = 0
    print(f"{'document':24} {'tried':>6} {'generated':>16} {'s':>6}  changed before")
    for document in prepared:
        pruner, started = Pruner(document), time.perf_counter()
        mine: dict[str, Attempt] = {}
        for path, method in document.operations():
            if position % step == 0:
                pruned = pruner.pruned(path, method)
                mine[f"{document.name} {method.upper()} {path}"] = attempt(
                    document.name, pruned, lenient=lenient
                )
            position += 1
        _line(document.name, mine, time.perf_counter() - started, document.changes)
        found |= mine
    _line("all", found, sum(one.seconds for one in found.values()), {})
    return found


def _line(name: str, attempts: dict[str, Attempt], seconds: float, changes: dict[str, int]) -> None:
    done, tried = sum(one.generated for one in attempts.values()), len(attempts)
    share = f"{done} ({done / max(tried, 1):.1%})"
    changed = "; ".join(f"{what} ×{times}" if times > 1 else what for what, times in changes.items())
    print(f"{name:24} {tried:6} {share:>16} {seconds:6.1f}  {changed}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
