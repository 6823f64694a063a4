"""What `make matrix` runs, and how it reports a Python that is not available."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import matrix
from tools.common import SetUpError

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small repository for the matrix to run in."""
    root = tmp_path / "repository"
    files = {
        ".gitignore": ".cache/\n.venv/\nreports/\n",
        "Makefile": "demo:\n\t@test -f present && echo all calls\n",
        "present": "",
        "tests.sh": "echo 1 passed in 0.1s\n",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    subprocess.run(["git", "init", "-q", root], check=True)
    for name in ("ROOT", "CACHE", "LOG"):
        monkeypatch.setattr(matrix, name, {"ROOT": root}.get(name, root / ".cache" / name))
    (root / ".cache").mkdir()
    return root


def table(repository: Path) -> str:
    return (repository / "reports" / "matrix.md").read_text()


def with_environment(repository: Path) -> Path:
    """The place of this Python, with an environment whose pytest is the repository's tests.sh."""
    place = repository / ".cache" / "CACHE" / "matrix" / HERE
    (place / ".venv" / "bin").mkdir(parents=True)
    python = place / ".venv" / "bin" / "python"
    python.write_text("#!/bin/sh\n[ \"$1 $2\" = '-m pytest' ] && exec sh tests.sh\n")
    python.chmod(0o755)
    return place


def test_an_installed_python_runs_demo_and_tests(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    place = with_environment(repository)
    (place / "stale.py").write_text("")
    assert matrix.main(["--python", HERE]) == 0
    row = table(repository).splitlines()[-1]
    assert row.startswith(f"| {HERE} | this machine | passed | 1 passed in ")
    assert row in capfd.readouterr().out
    assert not (place / "stale.py").exists()
    assert not (place / "reports").exists()


def test_a_failure_is_in_the_table_and_in_the_exit_status(
    repository: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with_environment(repository)
    (repository / "tests.sh").write_text("echo this is not that\necho 1 failed in 0.1s\nexit 1\n")
    assert matrix.main(["--python", HERE]) == 1
    assert "| passed | 1 failed in " in table(repository)
    assert "this is not that" in capfd.readouterr().err


def test_tests_are_not_run_where_the_demo_failed(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with_environment(repository)
    (repository / "present").unlink()
    assert matrix.main(["--python", HERE]) == 1
    assert " | - | " in table(repository).splitlines()[-1]


def test_an_unavailable_python_is_reported_and_is_no_failure(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(version: str, *, in_root: bool) -> matrix.Place:
        raise SetUpError("a long story\na Debian root needs root's rights")

    monkeypatch.setattr(matrix, "_place", nowhere)
    assert matrix.main(["--python", "3.15"]) == 0
    assert "| 3.15 | not available: a Debian root needs root's rights | - | - |" in table(repository)
    assert matrix.main(["--root", "trixie"]) == 1
    assert "| 3.13 | not available: a Debian root needs root's rights | - | - |" in table(repository)
