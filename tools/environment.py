"""Bring `.venv` up to date: the pinned packages from `.cache/wheelhouse`, then the repository's own projects.

Run by `tools/setup.sh` under a plain Python 3.11. Cheap when there is nothing to do, and without network once
the wheelhouse is there. A state file tells a finished environment from a half-made one; it is written last.

`--packages-only` leaves the projects out: `make constraints` must work while they ask for what is not pinned.
"""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

from common import (
    CACHE,
    LOG,
    ROOT,
    SetUpError,
    digest,
    fail,
    offline_environment,
    projects,
    run,
    say,
    venv_python,
)
from wheelhouse import REQUIREMENTS, WHEELHOUSE, create_venv, ensure_wheelhouse, wheelhouse_key

VENV = ROOT / ".venv"
STATE = VENV / ".set-up"
UNFINISHED = "unfinished"


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
            return fail(SetUpError("interrupted; the next run starts over"))
    return 0


def _wait_for(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("waiting for another set-up of this folder")
        fcntl.flock(lock, fcntl.LOCK_EX)


def set_up(*, with_projects: bool) -> None:
    """Do what is missing, and nothing else."""
    # A virtual environment cannot be moved, so its place is part of what it depends on.
    packages = digest([wheelhouse_key(), str(ROOT)])
    own = digest(part for path in projects() for part in (path.name, (path / "pyproject.toml").read_bytes()))
    have_packages, have_own = _state()
    _refuse_foreign_venv()
    ensure_wheelhouse()
    if have_packages != packages or not _is_usable():
        _renew_venv()
        say("installing the packages into .venv")
        _pip_install("--require-hashes", "--find-links", WHEELHOUSE, "-r", REQUIREMENTS)
        STATE.write_text(f"{packages} {UNFINISHED}\n", encoding="utf-8")
        have_own = UNFINISHED
    if with_projects and have_own != own:
        STATE.write_text(f"{packages} {UNFINISHED}\n", encoding="utf-8")
        _install_projects()
        STATE.write_text(f"{packages} {own}\n", encoding="utf-8")


def _install_projects() -> None:
    say(f"installing {', '.join(folder.name for folder in projects())} into .venv, editable")
    _pip_install("--no-build-isolation", *(part for folder in projects() for part in ("-e", folder)))
    run(
        "comparing what is installed with what the projects ask for (after a change: make constraints)",
        [venv_python(VENV), "-Im", "pip", "check"],
        offline_environment(),
    )


def _state() -> tuple[str, str]:
    """Return what `.venv` was made from: the packages' digest and the projects' one; empty where unknown."""
    if not STATE.exists():
        return "", ""
    words = STATE.read_text(encoding="utf-8").split()
    return (words[0], words[1]) if len(words) == 2 else ("", "")


def _is_usable() -> bool:
    """Tell whether `.venv` has a working Python 3.11, and say so where it has not."""
    probe = [str(venv_python(VENV)), "-Ic", "import sys; sys.exit(sys.version_info[:2] != (3, 11))"]
    try:
        usable = not subprocess.run(probe, capture_output=True, check=False).returncode
    except OSError:
        usable = False
    if not usable:
        say(".venv has no working Python 3.11; making it anew")
    return usable


def _refuse_foreign_venv() -> None:
    foreign = VENV.exists() and not STATE.exists() and any(VENV.iterdir())
    if foreign or VENV.is_symlink():
        raise SetUpError(".venv was not made by this set-up; move it away or remove it first")


def _renew_venv() -> None:
    if VENV.exists():
        # The state file stays: an interruption here must not leave what looks like somebody else's folder.
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
    create_venv(VENV)


def _pip_install(*arguments: str | Path) -> None:
    command = [venv_python(VENV), "-Im", "pip", "install", "--no-index", "--no-deps", *arguments]
    run("installing into .venv", command, offline_environment())


if __name__ == "__main__":
    sys.exit(main())
