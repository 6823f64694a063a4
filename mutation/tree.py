"""Copies of the project, in which mutants stand. The project itself is never changed."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class NotGreen(Exception):
    """A test fails without a mutant. The text names it."""


class Refused(Exception):
    """The generator refused the sources; the text is what it said."""


def tracked() -> Iterator[Path]:
    """The files of the project that git knows or would take, from its root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        if source.is_file() and not source.is_symlink():
            yield Path(name)


@contextlib.contextmanager
def copied() -> Generator[Path]:
    """A copy of these files as they are now, in a temporary folder that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="specseal-mutation-") as folder:
        root = Path(folder) / "project"
        for path in tracked():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, target)
        yield root


def environment(root: Path) -> dict[str, str]:
    """For processes that run in a copy: its sources come before what is installed.

    The time zone is far from UTC, so that mixing them up shows.
    """
    sources = [
        root,
        root / "generator" / "src",
        root / "emulator" / "src",
        *sorted(root.glob("generated/*/src")),
    ]
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        "PYTHONPATH": os.pathsep.join(map(str, sources)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SPECSEAL_PROPERTIES": "quick",
        "TZ": "Asia/Kolkata",
    }


def sees_sources_only(test: str) -> bool:
    """Whether tests run generator and runtime themselves, and no client of ``generated/``."""
    return test.startswith(("tests/generator/", "tests/runtime/"))


def generate(root: Path) -> None:
    """Let the copy's generator write the copy's clients. Raises `Refused`."""
    done = subprocess.run(
        [sys.executable, "-m", "specseal", "generate"],
        cwd=root,
        env=environment(root),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode:
        raise Refused((done.stdout + done.stderr).strip())
