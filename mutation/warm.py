"""A process that has imported what tests need from outside the project, and forks for each run of pytest.

Most mutants fall to a test of a few milliseconds; starting Python and importing pytest, its plugins and the libraries
takes a hundred times that. Nothing of the project itself is imported before the fork.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

_POLL = 0.02
_TYPICAL = (
    "tests/emulator/test_linkvisual.py",
    "tests/generator/lint/test_hints.py",
    "tests/runtime/test_fire.py",
)
"""What they import from outside the project, most others import."""
_IMPORTED_BEFORE = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
"""Pytest would have rewritten assertions in plugins, had it imported them itself."""


class Warm:
    """The process, as its parent sees it. Runs one pytest at a time."""

    def __init__(self, root: Path, env: Mapping[str, str]) -> None:
        """Args: `root`, the copy of the project; `env`, the environment of the tests."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mutation.warm"],
            cwd=root,
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, arguments: Sequence[str], env: Mapping[str, str], limit: float) -> int | None:
        """Pytest's exit status, or None when it took longer than `limit` seconds."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("started without pipes")
        print(json.dumps([list(arguments), dict(env), limit]), file=self._process.stdin, flush=True)
        status: int | None = json.loads(self._process.stdout.readline())
        return status

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def serve() -> None:
    """Import libraries, then fork and run for each line of standard input."""
    _import_libraries()
    for line in sys.stdin:
        arguments, env, limit = json.loads(line)
        child = os.fork()
        if not child:
            _run(arguments, env)
        print(json.dumps(_wait(child, limit)), flush=True)


def _run(arguments: list[str], env: dict[str, str]) -> None:
    os.setsid()  # what the tests start dies with them
    quiet = os.open(os.devnull, os.O_RDWR)
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    os.environ.update(env)
    status: int = pytest.ExitCode.INTERNAL_ERROR
    try:
        status = pytest.main([*_IMPORTED_BEFORE, *arguments])
    finally:
        os._exit(int(status))


def _wait(child: int, limit: float) -> int | None:
    end = time.monotonic() + limit
    ended, status = os.waitpid(child, os.WNOHANG)
    while not ended and time.monotonic() < end:
        time.sleep(_POLL)
        ended, status = os.waitpid(child, os.WNOHANG)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if not ended:
        os.waitpid(child, 0)
        return None
    return os.waitstatus_to_exitcode(status)


def _import_libraries() -> None:
    """Import every module from outside the project that collecting some typical tests imports."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        quiet = os.open(os.devnull, os.O_RDWR)
        os.dup2(quiet, 1)
        pytest.main(["--collect-only", "-q", "-n0", *filter(os.path.exists, _TYPICAL)])
        with os.fdopen(writing, "w") as file:
            json.dump(_libraries(), file)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        names: list[str] = json.load(file)
    os.waitpid(child, 0)
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def _libraries() -> list[str]:
    root = str(Path.cwd())
    found = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    return [
        name
        for name, file in found.items()
        if file and not file.startswith(root) and not name.startswith(("__", "specseal"))
    ]


if __name__ == "__main__":
    serve()
