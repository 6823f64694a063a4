"""The set-up in a small repository, with a package index on this machine."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.tools.index import Index
from tools.publishing.wheelhouse import make_wheelhouse

ROOT = Path(__file__).parents[2]
PINNED = ("pip", "setuptools", "wheel", "packaging", "hatchling", "editables", "six", "uv")
PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "1"
dependencies = ["six"]
"""
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


class Repository:
    """A folder with the real set-up scripts, two tiny projects and a handful of real pins."""

    def __init__(self, root: Path, pins: Mapping[str, str], index: Index) -> None:
        self.root = root
        self.index = index
        shutil.copytree(ROOT / "tools", root / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("generator", "emulator"):
            (root / name / "src" / f"small_{name}").mkdir(parents=True)
            (root / name / "src" / f"small_{name}" / "__init__.py").touch()
            (root / name / "pyproject.toml").write_text(PROJECT.format(name=f"small-{name}"))
        self.pins = dict(pins)
        self.write_pins()

    def write_pins(self) -> None:
        (self.root / "constraints.txt").write_text("".join(self.pins.values()))

    def environment(self, **more: str) -> Mapping[str, str]:
        """Return an environment whose only package index is this one."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": self.index.url,
            "NO_PROXY": "*",
            "PYTHON": sys.executable,
            **more,
        }

    def command(self) -> list[str]:
        return [str(self.root / "tools" / "python.sh"), "tools.environment"]

    def set_up(self, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(),
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
        )

    def imports(self, *modules: str) -> bool:
        command = [str(self.root / ".venv" / "bin" / "python"), "-c", f"import {', '.join(modules)}"]
        return not subprocess.run(command, capture_output=True, check=False).returncode


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("index")
    return folder, make_wheelhouse(folder, PINNED)


@pytest.fixture
def index(packages: tuple[Path, dict[str, str]]) -> Iterator[Index]:
    index = Index(packages[0])
    yield index
    index.stop()


@pytest.fixture
def bare(tmp_path: Path, packages: tuple[Path, dict[str, str]], index: Index) -> Repository:
    """A repository without an environment."""
    return Repository(tmp_path, packages[1], index)


@pytest.fixture(scope="module")
def bootstrap(tmp_path_factory: pytest.TempPathFactory, packages: tuple[Path, dict[str, str]]) -> Path:
    """The result of fetching uv, made once."""
    index = Index(packages[0])
    first = Repository(tmp_path_factory.mktemp("bootstrap"), packages[1], index)
    assert first.set_up().returncode == 0
    index.stop()
    return first.root / ".cache" / "bootstrap"


@pytest.fixture
def repository(bare: Repository, bootstrap: Path) -> Repository:
    """A repository in which only uv was fetched."""
    shutil.copytree(bootstrap, bare.root / ".cache" / "bootstrap", symlinks=True, copy_function=os.link)
    return bare


def test_second_run_needs_no_packages_and_says_nothing(bare: Repository) -> None:
    first = bare.set_up()
    assert first.returncode == 0, first.stderr
    assert bare.imports("six", "small_generator", "small_emulator")

    bare.index.stop()
    second = bare.set_up()
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")

    # Its interpreter is gone: everything is rebuilt from the cache.
    (bare.root / ".venv" / "bin" / "python").unlink()
    third = bare.set_up()
    assert third.returncode == 0, third.stderr
    assert f"no working Python {VERSION}" in third.stdout
    assert bare.imports("six", "small_generator", "small_emulator")


@pytest.mark.slow
def test_killed_set_up_is_not_trusted(repository: Repository) -> None:
    with subprocess.Popen(
        repository.command(),
        env=repository.environment(),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "into .venv" in line:
                break
        os.killpg(process.pid, signal.SIGKILL)
    assert not repository.imports("small_generator")

    repository.index.stop()
    again = repository.set_up()
    assert again.returncode == 0, again.stderr
    assert repository.imports("six", "small_generator", "small_emulator")


@pytest.mark.slow
def test_interrupted_fetching_continues(repository: Repository, index: Index) -> None:
    index.withheld = "six-"
    run = repository.set_up()
    assert run.returncode == 1
    assert [path for path in index.asked if path.startswith("/files/setuptools-")]

    index.withheld = None
    index.asked.clear()
    again = repository.set_up()
    assert again.returncode == 0, again.stderr
    assert [path for path in index.asked if path.startswith("/files/six-")]
    assert not [path for path in index.asked if path.startswith("/files/setuptools-")]


@pytest.mark.slow
def test_package_with_another_hash_is_refused(repository: Repository) -> None:
    repository.pins["six"] = re.sub(r"(?<=sha256:)[0-9a-f]{64}", "0" * 64, repository.pins["six"])
    repository.write_pins()

    run = repository.set_up()

    assert run.returncode == 1
    assert "Hash mismatch for `six==" in run.stderr
    assert "installing the packages failed; the full output is in .cache/set-up.log" in run.stderr
    assert not repository.imports("six")
    assert repository.set_up().returncode == 1


@pytest.mark.slow
def test_uv_with_another_hash_is_refused(bare: Repository) -> None:
    bare.pins["uv"] = re.sub(r"(?<=sha256:)[0-9a-f]{64}", "0" * 64, bare.pins["uv"])
    bare.write_pins()

    run = bare.set_up()

    assert run.returncode == 1
    assert "DO NOT MATCH THE HASHES" in run.stderr
    assert not (bare.root / ".venv").exists()


@pytest.mark.slow
def test_a_missing_network_is_reported_in_one_sentence(bare: Repository) -> None:
    bare.index.stop()
    run = bare.set_up()

    assert run.returncode == 1
    assert run.stderr.startswith("set-up: fetching uv failed: cannot reach the package index.")
    assert run.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_lost_network_is_reported_in_one_sentence(repository: Repository) -> None:
    repository.index.stop()

    run = repository.set_up()

    assert run.returncode == 1
    assert run.stderr.startswith("set-up: installing the build tools failed: cannot reach the package index.")
    assert run.stderr.count("\n") == 1


@pytest.mark.slow
def test_an_emptied_cache_is_filled_again(repository: Repository) -> None:
    assert repository.set_up().returncode == 0
    shutil.rmtree(repository.root / ".cache" / "uv")
    (repository.root / ".venv" / "bin" / "python").unlink()

    again = repository.set_up()

    assert again.returncode == 0, again.stderr
    assert "the cache does not have all of them any more" in again.stdout
    assert repository.imports("six", "small_generator", "small_emulator")


@pytest.mark.slow
def test_a_terminal_shows_progress(repository: Repository) -> None:
    main, terminal = pty.openpty()
    with subprocess.Popen(
        repository.command(),
        env=repository.environment(TERM="xterm"),
        stdout=terminal,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        shown = b""
        while True:
            try:
                part = os.read(main, 4096)
            except OSError:  # how Linux reports that the other end was closed
                break
            if not part:
                break
            shown += part
    os.close(main)
    assert process.returncode == 0, shown.decode()
    assert b"\x1b[" in shown, "nothing moves"
    assert re.search(rb"Installed .*\d+ packages", shown)


@pytest.mark.slow
def test_dependency_that_is_not_pinned_is_named(repository: Repository) -> None:
    project = repository.root / "emulator" / "pyproject.toml"
    project.write_text(project.read_text().replace('["six"]', '["six", "not-pinned>=2"]'))

    run = repository.set_up()

    assert run.returncode == 1
    assert "`small-emulator` requires `not-pinned>=2`, but it's not installed" in run.stderr
    assert "make constraints" in run.stderr
    assert repository.set_up().returncode == 1


def test_someone_elses_venv_is_left_alone(bare: Repository) -> None:
    theirs = bare.root / ".venv" / "pyvenv.cfg"
    theirs.parent.mkdir()
    theirs.write_text("home = elsewhere\n")

    run = bare.set_up()

    assert run.returncode == 1
    assert run.stderr == "set-up: .venv was not made by this set-up; move it away or remove it first\n"
    assert theirs.read_text() == "home = elsewhere\n"
    assert not (bare.root / ".cache" / "bootstrap").exists()


def test_other_python_is_refused_in_one_line(bare: Repository) -> None:
    run = bare.set_up(PYTHON="no-such-python")

    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.startswith("set-up: needs Python 3.11 to 3.15, and no-such-python is another version;")
    assert run.stderr.count("\n") == 1


@pytest.mark.slow
def test_without_a_name_the_python_of_the_environment_is_kept(repository: Repository) -> None:
    assert repository.set_up().returncode == 0
    (repository.root / "bin").mkdir()
    for name in ("python3", "python"):  # a shell would find this first
        (repository.root / "bin" / name).symlink_to("/nonexistent")

    again = repository.set_up(PYTHON="", PATH=f"{repository.root / 'bin'}:/usr/bin:/bin")

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
