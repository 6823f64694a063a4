"""Builds wheels, feed and site in two fresh clones of the commit, and compares every byte: `make reproducible`.

The clones differ in what must not matter: folder, home, time zone, locale, umask and hash seed. Each installs the
pinned packages anew, which also shows that the targets need nothing but what the README names. It takes minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.common import ROOT, SetUpError, fail
from tools.publishing.sources import sha256

TARGETS = ("wheels", "portal", "site")
#: What make hands down to those that it starts, and what would let a clone use this work tree.
_OURS = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how a clone is built."""

    folder: str
    umask: int
    variables: Mapping[str, str] = field(default_factory=dict[str, str])


PLACES = (
    Place("one", 0o022, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}),
    Place(
        "another/folder with a longer name",
        0o077,
        {"TZ": "America/Lima", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
    ),
)


def main() -> int:
    """Build twice, compare, say what differs and return the exit code."""
    try:
        with tempfile.TemporaryDirectory(prefix="specseal-reproducible-") as work:
            made = [_built(Path(work), place) for place in PLACES]
    except SetUpError as error:
        return fail(error)
    differing = different(*made)
    for name in differing:
        print(f"reproducible: {name} differs", file=sys.stderr)
    if not differing:
        print(f"reproducible: {len(made[0])} files, the same bytes in both clones")
    return 1 if differing else 0


def different(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """The names that only one of them has, or that have another digest."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()) for path in files}


def _built(work: Path, place: Place) -> dict[str, str]:
    clone, home = work / place.folder, work / f"home-{place.umask}"
    clone.parent.mkdir(parents=True, exist_ok=True)
    home.mkdir()
    variables = {name: value for name, value in os.environ.items() if name not in _OURS}
    variables |= {**place.variables, "HOME": str(home)}
    _run("cloning", ["git", "clone", "--quiet", str(ROOT), str(clone)], work, variables, place.umask)
    print(f"reproducible: make {' '.join(TARGETS)} in {clone}", flush=True)
    _run(f"make in {clone}", ["make", *TARGETS], clone, variables, place.umask)
    made = digests(clone / "dist")
    shutil.rmtree(clone)
    return made


def _run(doing: str, command: list[str], cwd: Path, env: Mapping[str, str], umask: int) -> None:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        umask=umask,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-40:])
        raise SetUpError(f"{said}\n{doing} failed (exit status {done.returncode})")


if __name__ == "__main__":
    sys.exit(main())
