"""Runs the suites in a copy with a planted fault, and says which of them caught it."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .fault import Fault
from .record import VARIABLE
from .tree import ROOT, Refused, copied, environment, generate

SECONDS = 120.0
"""How long one suite may take; it needs a fraction of that when nothing is wrong."""
ENOUGH = 3
"""Failed tests after which a suite is not run to its end."""
RINGS = ("raw", "client", "model", "differential")
_OTHERS = {
    "specs": ("tests/specs",),
    **{
        name: (f"tests/runtime/test_{name}.py",)
        for name in ("borrowing", "interruption", "deadlines", "clock", "credentials", "proxies", "retries")
    },
    "answers": ("tests/runtime/test_bounds.py", "tests/runtime/test_doubt.py"),
    "refusals": ("tests/runtime/test_refusals.py",),
    "secrets": ("tests/runtime/test_frames.py", "tests/runtime/test_http2.py"),
    "signing": ("tests/generator/signing",),
    "naming": ("tests/generator/naming",),
    "write": ("tests/generator/write",),
}
_MARK = re.compile(r'pytestmark = pytest\.mark\.ring\("(\w+)"\)')


@dataclass(slots=True)
class Caught:
    """What one suite made of a fault."""

    suite: str
    tests: list[str] = field(default_factory=list)
    """The first that failed; empty when it ran over its time."""
    note: str = ""


@dataclass(slots=True)
class Verdict:
    """What all asked suites made of a fault."""

    fault: Fault
    caught: list[Caught] = field(default_factory=list)
    refused: str = ""
    """What the generator said, when it refused the fault by itself."""

    @property
    def escaped(self) -> bool:
        """Whether nothing caught it."""
        return not (self.caught or self.refused)

    def by(self, *suites: str) -> bool:
        """Whether one of these suites caught it."""
        return any(each.suite in suites for each in self.caught)


@cache
def suites() -> Mapping[str, tuple[str, ...]]:
    """What is run for each suite: the rings' files by the marker that they carry, and folders."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((ROOT / "tests" / "properties").glob("test_*.py")):
        if (mark := _MARK.search(path.read_text(encoding="utf-8"))) and mark[1] in RINGS:
            found[mark[1]] = (*found.get(mark[1], ()), str(path.relative_to(ROOT)))
    return {**{ring: found[ring] for ring in RINGS if ring in found}, **_OTHERS}


def judge(fault: Fault | None, asked: Iterable[str] | None = None, tests: Iterable[str] = ()) -> Verdict:
    """Plant a fault in a copy and run suites there: all rings and the fault's own, or those that are asked.

    `tests` narrows each suite to these files or tests. Without a fault the sources are judged as they are. Raises
    `Unfit` when the fault does not fit.
    """
    verdict = Verdict(fault or Fault("none", "", "", "", ""))
    wanted = (
        list(asked)
        if asked is not None
        else [*(ring for ring in RINGS if ring in suites()), *verdict.fault.suites]
    )
    with copied() as root:
        if fault:
            fault.plant(root)
            if fault.generates:
                try:
                    generate(root)
                except Refused as refusal:
                    verdict.refused = str(refusal)
                    return verdict
        for suite in wanted:
            if caught := _run(root, suite, tuple(tests) or suites().get(suite, (suite,))):
                verdict.caught.append(caught)
    return verdict


def _run(root: Path, suite: str, what: tuple[str, ...]) -> Caught | None:
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "mutation.record", f"--maxfail={ENOUGH}"]
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", suffix=".txt") as failed:
        try:
            done = subprocess.run(
                [*command, *what],
                cwd=root,
                env=environment(root) | {VARIABLE: failed.name},
                capture_output=True,
                text=True,
                check=False,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return Caught(suite, failed.read().splitlines(), "it ran over its time")
        tests = failed.read().splitlines()
    if done.returncode == 0:
        return None
    if not tests:
        raise RuntimeError(
            f"pytest ended with {done.returncode} and named no test:\n{done.stdout[-3000:]}{done.stderr}"
        )
    return Caught(suite, tests)
