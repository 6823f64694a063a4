"""How much of public OpenAPI documents can be read, how fast, and whether both readers agree.

`python -m bench.corpus DIR`. Each document becomes a spec in its own folder and is linted in its own process. Exits
with 1 when the readers disagree, when lint crashes, or when a document exceeds its time or memory.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from specseal.contract import read_contract, resolve_product
from specseal.opc.whole import second_opinion
from specseal.project import Project

from .prepare import prepare

SECONDS, MEGABYTES = 10.0, 300.0
#: Fields with `type: object` beside an `allOf` of a string: no value is valid, and the readers differ.
_CONTRADICTORY = {"mailgun": 7}
#: Lints, and prints the seconds and kilobytes used, without what the process inherited.
_MEASURED = """
import re, sys, time
from specseal.cli import main
main(["lint", "--root", sys.argv[1]])
print(time.process_time(), re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""
_LINT = [sys.executable, "-c", _MEASURED]


def main(arguments: list[str] | None = None) -> int:
    """Measure every document of a folder and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="bench.corpus", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the documents are, as .json and .yaml")
    folder: Path = parser.parse_args(arguments).folder
    wrong: list[str] = []
    print(f"{'document':24} {'operations':>10} {'both read':>9} {'lint s':>7} {'MB':>5} {'problems':>8}")
    for path in sorted(path for path in folder.iterdir() if path.suffix in {".json", ".yaml"}):
        with tempfile.TemporaryDirectory() as name:
            wrong += _document(path, Path(name))
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def _document(path: Path, root: Path) -> list[str]:
    prepare(path, root)
    seconds, megabytes, problems, crashed = _lint(root)
    (product,) = Project(root).products()
    resolved = resolve_product(Project(root), product)
    contract = read_contract(resolved.places)
    read, different = second_opinion(resolved.document, contract)
    wrong = [f"{path.stem}: lint ended in a traceback"] if crashed else []
    if len(different) > _CONTRADICTORY.get(path.stem, 0):
        wrong += [f"{path.stem}: {one}" for one in different]
    if seconds > SECONDS or megabytes > MEGABYTES:
        wrong.append(f"{path.stem}: lint took {seconds:.1f} s and {megabytes:.0f} MB")
    print(
        f"{path.stem:24} {len(contract.operations):10} {read:9} {seconds:7.2f} {megabytes:5.0f} {problems:8}",
        flush=True,
    )
    return wrong


def _lint(root: Path) -> tuple[float, float, int, bool]:
    """Seconds of CPU, megabytes of memory, problems, and whether it crashed."""
    done = subprocess.run([*_LINT, str(root)], capture_output=True, text=True, check=False)
    last = done.stdout.splitlines()[-1:] or [""]
    seconds, _, kilobytes = last[0].partition(" ")
    problems = max(len(done.stderr.splitlines()) - 2, 0)
    crashed = "Traceback" in done.stderr or not kilobytes
    return float(seconds or 0), float(kilobytes or 0) / 1024, problems, crashed


if __name__ == "__main__":
    sys.exit(main())
