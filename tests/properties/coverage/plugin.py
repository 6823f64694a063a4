"""The pytest plugin that counts coverage: collects the ledgers, checks them, writes the page.

Only a run of all property tests is checked. It fails when an item is not covered.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.properties.coverage.ledger import COMPLETE, Ledger
from tests.properties.coverage.page import page
from tests.properties.printing import show_values

LEDGER = pytest.StashKey[Ledger]()
_PARTS = pytest.StashKey[set[str]]()
"""The suites that must cover everything, and of which not all tests were selected."""
FOLDER = Path(__file__).parents[1]
PAGE = Path("reports") / "properties.html"
_SENT = "property_coverage"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "suite(name): which suite of property tests a test belongs to")
    config.stash[LEDGER] = Ledger()
    config.stash[_PARTS] = set()
    show_values()


def _suite(item: pytest.Item) -> str:
    marker = item.get_closest_marker("suite")
    return str(marker.args[0]) if marker else ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if suite := _suite(item):
            item.user_properties.append(("suite", suite))


def pytest_deselected(items: list[pytest.Item]) -> None:
    for item in items:
        if (suite := _suite(item)) in COMPLETE:
            item.config.stash[_PARTS].add(suite)


def whole(config: pytest.Config) -> bool:
    """Whether the arguments of the run ask for all property suites."""
    places = [Path(config.invocation_params.dir, arg.partition("::")[0]).resolve() for arg in config.args]
    asked = [place for place, arg in zip(places, config.args, strict=True) if "::" not in arg]
    return any(place == FOLDER or place in FOLDER.parents for place in asked)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Add the counts of a worker of pytest-xdist that has finished."""
    sent = getattr(node, "workeroutput", {}).get(_SENT)
    if sent:
        node.config.stash[LEDGER].load(sent["ledger"])
        node.config.stash[_PARTS].update(sent["parts"])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Check the run, or pass the counts to the process that does."""
    config = session.config
    ledger, parts = config.stash[LEDGER], config.stash[_PARTS]
    if hasattr(config, "workeroutput"):
        config.workeroutput[_SENT] = {"ledger": ledger.dump(), "parts": sorted(parts)}
        return
    if not ledger.outcomes:
        complete = exitstatus == pytest.ExitCode.OK and not config.option.collectonly
        if complete and whole(config) and not parts:
            _fail(session, ["no suite sent a request"])
        return
    target = config.rootpath / PAGE
    target.parent.mkdir(exist_ok=True)
    target.write_text(page(ledger), encoding="utf-8")
    if parts or not whole(config) or exitstatus not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        return
    _fail(
        session,
        [
            f"the {suite} suite did not cover {item.kind} {item.name!r} of {item.product} {item.operation}"
            for suite in COMPLETE
            for item in ledger.missing(suite)
        ],
    )


_problems: list[str] = []


def _fail(session: pytest.Session, problems: list[str]) -> None:
    _problems.extend(problems)
    if problems:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List what was not covered, below the failures."""
    if _problems:
        terminalreporter.section("not covered by the property suites", red=True)
        for problem in _problems:
            terminalreporter.line(problem)
