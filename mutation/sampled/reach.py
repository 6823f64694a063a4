"""Which tests reach which line: gathered once with coverage, test by test, and kept in ``.cache/mutation``."""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import coverage

from ..tree import ROOT, NotGreen, copied, environment
from .contexts import TEST, TIMES
from .digests import tests_digest
from .groups import EMULATOR, GENERATOR, UNREACHABLE, Group, ignored

CACHE = ROOT / ".cache" / "mutation"
SECONDS = 3600.0
_TOGETHER = 4
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
    """The coverage of some test files, from one run."""

    data: Path
    times: Path
    files: frozenset[str]
    """The test files whose results still hold; the run may have included others."""

    @cached_property
    def seconds(self) -> dict[str, float]:
        """The seconds that each test took."""
        found: dict[str, float] = json.loads(self.times.read_text(encoding="utf-8"))["seconds"]
        return {test: seconds for test, seconds in found.items() if test.partition("::")[0] in self.files}

    @cached_property
    def _root(self) -> str:
        """The copy in which the tests ran, because coverage records absolute paths."""
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
        """The seconds that each test took."""
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


def reach(group: Group, *, quick: bool = False, jobs: int = 1) -> Reach:
    """The coverage of the near suites of a group. Runs the files without a current result. Raises `NotGreen`.

    Files run in small batches, ``jobs`` at a time, so that an interrupted run can continue. ``quick`` runs only the
    files that are named like the group.
    """
    parts: list[Part] = []
    for suite in group.near:
        wanted = {
            file: digest for file, digest in _files(suite).items() if not quick or group.is_nearest(file)
        }
        index = CACHE / f"reach-{suite.replace('/', '-')}.json"
        known: dict[str, list[str]] = json.loads(index.read_text(encoding="utf-8")) if index.exists() else {}
        missing = sorted(file for file, digest in wanted.items() if known.get(file, [""])[0] != digest)
        if missing:
            print(f"Gathering which lines {len(missing)} files of {suite} reach, test by test.", flush=True)
        with ThreadPoolExecutor(jobs) as pool:
            for files in pool.map(_gathered, batched(missing)):
                run = _run_of(files)
                known |= {file: [wanted[file], run] for file in files}
                index.write_text(json.dumps(known, indent=1), encoding="utf-8")
        runs: dict[str, set[str]] = {}
        for file in wanted:
            runs.setdefault(known[file][1], set()).add(file)
        parts += [Part(*_of_run(run), frozenset(files)) for run, files in runs.items()]
    return Reach(tuple(parts))


def _files(suite: str) -> dict[str, str]:
    """The test files of a suite, each with a digest of its text and of the modules it shares with others."""
    place = ROOT / suite
    tests = sorted(place.rglob("test_*.py")) if place.is_dir() else [place]
    names = [str(path.relative_to(ROOT)) for path in tests if path.name not in UNREACHABLE]
    shared = _helpers(suite)
    return {name: tests_digest([name, *shared]) for name in names}


def _helpers(suite: str) -> list[str]:
    """The modules that the tests of a suite share; changing one may change the coverage of all."""
    place = ROOT / suite
    inside = [path for path in place.rglob("*.py") if not path.name.startswith("test_")]
    above = [parent / "conftest.py" for parent in place.parents if ROOT in (parent, *parent.parents)]
    return sorted(str(path.relative_to(ROOT)) for path in (*inside, *above) if path.exists())


def batched(files: Sequence[str]) -> list[Sequence[str]]:
    """Files in batches to run together."""
    return [files[start : start + _TOGETHER] for start in range(0, len(files), _TOGETHER)]


def _run_of(files: Sequence[str]) -> str:
    return tests_digest(files)


def _gathered(files: Sequence[str]) -> Sequence[str]:
    _gather(files, *_of_run(_run_of(files)))
    return files


def _of_run(run: str) -> tuple[Path, Path]:
    return CACHE / f"{run}.coverage", CACHE / f"{run}.json"


def _gather(files: Sequence[str], data: Path, seconds: Path) -> None:
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
                *(*ignored(), *files),
            ],
            cwd=root,
            env=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        if done.returncode:
            _refuse_red(
                json.loads(times.read_text(encoding="utf-8"))["failed"] if times.exists() else files, root
            )
        subprocess.run(
            [
                *(sys.executable, "-m", "coverage", "combine", "--quiet"),
                *(f"--rcfile={settings}", str(extra)),
            ],
            env=environment(root),
            check=True,
        )
        data.write_bytes((extra / "data").read_bytes())
        seconds.write_bytes(times.read_bytes())


def _refuse_red(tests: Sequence[str], root: Path) -> None:
    """Raise `NotGreen` unless tests pass without coverage, which some cannot stand; those are never asked."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", *tests],
        cwd=root,
        env=environment(root),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode:
        raise NotGreen(f"{', '.join(tests)}: not green without any mutant:\n{done.stdout[-3000:]}")
    print(f"Not green under coverage, and left out: {', '.join(tests)}", flush=True)
