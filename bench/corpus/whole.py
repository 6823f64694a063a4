"""Whole documents: how long lint takes and how much memory, and whether both readers of requests agree."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from specseal.contract import read_contract, resolve_product
from specseal.document import plain
from specseal.opc.whole import second_opinion
from specseal.project import Project

from .prepare import Prepared

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


def measure_whole(prepared: list[Prepared]) -> list[str]:
    """Print a line for each document; returns what is wrong."""
    wrong: list[str] = []
    print(f"{'document':24} {'operations':>10} {'both read':>9} {'lint s':>7} {'MB':>5} {'problems':>8}")
    for document in prepared:
        with tempfile.TemporaryDirectory() as name:
            wrong += _document(document, Path(name))
    return wrong


def _document(document: Prepared, root: Path) -> list[str]:
    spec = root / "specs" / "corpus" / f"{document.name}.yaml"
    spec.parent.mkdir(parents=True, exist_ok=True)
    spec.write_text(json.dumps(plain(document.data), ensure_ascii=False, indent=1), "utf-8")
    seconds, megabytes, problems, crashed = _lint(root)
    (product,) = Project(root).products()
    resolved = resolve_product(Project(root), product)
    contract = read_contract(resolved.places)
    read, different = second_opinion(resolved.document, contract)
    wrong = [f"{document.name}: lint ended in a traceback"] if crashed else []
    if len(different) > _CONTRADICTORY.get(document.name, 0):
        wrong += [f"{document.name}: {one}" for one in different]
    if seconds > SECONDS or megabytes > MEGABYTES:
        wrong.append(f"{document.name}: lint took {seconds:.1f} s and {megabytes:.0f} MB")
    print(
        f"{document.name:24} {len(contract.operations):10} {read:9} {seconds:7.2f} {megabytes:5.0f} {problems:8}",
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
