"""A plugin of pytest, ``-p mutation.sampled.contexts``: it tells coverage which test is running, and records times.

Processes that a test starts inherit its name; see `reach` for the file that starts coverage in them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from pathlib import Path

import coverage
import pytest

TEST = "SPECSEAL_TEST"
TIMES = "SPECSEAL_TIMES"
_seconds: dict[str, float] = {}
_failed: set[str] = set()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Name the test to coverage, here and in its subprocesses."""
    os.environ[TEST] = item.nodeid
    if running := coverage.Coverage.current():
        running.switch_context(item.nodeid)
    try:
        return (yield)
    finally:
        if running:
            running.switch_context("")
        del os.environ[TEST]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add the time of fixtures to the test that uses them."""
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration
    if report.failed:
        _failed.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the time of each test that passed, the names of those that failed, and the root folder."""
    passed = {test: seconds for test, seconds in _seconds.items() if test not in _failed}
    found = {"root": str(session.config.rootpath), "seconds": passed, "failed": sorted(_failed)}
    Path(os.environ[TIMES]).write_text(json.dumps(found), encoding="utf-8")
