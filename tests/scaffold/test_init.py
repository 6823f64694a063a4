"""`specseal init`: what it writes, what it refuses, and the project at work outside this repository."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from specseal.scaffold.init import project_files

ROOT = Path(__file__).parents[2]


def tree(folder: Path) -> dict[str, str]:
    """All files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("there", ["nothing", "an empty folder", "a fresh clone", "here"])
def test_it_writes_a_whole_project(
    there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "own" if there == "nothing" else tmp_path
    if there == "a fresh clone":
        (folder / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["init"] if there == "here" else ["init", str(folder)]) == 0
    assert tree(folder) == project_files()
    told = capsys.readouterr()
    assert {Path(line) for line in told.out.splitlines()} == {
        (Path() if there == "here" else folder) / name for name in project_files()
    }
    assert "make test" in told.err


def test_what_a_folder_holds_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pages/acme").mkdir(parents=True)
    (tmp_path / "pages/acme/pay.html").write_text("saved before")
    (tmp_path / "notes.txt").write_text("mine")
    before = tree(tmp_path)
    assert main(["init", str(tmp_path)]) == 0
    assert tree(tmp_path) == project_files() | before
    capsys.readouterr()
    assert main(["lint", "--root", str(tmp_path)]) == 0
    assert "warning" not in capsys.readouterr().err


def test_files_that_a_project_has_too_are_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("Makefile", "README.md", "specs", "other"):
        (tmp_path / name).write_text(name)
    before = tree(tmp_path)
    assert main(["init", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert (
        f"{tmp_path}: files-exist: It contains Makefile, README.md, specs, which a project has, too." in told
    )
    assert tree(tmp_path) == before
    assert main(["init", str(tmp_path / "other"), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in found["diagnostics"]] == ["folder-taken"]


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize("fails", [0, 3, "rename"])
def test_all_or_nothing(
    exists: bool,
    fails: int | str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "own"
    if exists:
        folder.mkdir()
    write, rename = Path.write_bytes, Path.rename
    done: list[Path] = []

    def no_space(path: Path, data: bytes) -> int:
        if len(done) == fails:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        done.append(path)
        return write(path, data)

    def no_rename(path: Path, target: Path) -> Path:
        if fails == "rename" and (not exists or path.name == "harbour-parcels.yaml"):
            raise OSError(errno.EIO, "Input/output error", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "write_bytes", no_space)
    monkeypatch.setattr(Path, "rename", no_rename)
    assert main(["init", str(folder)]) == 6
    assert "No file was left incomplete." in capsys.readouterr().err
    assert folder.exists() == exists
    assert tree(tmp_path) == {}
    assert list(tmp_path.iterdir()) == ([folder] if exists else [])


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which both tools come from their built wheels, and nothing from this repository."""
    built = tmp_path_factory.mktemp("built")
    packages = tmp_path_factory.mktemp("packages")
    for project in ("generator", "emulator"):
        command = [
            sys.executable,
            "-m",
            "build",
            "--no-isolation",
            "--wheel",
            "--outdir",
            built,
            ROOT / project,
        ]
        subprocess.run(list(map(str, command)), check=True, capture_output=True, cwd=built)
    for wheel in built.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(packages)
    folder = str(Path(sys.executable).parent)
    return os.environ | {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(packages),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@pytest.mark.slow
def test_a_project_generates_tests_and_runs_at_once(installed: dict[str, str], tmp_path: Path) -> None:
    def run(*command: str, cwd: Path, code: int = 0) -> str:
        done = subprocess.run(
            list(command), cwd=cwd, env=installed, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    where = "import specseal, specseal_emulator; print(specseal.__file__, specseal_emulator.__file__)"
    assert str(ROOT) not in run("python", "-c", where, cwd=tmp_path)
    run("python", "-m", "specseal", "init", "own", cwd=tmp_path)
    own = tmp_path / "own"
    said = run("make", "test", "check", "drift", "PYTHON=python", "ARGS=-p no:cacheprovider", cwd=own)
    assert "harbour-parcels: written" in said
    assert " passed" in said
    assert "failed" not in said
    assert "All generated files are up to date." in said
    assert "harbour-parcels: unchanged since it was accepted" in said
    told = tree(own)
    assert not [name for name, text in told.items() if str(ROOT) in text]

    # the vendor adds a parameter: the story of docs/drift.md, outside the repository
    page = own / "pages/harbour/harbour-parcels.md"
    row = "| language | String |"
    assert row in page.read_text()
    page.write_text(page.read_text().replace(row, f"| depot | String | Optional | Which depot. |\n{row}"))
    assert "parameter-added /depot" in run("make", "drift", "PYTHON=python", cwd=own, code=2)
    stray = own / "pages/harbour/saved.md"
    stray.write_text("A page.")
    told_of = run("bash", "-c", "make drift PYTHON=python 2>&1", cwd=own, code=2)
    assert "pages/harbour/saved.md: no product is called saved; move" in told_of
    stray.unlink()
    take = ("accept", "harbour-parcels", "--doc", str(page), "--yes")
    run("python", "-m", "specseal", *take, cwd=own)
    run("python", "-m", "specseal", "generate", cwd=own)
    call = "from harbour_parcels import HarbourParcels; print(HarbourParcels.track_parcel.__doc__)"
    source = "import sys; sys.path.insert(0, 'generated/harbour-parcels/src'); "
    assert "depot" in run("python", "-c", source + call, cwd=own)


@pytest.mark.parametrize("target", ["generate", "lint", "test", "watch", "drift"])
def test_the_makefile_says_that_specseal_is_missing(tmp_path: Path, target: str) -> None:
    assert main(["init", str(tmp_path / "own")]) == 0
    (tmp_path / "bare").write_text(f'#!/bin/sh\nexec {sys.executable} -I -S "$@"\n')
    (tmp_path / "bare").chmod(0o755)
    command = ["make", target, f"PYTHON={tmp_path / 'bare'}"]
    done = subprocess.run(command, cwd=tmp_path / "own", capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"specseal is not installed for {tmp_path / 'bare'}: make setup" in done.stderr
    assert "No module named" not in done.stderr


def test_the_makefile_lists_its_targets(tmp_path: Path, capfd: Any) -> None:
    assert main(["init", str(tmp_path / "own")]) == 0
    done = subprocess.run(["make"], cwd=tmp_path / "own", capture_output=True, text=True, check=True)
    targets = {line.split()[1] for line in done.stdout.splitlines()}
    assert {"setup", "generate", "lint", "check", "test", "watch", "emulator", "drift"} <= targets
