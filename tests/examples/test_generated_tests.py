"""The tests that are generated with each example pass against the emulator of its contract alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2] / "examples"
NAMES = sorted(folder.name for folder in ROOT.iterdir())


@pytest.fixture(scope="module")
def report(examples: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    """What one run of all of them prints: a line for each test."""
    projects = [examples(name).project / "generated" / name for name in NAMES]
    paths = os.pathsep.join(str(project / "src") for project in projects)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-rA",
        "--tb=short",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:asyncio",
    ]
    command += [str(project / "tests") for project in projects]
    environment = {**os.environ, "PYTHONPATH": paths}
    empty = tmp_path_factory.mktemp("elsewhere")
    done = subprocess.run(command, cwd=empty, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_they_pass(report: str, name: str) -> None:
    lines = [line for line in report.splitlines() if f"/test_{name.replace('-', '_')}.py::" in line]
    passed = [line for line in lines if line.startswith("PASSED ")]
    assert len(passed) >= 12, report[-3000:]
    assert len(passed) == sum(line.startswith(("PASSED ", "FAILED ", "ERROR ")) for line in lines), report[
        -3000:
    ]
