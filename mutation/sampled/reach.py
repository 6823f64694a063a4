"""Which tests reach which line: gathered once with coverage, test by test, and kept in ``.cache/mutation``."""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import coverage

from ..tree import ROOT, NotGreen, copied, environment
from .contexts import TEST, TIMES
from .digests import tests_digest
from .groups import EMULATOR, GENERATOR, Group, ignored

CACHE = ROOT / ".cache" / "mutation"
SECONDS = 3600.0
_SETTINGS = f"""\
[run]
branch = false
parallel = true
sigterm = true
context = ${{{TEST}-}}
data_file = DATA_FILE
include =
    */{GENERATOR}/*
    */{EMULATOR}/*
    */generated/*/src/*
"""
_START = "import coverage\n\ncoverage.process_startup()\n"


@dataclass(frozen=True)
class Part:
    """What the tests of one folder, or of one file, reach."""

    data: Path
    times: Path

    @cached_property
    def seconds(self) -> dict[str, float]:
        """How long each test took."""
        found: dict[str, float] = json.loads(self.times.read_text(encoding="utf-8"))["seconds"]
        return found

    @cached_property
    def _root(self) -> str:
        """The copy in which the tests ran; coverage knows its modules by their whole paths."""
        return str(json.loads(self.times.read_text(encoding="utf-8"))["root"])

    @cached_property
    def _coverage(self) -> coverage.CoverageData:
        data = coverage.CoverageData(basename=str(self.data))
        data.read()
        return data

    def by_line(self, path: str) -> dict[int, list[str]]:
        """The tests that run each line of a module; the empty name stands for what runs it on import."""
        return self._coverage.contexts_by_lineno(f"{self._root}/{path}")


@dataclass(frozen=True)
class Reach:
    """What the near suites of a group reach."""

    parts: tuple[Part, ...]

    @cached_property
    def seconds(self) -> dict[str, float]:
        """How long each test took."""
        return {name: seconds for part in self.parts for name, seconds in part.seconds.items()}

    def tests(self, path: str, lines: Iterable[int]) -> list[str]:
        """The tests that run one of these lines of a module, in no order.

        A line that runs when the module is imported belongs to all tests that run anything of the module, and to all
        tests when nothing of it runs later.
        """
        wanted = set(lines)
        found: set[str] = set()
        for part in self.parts:
            by_line = part.by_line(path)
            met = {context for line in wanted for context in by_line.get(line, ())}
            if "" in met or not met:
                met = {context for contexts in by_line.values() for context in contexts}
            named = {name for context in met for name in context.split("|")} & part.seconds.keys()
            found |= named or (part.seconds.keys() if met else set())
        return sorted(found)

    def copies(self, path: str, lines: Iterable[int]) -> list[tuple[str, list[int]]]:
        """The same lines in the copies of a runtime module that generated clients carry."""
        source = (ROOT / path).read_text(encoding="utf-8").splitlines()
        wanted = set(lines)
        found: list[tuple[str, list[int]]] = []
        for copy in sorted(ROOT.glob(f"generated/*/src/*/_runtime/{Path(path).name}")):
            other = copy.read_text(encoding="utf-8").splitlines()
            blocks = difflib.SequenceMatcher(None, source, other, autojunk=False).get_matching_blocks()
            same = {a + i + 1: b + i + 1 for a, b, size in blocks for i in range(size)}
            found.append(
                (copy.relative_to(ROOT).as_posix(), [same[line] for line in sorted(wanted) if line in same])
            )
        return found


def reach(group: Group, *, quick: bool = False) -> Reach:
    """What the near suites of a group reach. What is not known of a folder of tests is gathered. Raises `NotGreen`.

    ``quick`` is content with the folders in which the nearest tests are.
    """
    parts: list[Part] = []
    for folder in _folders(group.near):
        files = [folder, *(str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("test_*.py"))]
        if quick and not any(map(group.is_nearest, files)):
            continue
        shared = [parent / "conftest.py" for parent in (ROOT / folder).parents if ROOT in parent.parents]
        known_by = [folder, *(str(file.relative_to(ROOT)) for file in shared if file.exists())]
        name = f"{folder.replace('/', '-')}-{tests_digest(known_by)}"
        part = Part(CACHE / f"{name}.coverage", CACHE / f"{name}.json")
        if not (part.data.exists() and part.times.exists()):
            print(f"Gathering which lines {folder} reaches, test by test.", flush=True)
            _gather(folder, part)
        parts.append(part)
    return Reach(tuple(parts))


def _folders(suites: Sequence[str]) -> list[str]:
    """The suites, those that have folders in them by folder: a changed test costs its own folder anew, no more."""
    found: list[str] = []
    for suite in suites:
        inside = sorted(path for path in (ROOT / suite).glob("*/") if list(path.glob("test_*.py")))
        here = list((ROOT / suite).glob("test_*.py"))
        found += [suite] if here or not inside else [str(path.relative_to(ROOT)) for path in inside]
    return found


def _gather(suite: str, target: Part) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    with copied() as root:
        extra = root / ".coverage-of-processes"
        extra.mkdir()
        (extra / "sitecustomize.py").write_text(_START, encoding="utf-8")
        settings = extra / "coveragerc"
        settings.write_text(_SETTINGS.replace("DATA_FILE", str(extra / "data")), encoding="utf-8")
        times = extra / "times.json"
        given = environment(root)
        given |= {
            "PYTHONPATH": os.pathsep.join((str(extra), given["PYTHONPATH"])),
            "COVERAGE_PROCESS_START": str(settings),
            TIMES: str(times),
        }
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-n0", "-p", "mutation.sampled.contexts"),
                *(*ignored(), suite),
            ],
            cwd=root,
            env=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        if done.returncode:
            raise NotGreen(f"{suite}: not green without any mutant:\n{done.stdout[-3000:]}")
        subprocess.run(
            [
                *(sys.executable, "-m", "coverage", "combine", "--quiet"),
                *(f"--rcfile={settings}", str(extra)),
            ],
            env=environment(root),
            check=True,
        )
        target.data.write_bytes((extra / "data").read_bytes())
        target.times.write_bytes(times.read_bytes())
