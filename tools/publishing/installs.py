"""Each wheel in an environment with nothing else: it installs, fits together and passes its own tests."""

from __future__ import annotations

import shutil
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from tools.installer import UV, ensure_uv
from tools.publishing.archives import Built
from tools.publishing.commands import PublishingError, bare_environment, perform
from tools.publishing.wheelhouse import make_wheelhouse

_SERVE = """
import json, urllib.request
from specseal_emulator.testing import running
with running() as emulator:
    print(json.load(urllib.request.urlopen(f"{emulator.base_url}/_emulator/health", timeout=10)))
"""


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment that knows no packages but those of two folders."""

    folder: Path
    wheels: Sequence[Path]
    """Folders to install from."""
    cache: Path
    """Where uv keeps what it unpacked, for several environments."""

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def make(self) -> None:
        """Make it, empty. Raises `PublishingError`."""
        ensure_uv()
        self._uv("making an environment", "venv", "--python", sys.executable, self.folder)

    def install(self, *names: str) -> None:
        """Install packages without a network, and hold all that is there against each other's demands."""
        places = [part for folder in self.wheels for part in ("--find-links", folder)]
        options = ["--python", self.python, "--offline", "--no-index", "--only-binary=:all:", *places]
        self._uv(f"installing {' '.join(names)}", "pip", "install", *options, *names)
        self._uv(f"checking what {' '.join(names)} needs", "pip", "check", "--python", self.python)

    def run(self, doing: str, *command: str | Path, cwd: Path) -> str:
        """Run a command of the environment. Raises `PublishingError` when it fails."""
        return perform(doing, [self.folder / "bin" / command[0], *command[1:]], cwd, self._environment())

    def _uv(self, doing: str, *arguments: str | Path) -> None:
        perform(doing, [UV, *arguments], self.folder.parent, self._environment())

    def _environment(self) -> dict[str, str]:
        return bare_environment(self.folder.parent) | {"UV_CACHE_DIR": str(self.cache)}


def check_installs(built: Sequence[Built], work: Path) -> None:
    """Install and try every wheel. Raises `PublishingError` at the first that does not work alone."""
    house = work / "wheelhouse"
    fill_wheelhouse(built, house)
    for one in built:
        environment = Environment(
            work / one.source.name / "environment", (one.wheel.parent, house), work / "uv-cache"
        )
        environment.folder.parent.mkdir()
        environment.make()
        environment.install(f"{one.source.name}=={one.source.version}")
        _try(one, environment, work / one.source.name)


def fill_wheelhouse(built: Sequence[Built], folder: Path) -> None:
    """Wheels of all that the built ones need, and of pytest, made of what is installed here."""
    ours = {one.source.name for one in built}
    needed = [text for one in built for text in one.source.project.get("dependencies", [])]
    make_wheelhouse(folder, [text for text in (*needed, "pytest") if Requirement(text).name not in ours])


def _try(one: Built, environment: Environment, work: Path) -> None:
    name = one.source.name
    if one.source.is_client:
        environment.run(f"importing {name}", "python", "-Ic", f"import {one.source.package}", cwd=work)
        environment.install("pytest", "specseal-emulator")
        tests = unpacked(one.sdist, work) / "tests"
        said = environment.run(
            f"the tests of {name}", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", tests, cwd=tests
        )
        if " passed" not in said:
            raise PublishingError(f"{said}\nno test of {name} ran")
    elif name == "specseal":
        project = _copy_of_sources(one.source.root, work / "project")
        environment.run(
            "generating with the installed specseal",
            "specseal",
            "generate",
            "--check",
            "--root",
            project,
            cwd=work,
        )
    else:
        environment.run(f"starting the installed {name}", "python", "-Ic", _SERVE, cwd=work)
        environment.run(f"the command {name}", name, "--version", cwd=work)


def unpacked(sdist: Path, work: Path) -> Path:
    """Unpack a source distribution below ``work``; its folder."""
    with tarfile.open(sdist) as archive:
        # the default of 3.14; the first 3.11 does not have it
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(work / "sdist")  # noqa: S202  made here a moment ago
    (folder,) = (work / "sdist").iterdir()
    return folder


def _copy_of_sources(root: Path, project: Path) -> Path:
    """The project that the generator reads and writes, without its stamps."""
    for folder in ("specs", "overlays", "releases", "generated"):
        if (root / folder).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(root / folder, project / folder, ignore=ignored)
    shutil.copyfile(root / "pyproject.toml", project / "pyproject.toml")
    return project
