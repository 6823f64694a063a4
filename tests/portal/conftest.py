"""The feed of the four products, and that of a product that nobody prepared for; made once for all workers of a run."""

from __future__ import annotations

import fcntl
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from specseal_emulator.testing import Running, running
from tests.portal.made_up import write_project
from tests.portal.support import ROOT, SCRIPTS, Feeds
from tools import npm


@pytest.fixture(scope="session")
def feeds(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Feeds:
    base = tmp_path_factory.getbasetemp()
    found = Feeds((base if worker_id == "master" else base.parent) / "portal-feeds")
    found.folder.mkdir(exist_ok=True)
    with (found.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (found.folder / "done").exists():
            write_project(found.project)
            assert main(["portal", "--root", str(found.project), "--out", str(found.made_up)]) == 0
            assert main(["portal", "--root", str(ROOT), "--out", str(found.ours)]) == 0
            (found.folder / "done").touch()
    return found


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder with the programs of the consumers; fetched where it is missing."""
    return npm.install("portal") / "node_modules"


@pytest.fixture(scope="session")
def node(tools: Path) -> Callable[[str, Any], Any]:
    """Run a script beside this file in Node: ``node("consumers.mjs", input)`` gives what it prints, as JSON."""

    def run(script: str, given: Any) -> Any:
        done = subprocess.run(
            ["node", str(SCRIPTS / script), str(tools)],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def emulator() -> Iterator[Running]:
    with running() as found:
        yield found
