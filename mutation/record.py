"""A plugin of pytest, ``-p mutation.record``: writes test names, one a line, into the files that variables name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FAILED = "MUTATION_FAILED"
"""The file for the tests that failed, in this order."""
COLLECTED = "MUTATION_COLLECTED"
"""The file for the tests that were found."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """One line for each test that was found."""
    for item in session.items:
        _write(COLLECTED, item.nodeid)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """One line for each failure of a test, or of what it needs."""
    if report.failed:
        _write(FAILED, report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A file that cannot be read is a failure of all its tests."""
    if report.failed:
        _write(FAILED, report.nodeid)


def _write(variable: str, nodeid: str) -> None:
    if path := os.environ.get(variable):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{nodeid}\n")
