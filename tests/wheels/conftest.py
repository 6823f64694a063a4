"""What `make wheels` makes, made once for all tests and all workers of pytest-xdist."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.publishing.sources import Source, all_sources

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Dist:
    """The folder, and what was printed."""

    folder: Path
    said: str

    def wheel(self, source: Source) -> Path:
        return self.folder / f"{source.stem}-py3-none-any.whl"

    def sdist(self, source: Source) -> Path:
        return self.folder / f"{source.stem}.tar.gz"


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Dist:
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "wheels"
    shared.mkdir(exist_ok=True)
    folder, log = shared / "dist", shared / "said.txt"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not log.exists():
            command = [sys.executable, "-m", "tools.wheels", "--out", str(folder)]
            done = subprocess.run(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
            log.write_text(done.stdout)
    return Dist(folder, log.read_text())


@pytest.fixture(params=[source.name for source in all_sources()])
def source(request: pytest.FixtureRequest) -> Source:
    """Each project that is published."""
    (found,) = [one for one in all_sources() if one.name == request.param]
    return found
