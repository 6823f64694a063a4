"""Bring `.venv` up to date: the pinned packages, then the repository's own projects.

Run by `tools/python.sh` under any supported Python. Takes a moment when there is nothing to do, and needs no network
once the packages were fetched. A state file, written last, marks a complete environment.

`--packages-only` skips the projects: `make constraints` must work while they need packages that are not pinned.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from tools.common import (
    CACHE,
    CONSTRAINTS,
    LOG,
    ROOT,
    SetUpError,
    digest,
    fail,
    projects,
    run,
    say,
    show,
    split_pins,
)
from tools.installer import UV, ensure_uv, fetched, mark_fetched, uv_environment

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = VENV / ".set-up"
UNFINISHED = "unfinished"

BUILDERS = ("setuptools", "wheel", "packaging")
"""The build backends of pinned packages that have no wheel."""


def main() -> int:
    """Set everything up and return the exit code."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "set-up.lock").open("w") as lock:
        try:
            _wait_for(lock.fileno())
            LOG.write_text("", encoding="utf-8")
            set_up(with_projects="--packages-only" not in sys.argv[1:])
        except SetUpError as error:
            return fail(error)
        except KeyboardInterrupt:
            return fail(SetUpError("interrupted; the next run goes on from here"))
    return 0


def _wait_for(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("waiting for another set-up of this folder")
        fcntl.flock(lock, fcntl.LOCK_EX)


def set_up(*, with_projects: bool) -> None:
    """Do what is missing, and nothing else."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    pinned = digest([CONSTRAINTS.read_bytes(), version, sysconfig.get_platform()])
    # A virtual environment cannot be moved, so its path is part of its state.
    packages = digest([pinned, str(ROOT)])
    own = digest(part for path in projects() for part in (path.name, (path / "pyproject.toml").read_bytes()))
    have_packages, have_own = _state()
    _refuse_foreign_venv()
    if have_packages != packages or not _is_usable(version):
        ensure_uv()
        _renew_venv()
        _install_packages(pinned, version)
        STATE.write_text(f"{packages} {UNFINISHED}\n", encoding="utf-8")
        have_own = UNFINISHED
    if with_projects and have_own != own:
        ensure_uv()
        STATE.write_text(f"{packages} {UNFINISHED}\n", encoding="utf-8")
        _install_projects()
        STATE.write_text(f"{packages} {own}\n", encoding="utf-8")


def _install_packages(pinned: str, version: str) -> None:
    pins = split_pins(CONSTRAINTS.read_text(encoding="utf-8"))
    builders = CACHE / "builders.txt"
    builders.write_text("\n".join(pins[name] for name in BUILDERS), encoding="utf-8")
    environment = uv_environment()

    def install(*options: str) -> None:
        checked: list[str | Path] = [
            UV,
            "pip",
            "install",
            "--python",
            PYTHON,
            "--no-deps",
            "--require-hashes",
            *options,
        ]
        run("installing the build tools", [*checked, "--only-binary=:all:", "-r", builders], environment)
        show("installing the packages", [*checked, "--no-build-isolation", "-r", CONSTRAINTS], environment)

    if fetched(pinned):
        say(f"installing {len(pins)} pinned packages for Python {version} from the cache")
        try:
            install("--offline")
        except SetUpError:
            say("the cache does not have all of them any more")
        else:
            return
    say(f"fetching and installing {len(pins)} pinned packages for Python {version}, about 300 MB (once)")
    install()
    mark_fetched(pinned)


def _install_projects() -> None:
    say(f"installing {', '.join(folder.name for folder in projects())} into .venv, editable")
    environment = uv_environment()
    editable: list[str | Path] = [part for folder in projects() for part in ("-e", folder)]
    offline = ["--offline", "--no-deps", "--no-build-isolation", "--reinstall"]
    run(
        "installing the projects",
        [UV, "pip", "install", "--python", PYTHON, *offline, *editable],
        environment,
    )
    run(
        "comparing what is installed with what the projects ask for (after a change: make constraints)",
        [UV, "pip", "check", "--python", PYTHON],
        environment,
    )


def _state() -> tuple[str, str]:
    """Return the digests of the packages and of the projects that `.venv` was made from; empty if unknown."""
    if not STATE.exists():
        return "", ""
    words = STATE.read_text(encoding="utf-8").split()
    return (words[0], words[1]) if len(words) == 2 else ("", "")


def _is_usable(version: str) -> bool:
    """Return whether `.venv` has a working Python of that version, and report if not."""
    probe: list[str | Path] = [
        PYTHON,
        "-Ic",
        "import sys; print(f'{sys.version_info.major}.{sys.version_info.minor}')",
    ]
    try:
        found: str = subprocess.run(probe, capture_output=True, text=True, check=False).stdout
        usable = found.strip() == version
    except OSError:
        usable = False
    if not usable:
        say(f".venv has no working Python {version}; making it anew")
    return usable


def _refuse_foreign_venv() -> None:
    foreign = VENV.exists() and not STATE.exists() and any(VENV.iterdir())
    if foreign or VENV.is_symlink():
        raise SetUpError(".venv was not made by this set-up; move it away or remove it first")


def _renew_venv() -> None:
    if VENV.exists():
        # The state file stays: after an interruption the folder must still be recognisable as ours.
        STATE.write_text(UNFINISHED, encoding="utf-8")
        for path in VENV.iterdir():
            if path == STATE:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    VENV.mkdir(exist_ok=True)
    STATE.write_text(UNFINISHED, encoding="utf-8")
    run("making .venv", [sys.executable, "-Im", "venv", "--without-pip", VENV])


if __name__ == "__main__":
    sys.exit(main())
