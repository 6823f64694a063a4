"""`tools/setup.sh` in a small repository of its own, fed from this repository's wheelhouse."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINNED = (
    *("pip", "setuptools", "wheel", "packaging"),
    *("hatchling", "editables", "pathspec", "pluggy", "tomlkit", "trove-classifiers", "six"),
)
PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "1"
dependencies = ["six"]
"""


class Repository:
    """A folder with the real set-up scripts, two tiny projects and a handful of real pins."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(ROOT / "tools", root / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("generator", "emulator"):
            (root / name / "src" / f"small_{name}").mkdir(parents=True)
            (root / name / "src" / f"small_{name}" / "__init__.py").touch()
            (root / name / "pyproject.toml").write_text(PROJECT.format(name=f"small-{name}"))
        blocks = re.findall(
            r"^(([a-z-]+)==(?:\\\n|.)*\n)", (ROOT / "constraints.txt").read_text(), re.MULTILINE
        )
        self.pins = {name: block for block, name in blocks if name in PINNED}
        self.write_pins()

    def write_pins(self) -> None:
        assert self.pins.keys() == set(PINNED)
        (self.root / "constraints.txt").write_text("".join(self.pins.values()))

    def environment(self, *, offline: bool = False, **more: str) -> Mapping[str, str]:
        """Return an environment whose only source of packages is a folder, or nothing when offline."""
        source = self.root / "nothing" if offline else ROOT / ".cache" / "wheelhouse"
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(source),
            "PYTHON": sys.executable,
            **more,
        }

    def set_up(self, *, offline: bool = False, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.root / "tools" / "setup.sh")],
            env=self.environment(offline=offline, **more),
            capture_output=True,
            text=True,
            check=False,
        )

    def imports(self, *modules: str) -> bool:
        command = [str(self.root / ".venv" / "bin" / "python"), "-c", f"import {', '.join(modules)}"]
        return not subprocess.run(command, capture_output=True, check=False).returncode


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_second_run_needs_no_packages_and_says_nothing(repository: Repository) -> None:
    first = repository.set_up()
    assert first.returncode == 0, first.stderr
    assert repository.imports("six", "small_generator", "small_emulator")

    second = repository.set_up(offline=True)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")

    # A new Python under the same wheelhouse: everything is made again from disk.
    (repository.root / ".venv" / "bin" / "python").unlink()
    third = repository.set_up(offline=True)
    assert third.returncode == 0, third.stderr
    assert "no working Python 3.11" in third.stdout
    assert repository.imports("six", "small_generator", "small_emulator")


def test_killed_set_up_is_not_trusted(repository: Repository) -> None:
    with subprocess.Popen(
        [repository.root / "tools" / "setup.sh"],
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

    again = repository.set_up(offline=True)
    assert again.returncode == 0, again.stderr
    assert repository.imports("six", "small_generator", "small_emulator")


def test_package_with_another_hash_is_refused(repository: Repository) -> None:
    repository.pins["six"] = re.sub(r"(?<=sha256:)[0-9a-f]{64}", "0" * 64, repository.pins["six"])
    repository.write_pins()

    run = repository.set_up()

    assert run.returncode == 1
    assert "DO NOT MATCH THE HASHES" in run.stderr
    assert "six" in run.stderr
    assert "fetching the packages of constraints.txt failed" in run.stderr
    assert not (repository.root / ".cache" / "wheelhouse").exists()
    assert not (repository.root / ".venv").exists()


def test_damaged_wheelhouse_is_refused(repository: Repository) -> None:
    assert repository.set_up().returncode == 0
    shutil.rmtree(repository.root / ".venv")
    wheel = next((repository.root / ".cache" / "wheelhouse").glob("six-*.whl"))
    wheel.write_bytes(wheel.read_bytes() + b"\0")

    run = repository.set_up()

    assert run.returncode == 1
    assert "DO NOT MATCH THE HASHES" in run.stderr
    assert not repository.imports("six")


def test_dependency_that_is_not_pinned_is_named(repository: Repository) -> None:
    project = repository.root / "emulator" / "pyproject.toml"
    project.write_text(project.read_text().replace('["six"]', '["six", "not-pinned>=2"]'))

    run = repository.set_up()

    assert run.returncode == 1
    assert "small-emulator 1 requires not-pinned" in run.stderr
    assert "make constraints" in run.stderr
    assert repository.set_up().returncode == 1


def test_someone_elses_venv_is_left_alone(repository: Repository) -> None:
    theirs = repository.root / ".venv" / "pyvenv.cfg"
    theirs.parent.mkdir()
    theirs.write_text("home = elsewhere\n")

    run = repository.set_up()

    assert run.returncode == 1
    assert run.stderr == "set-up: .venv was not made by this set-up; move it away or remove it first\n"
    assert theirs.read_text() == "home = elsewhere\n"
    assert not (repository.root / ".cache" / "wheelhouse").exists()


def test_other_python_is_refused_in_one_line(repository: Repository) -> None:
    run = repository.set_up(PYTHON="no-such-python")

    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.startswith("set-up: Python 3.11 is needed, and no-such-python is not that;")
    assert run.stderr.count("\n") == 1
