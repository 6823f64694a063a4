"""The pytest plugin: the fixture `emulator`, a running emulator with fresh state for each test.

    def test_a_face(emulator):
        client = FinAuthFaceSearch(api_key="demo-key", api_secret="demo-secret", base_url=emulator.base_url)
        ...

One server per process serves the whole session, so every worker of pytest-xdist has its own. Before each test
state, journal, faults and clock return to the seed. Afterwards a response that broke its contract fails the
test. A test that fails shows what the emulator was asked and what it found.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest

from .waiting import CallbackRefusedWarning, refused

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from .testing import Running

_SHOWN = 20
_SERVER = pytest.StashKey["Running"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The plugin's options, for the configuration file; `--specseal-seed` is for the command line too."""
    group = parser.getgroup("specseal", "the emulator of the fixture `emulator`")
    group.addoption(
        "--specseal-seed", metavar="FILE", help="start every test with the data of this YAML file"
    )
    parser.addini("specseal_seed", "a seed file, by its path from this file", type="string", default="")
    parser.addini("specseal_settings", "settings of the emulator, one NAME=VALUE a line", type="linelist")
    parser.addini(
        "specseal_contracts", "contract files instead of the packaged ones, one a line", type="paths"
    )
    parser.addini("specseal_random_seed", "a number, for the same ids in every run", default="")
    parser.addini("specseal_show_secrets", "leave the journal unmasked", type="bool", default=False)


@pytest.fixture(scope="session")
def emulator_options(pytestconfig: pytest.Config) -> dict[str, Any]:
    """Arguments of `specseal_emulator.testing.running`, from the configuration. Override it to give others."""
    return _options(pytestconfig)


@pytest.fixture(scope="session")
def emulator_server(emulator_options: dict[str, Any]) -> Generator[Running]:
    """The emulator of this process; its state is not reset."""
    from .testing import running  # noqa: PLC0415 - slow to import, and pytest loads this module in every run

    with running(**emulator_options) as server:
        yield server


@pytest.fixture
def emulator(emulator_server: Running, request: Any) -> Generator[Running]:
    """A running emulator with fresh state: `base_url`, `journal`, `clock`, `world`."""
    emulator_server.reset()
    request.node.stash[_SERVER] = emulator_server
    yield emulator_server
    for why in refused(emulator_server.journal.entries()):
        warnings.warn(CallbackRefusedWarning(why), stacklevel=1)
    failures = list(emulator_server.emulator.failures)
    emulator_server.emulator.failures.clear()
    if failures:
        pytest.fail("responses of the emulator broke their contract: " + "; ".join(failures), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show a failed test's journal."""
    report = yield
    server = item.stash.get(_SERVER, None)
    if server is not None and report.failed:
        entries = server.journal.entries()
        lines = [
            f"{entry.status} {entry.method} {entry.path} {entry.operation} {entry.code}: {entry.why}".rstrip(
                ": "
            )
            for entry in entries[-_SHOWN:]
        ]
        if len(entries) > _SHOWN:
            lines.insert(0, f"… {len(entries) - _SHOWN} more")
        report.sections.append(("Emulator journal", "\n".join(lines) or "no requests"))
    return report


def _options(config: pytest.Config) -> dict[str, Any]:
    from .state import SeedError, Settings, read_seed  # noqa: PLC0415 - as above

    options: dict[str, Any] = {"show_secrets": config.getini("specseal_show_secrets")}
    contracts: list[Path] = config.getini("specseal_contracts")
    if contracts:
        options["contracts"] = contracts
    try:
        # a test's receiver listens on whatever port is free
        options["settings"] = Settings.parse(["callback_ports=any", *config.getini("specseal_settings")])
        if file := _seed_file(config):
            options["seed"] = read_seed(file)
        if number := config.getini("specseal_random_seed"):
            options["random_seed"] = int(number)
    except (SeedError, ValueError) as error:
        raise pytest.UsageError(f"specseal: {error}") from error
    return options


def _seed_file(config: pytest.Config) -> Path | None:
    given = config.getoption("--specseal-seed")
    if given:
        return config.invocation_params.dir / str(given)
    named = config.getini("specseal_seed")
    return (config.inipath.parent if config.inipath else config.rootpath) / str(named) if named else None
