"""A copy of the project in which one mutant stands at a time, and a warm process that runs tests against it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

import pytest

from .record import COLLECTED, FAILED
from .tree import Refused, copied, environment, generate
from .warm import Warm

_T = TypeVar("_T")
_R = TypeVar("_R")
_GENERATED = ("generated", "schemas", "examples")
_LONG_AGO = 1_000_000_000
"""No file has this time by itself, so that no bytecode of a mutant can be taken for that of another text."""
_COLLECTING = 300.0
_CHECKING = 900.0
OVERTIME = "the time limit"


@dataclass
class Bench:
    """A copy of the project for one mutant at a time."""

    root: Path
    _clock: int = field(default=_LONG_AGO)

    @cached_property
    def _warm(self) -> Warm:
        return Warm(self.root, self._environment())

    @cached_property
    def _generated(self) -> Mapping[Path, bytes]:
        return {path: path.read_bytes() for path in self._generated_now()}

    def close(self) -> None:
        """End the process that runs the tests, if there is one."""
        if "_warm" in self.__dict__:
            self._warm.close()

    def run(self, what: Sequence[str], limit: float) -> str:
        """Let pytest run until a test fails, and give its name; empty when all pass.

        A run that takes more than `limit` seconds is repeated with twice the time, so that a busy machine is not taken
        for a mutant that hangs. Then the answer is `OVERTIME`.
        """
        for seconds in (limit, 2 * limit):
            with _file_for(FAILED) as (variable, failed):
                status = self._pytest(what, ["-x"], variable, seconds)
                names = failed.read_text(encoding="utf-8").splitlines()
            if status is not None:
                break
        else:
            return OVERTIME
        if status == pytest.ExitCode.OK:
            return ""
        if not names and status == pytest.ExitCode.USAGE_ERROR and any("::" in one for one in what):
            # the mutant may have renamed a test, which is not a failure: run whole files
            return self.run(sorted({one.partition("::")[0] for one in what}), limit)
        return names[0] if names else f"pytest, which ended with {status}"

    def collected(self, files: Iterable[str]) -> frozenset[str]:
        """The names of the tests in some files. A file that does not exist has none."""
        present = [file for file in files if (self.root / file).exists()]
        if not present:
            return frozenset()
        with _file_for(COLLECTED) as (variable, found):
            self._pytest(present, ["--collect-only"], variable, _COLLECTING)
            return frozenset(found.read_text(encoding="utf-8").splitlines())

    def regenerate(self) -> str:
        """Let the generator of the copy write its clients; gives what it says when it refuses."""
        try:
            generate(self.root)
        except Refused as refusal:
            return str(refusal)
        return ""

    def is_current(self) -> bool:
        """Whether the generator of the copy would write what is there."""
        done = subprocess.run(
            [sys.executable, "-m", "specseal", "generate", "--check"],
            cwd=self.root,
            env=self._environment(),
            capture_output=True,
            check=False,
            timeout=_CHECKING,
        )
        return done.returncode == 0

    @contextmanager
    def applied(self, texts: Mapping[Path, str]) -> Generator[None]:
        """Give files of the copy other texts for a while. What is generated meanwhile goes with them."""
        before = {**self._generated, **{path: path.read_bytes() for path in texts}}
        for path, text in texts.items():
            self._write(path, text.encode())
        try:
            yield
        finally:
            for path in set(self._generated_now()) - before.keys():
                path.unlink()
            for path, content in before.items():
                if not path.is_file() or path.read_bytes() != content:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    self._write(path, content)

    def _pytest(
        self, what: Sequence[str], options: Sequence[str], variable: Mapping[str, str], limit: float
    ) -> int | None:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as asked:
            asked.write("\n".join(what))
            asked.flush()
            command = [*options, "-q", "-n0", "-p", "mutation.record", f"@{asked.name}"]
            return self._warm.run(command, variable, limit)

    def _generated_now(self) -> Iterator[Path]:
        for folder in _GENERATED:
            for path in (self.root / folder).rglob("*"):
                if path.is_file() and path.suffix != ".pyc":
                    yield path

    def _environment(self) -> dict[str, str]:
        """Bytecode is kept, because `_write` gives each text of a module its own time."""
        return {
            name: value for name, value in environment(self.root).items() if name != "PYTHONDONTWRITEBYTECODE"
        }

    def _write(self, path: Path, content: bytes) -> None:
        self._clock += 2
        path.write_bytes(content)
        os.utime(path, (self._clock, self._clock))


@contextmanager
def bench() -> Generator[Bench]:
    """A copy for mutants."""
    with copied() as root, contextlib.closing(Bench(root)) as made:
        yield made


def on_benches(jobs: int, one: Callable[[Bench, _T], _R], items: Iterable[_T]) -> Iterator[_R]:
    """The results of judging items in their order, `jobs` at a time, each on a bench that is free."""
    benches: SimpleQueue[Bench] = SimpleQueue()

    def on_a_free_one(item: _T) -> _R:
        free = benches.get()
        try:
            return one(free, item)
        finally:
            benches.put(free)

    with ExitStack() as stack:
        for _ in range(jobs):
            benches.put(stack.enter_context(bench()))
        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(on_a_free_one, items)


@contextmanager
def _file_for(variable: str) -> Generator[tuple[dict[str, str], Path]]:
    """An empty file, and the variable that names it to pytest."""
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        yield {variable: file.name}, Path(file.name)
