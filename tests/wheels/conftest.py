"""What `make wheels` builds, built once for all tests and all workers of pytest-xdist."""

from __future__ import annotations

import fcntl
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.publishing.provenance import Builder
from tools.publishing.sources import Source, all_sources
from tools.wheels import build_all

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Dist:
    """The folder."""

    folder: Path

    def wheel(self, source: Source) -> Path:
        return self.folder / f"{source.stem}-py3-none-any.whl"

    def sdist(self, source: Source) -> Path:
        return self.folder / f"{source.stem}.tar.gz"


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Dist:
    """Built and described, not checked: that takes five times as long, and changes no byte."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "wheels"
    shared.mkdir(exist_ok=True)
    folder, made = shared / "dist", shared / "made"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made.mkdir()
            build_all(all_sources(), made, shared, Builder())
            made.rename(folder)
    return Dist(folder)


@pytest.fixture(params=[source.name for source in all_sources()])
def source(request: pytest.FixtureRequest) -> Source:
    """Each project that is published."""
    (found,) = [one for one in all_sources() if one.name == request.param]
    return found
