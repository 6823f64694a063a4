"""Judges one mutant: by the tests that run its line, then by all that could notice it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Literal, TypeAlias

import pytest

from ..record import VARIABLE
from ..tree import Refused, copied, environment, generate
from .groups import Group, ignored
from .mutants import Mutant, changed_lines, statement_lines
from .reach import Reach
from .warm import Warm

Outcome: TypeAlias = Literal["killed", "timed out", "survived"]
ROOM = 30.0
"""Seconds that a run may take beyond five times what its tests took under coverage."""
FAR_SECONDS = 900.0
NEAR_SECONDS = 30.0
"""How long the tests of a ``near`` run took together at most; the quickest are asked."""
_QUICK = 0.5


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one mutant. ``by`` is the first test that failed, or what else refused it."""

    outcome: Outcome
    by: str = ""
    asked: int = 0
    """The number of tests that run its line."""


@dataclass
class Bench:
    """A copy of the project for one mutant at a time."""

    root: Path
    _clock: int = field(default_factory=lambda: int(time.time()))

    @cached_property
    def _warm(self) -> Warm:
        return Warm(self.root, self._environment())

    def close(self) -> None:
        """End the process that runs the tests."""
        self._warm.close()

    def try_out(
        self, mutant: Mutant, group: Group, reach: Reach, *, quick: bool = False, near: bool = False
    ) -> Result | None:
        """Run tests until one fails; a survivor passed all of them.

        ``near`` runs only the quickest tests that reach the mutant's statement, ``quick`` of these only those that are
        named like the group; a mutant that passes them is not judged.
        """
        module = self.root / mutant.path
        before = module.read_text(encoding="utf-8")
        after = mutant.text()
        lines = statement_lines(before, changed_lines(before, after))
        found = reach.tests(mutant.path, lines)
        if group.copied:
            for path, copied_lines in reach.copies(mutant.path, lines):
                found += reach.tests(path, copied_lines) if copied_lines else []
        tests = sorted(
            set(found),
            key=lambda name: (
                near and reach.seconds[name] > _QUICK,
                not group.is_nearest(name),
                reach.seconds[name],
                name,
            ),
        )
        if quick:
            tests = [name for name in tests if group.is_nearest(name)]
        if near:
            tests = _within(NEAR_SECONDS, tests, reach.seconds)
        with self._applied(module, before, after):
            if group.copied and (refusal := self._regenerate()):
                return Result("killed", refusal, len(tests))
            if tests:
                limit = ROOM + 5 * sum(reach.seconds[name] for name in tests)
                if caught := self.run(tests, limit):
                    return Result(*caught, len(tests))
            return None if quick or near else self._judge_further(group, reach, tests)

    def _judge_further(self, group: Group, reach: Reach, asked: Sequence[str]) -> Result:
        if group.generates and not group.copied and not self._is_current():
            # the other suites see only what the generator writes
            return Result("killed", "specseal generate --check", len(asked))
        limit = max(FAR_SECONDS, 5 * sum(reach.seconds.values()))
        rest = [name for name in reach.seconds if name not in set(asked)]
        if rest and (caught := self.run(rest, limit)):
            return Result(*caught, len(asked))
        if group.far and (caught := self.run_far(group, limit)):
            return Result(*caught, len(asked))
        return Result("survived", asked=len(asked))

    def run_far(self, group: Group, limit: float = FAR_SECONDS) -> tuple[Outcome, str] | None:
        """Run the far suites, file by file, because a run of a whole folder also checks coverage."""
        files = [
            str(path.relative_to(self.root))
            for suite in group.far
            for path in sorted((self.root / suite).rglob("test_*.py"))
        ]
        return self.run([*ignored(), *files], limit)

    def run(self, what: Sequence[str], limit: float) -> tuple[Outcome, str] | None:
        """Let pytest run until a test fails; returns the outcome and the test, or ``None`` when all pass."""
        with (
            tempfile.NamedTemporaryFile("r", encoding="utf-8", suffix=".txt") as failed,
            tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as asked,
        ):
            asked.write("\n".join(what))
            asked.flush()
            command = ["-q", "-x", "-n0", "-p", "mutation.record", f"@{asked.name}"]
            status = self._warm.run(command, {VARIABLE: failed.name}, limit)
            if status is None:
                return "timed out", ""
            if status == 0:
                return None
            names = failed.read().splitlines()
        if not names and status == pytest.ExitCode.USAGE_ERROR and any("::" in one for one in what):
            # the mutant may have renamed a test, which is not a failure: run whole files
            return self.run(sorted({one.partition("::")[0] for one in what}), limit)
        return "killed", names[0] if names else f"pytest, which ended with {status}"

    def _is_current(self) -> bool:
        done = subprocess.run(
            [sys.executable, "-m", "specseal", "generate", "--check"],
            cwd=self.root,
            env=self._environment(),
            capture_output=True,
            check=False,
            timeout=FAR_SECONDS,
        )
        return done.returncode == 0

    def _regenerate(self) -> str:
        try:
            generate(self.root)
        except Refused:
            return "specseal generate"
        return ""

    def _environment(self) -> dict[str, str]:
        """Bytecode is kept, because `_write` gives each text of a module its own time."""
        return {
            name: value for name, value in environment(self.root).items() if name != "PYTHONDONTWRITEBYTECODE"
        }

    @contextmanager
    def _applied(self, module: Path, before: str, after: str) -> Generator[None]:
        generated = {
            path: path.read_bytes()
            for path in (self.root / "generated").rglob("*")
            if path.is_file() and path.suffix != ".pyc"
        }
        self._write(module, after)
        try:
            yield
        finally:
            self._write(module, before)
            for path, content in generated.items():
                if not path.is_file() or path.read_bytes() != content:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    self._write(path, content.decode())

    def _write(self, path: Path, text: str) -> None:
        self._clock += 2
        path.write_text(text, encoding="utf-8")
        os.utime(path, (self._clock, self._clock))


def _within(most: float, tests: Sequence[str], seconds: Mapping[str, float]) -> list[str]:
    """The first of some tests, as many as took so long together."""
    totals = accumulate(seconds[name] for name in tests)
    return [name for name, total in zip(tests, totals, strict=True) if total <= most]


@contextmanager
def bench() -> Generator[Bench]:
    """A copy for mutants."""
    with copied() as root, contextlib.closing(Bench(root)) as made:
        yield made
