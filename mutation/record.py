"""A plugin of pytest, ``-p mutation.record``: writes which tests failed into the file that a variable names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "MUTATION_FAILED"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """One line for each failure of a test, or of what it needs."""
    if report.failed:
        _write(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A file that cannot be read is a failure of all its tests."""
    if report.failed:
        _write(report.nodeid)


def _write(nodeid: str) -> None:
    with Path(os.environ[VARIABLE]).open("a", encoding="utf-8") as file:
        file.write(f"{nodeid}\n")
