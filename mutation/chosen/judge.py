"""Runs suites in a copy of the project with a mutant in it, and says which of them killed it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ..record import VARIABLE
from ..tree import ROOT, Refused, copied, environment, generate
from .patch import Patch

ROOM = 60.0
"""Seconds that a suite may take beyond five times what it took on the sources as they are."""
USUAL = 60.0
"""Seconds that a suite takes on the sources as they are, if that was not measured."""
OVERTIME = "exceeded its time limit"
PROPERTY_SUITES = ("raw", "client", "model", "differential")
_OTHERS = {
    "specs": ("tests/specs",),
    **{
        name: (f"tests/runtime/test_{name}.py",)
        for name in ("borrowing", "interruption", "deadlines", "clock", "credentials", "proxies", "retries")
    },
    "responses": ("tests/runtime/test_bounds.py", "tests/runtime/test_doubt.py"),
    "refusals": ("tests/runtime/test_refusals.py",),
    "secrets": ("tests/runtime/test_frames.py", "tests/runtime/test_http2.py"),
    "signing": ("tests/generator/signing",),
    "naming": ("tests/generator/naming",),
    "lint": ("tests/generator/lint",),
    "plan": ("tests/generator/plan",),
    "sources": ("tests/generator/cli/test_cli.py",),
    "deprecation": ("tests/generator/generated/test_deprecated.py",),
    "vendor-names": ("tests/generator/generated/test_vendor_names.py",),
    "write": ("tests/generator/write",),
}
_MARK = re.compile(r'pytestmark = pytest\.mark\.suite\("(\w+)"\)')


@dataclass(frozen=True, slots=True)
class Kill:
    """A suite that failed on a mutant."""

    suite: str
    by: str
    """The first test that failed; without one, the time limit or the exit code of pytest."""


@dataclass(slots=True)
class Verdict:
    """What the suites that were asked made of a mutant."""

    kills: list[Kill] = field(default_factory=list[Kill])
    refused: str = ""
    """What the generator said, when it refused the mutant."""
    target: str = ""
    """`Patch.target` of the sources that were judged."""

    @property
    def survived(self) -> bool:
        """Whether nothing killed it."""
        return not (self.kills or self.refused)

    def by(self, *suites: str) -> bool:
        """Whether one of these suites killed it."""
        return any(kill.suite in suites for kill in self.kills)


@cache
def suites() -> Mapping[str, tuple[str, ...]]:
    """The paths that each suite runs: the files of a property suite by their marker, and the suites of `_OTHERS`."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((ROOT / "tests" / "properties").glob("test_*.py")):
        if (mark := _MARK.search(path.read_text(encoding="utf-8"))) and mark[1] in PROPERTY_SUITES:
            found[mark[1]] = (*found.get(mark[1], ()), str(path.relative_to(ROOT)))
    return {**{suite: found[suite] for suite in PROPERTY_SUITES}, **_OTHERS}


def paths(suite: str) -> tuple[str, ...]:
    """What pytest is given for a suite, which may be a path itself."""
    return suites().get(suite, (suite,))


def judge(
    patch: Patch, seconds: Mapping[str, float] | None = None, further: Sequence[str] = PROPERTY_SUITES
) -> Verdict:
    """Try a mutant: on the suites that are meant to kill it, and on each of `further` when none of those does.

    Clients are regenerated for suites that use them. `seconds` says how long a suite takes on the sources as they are.
    Raises `DoesNotFit`.
    """
    with copied() as root:
        verdict = Verdict(target=patch.target(root))
        patch.apply(root)
        for asked in (patch.suites, further):
            if asked and patch.generates and not all(map(_sees_sources_only, asked)):
                try:
                    generate(root)
                except Refused as refusal:
                    verdict.refused = str(refusal)
                    return verdict
            limits = {suite: ROOM + 5 * (seconds or {}).get(suite, USUAL) for suite in asked}
            runs = (run(root, suite, paths(suite), limit) for suite, limit in limits.items())
            verdict.kills = [kill for kill in runs if kill]
            if not verdict.survived:
                break
    return verdict


def _sees_sources_only(suite: str) -> bool:
    """Whether the tests of a suite run generator and runtime themselves, and no client in ``generated/``."""
    return all(path.startswith(("tests/generator/", "tests/runtime/")) for path in paths(suite))


def run(root: Path, suite: str, what: Sequence[str], limit: float) -> Kill | None:
    """Let pytest run something in a copy for at most `limit` seconds."""
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-x", "-p", "mutation.record"]
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", suffix=".txt") as failed:
        running = subprocess.Popen(
            [*command, *what],
            cwd=root,
            env=environment(root) | {VARIABLE: failed.name},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = running.wait(limit)
        except subprocess.TimeoutExpired:
            return Kill(suite, OVERTIME)
        finally:
            if running.poll() is None:  # with all that it started
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
        tests = failed.read().splitlines()
    if code == 0:
        return None
    return Kill(suite, tests[0] if tests else f"pytest, which exited with {code}")
