"""Programs from npm that tests and docs need, at pinned versions: `python -m tools.npm [NAME…]` installs them.

`tools/npm-tools/NAME/` holds what a program needs: a package.json with exact versions, and a package-lock.json with
the version and the SHA-512 of every package below it. Neither names a registry: packages come from the one that npm
is configured for, and `npm ci` refuses whatever has another hash. A program is installed once, into
`.cache/npm/NAME-DIGEST`, where the digest is that of both files. Scripts of packages are not run. The lock file of
`site` leaves out what its packages depend on, because only their bundled scripts are used.

`python -m tools.npm --pin NAME PACKAGE@VERSION…` writes both files.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools import system
from tools.common import CACHE, ROOT, SetUpError, digest, fail, say

PINS = ROOT / "tools" / "npm-tools"
FOLDER = CACHE / "npm"
_QUIET = ("--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts", "--loglevel=error")
_KEPT = {
    *("version", "integrity", "dependencies", "devDependencies", "optionalDependencies"),
    *("peerDependencies", "peerDependenciesMeta", "bin", "engines", "os", "cpu", "libc"),
    *("dev", "optional", "devOptional", "peer", "hasInstallScript"),
}
"""What stays in a lock file: what npm acts on, and no address."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Install programs, or pin one; return the exit code."""
    parser = argparse.ArgumentParser(prog="tools.npm", description="Install pinned programs from npm.")
    parser.add_argument("--pin", action="store_true", help="write the pins of NAME from PACKAGE@VERSION…")
    parser.add_argument("names", nargs="*", metavar="NAME", help="all of them where none is named")
    given = parser.parse_args(arguments)
    try:
        if given.pin:
            pin(given.names[0] if given.names else "", given.names[1:])
        else:
            for name in given.names or pinned():
                say(f"{name} is in {os.path.relpath(install(name), ROOT)}")
    except SetUpError as error:
        return fail(error)
    return 0


def command(name: str, program: str | None = None) -> list[str]:
    """The start of a command line that runs a program of NAME (the one called NAME), installed where it is not yet.

    Raises SetUpError where node or npm are missing, or npm cannot fetch it.
    """
    script = install(name) / "node_modules" / ".bin" / (program or name)
    if not script.exists():
        raise SetUpError(f"{name} has no program {program or name}")
    return [_needed("node"), str(script.resolve())]


def install(name: str) -> Path:
    """The folder in which NAME is installed (with `node_modules` in it); fetches it where it is not there.

    Raises SetUpError for a name without pins, an incomplete lock file, and where npm fails.
    """
    manifest, lock = PINS / name / "package.json", PINS / name / "package-lock.json"
    if not (manifest.exists() and lock.exists()):
        raise SetUpError(f"{name} is not pinned in tools/npm-tools, expected one of: {', '.join(pinned())}")
    whole = FOLDER / f"{name}-{digest([manifest.read_bytes(), lock.read_bytes()])[:16]}"
    if whole.exists():
        return whole
    _check(lock)
    with _alone(name):
        if whole.exists():  # another process made it meanwhile
            return whole
        say(f"fetching {name} from npm")
        making = FOLDER / f"{name}.making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        for file in (manifest, lock):
            shutil.copyfile(file, making / file.name)
        _npm(making, "ci", "--omit=dev")
        making.rename(whole)  # the sign that it is whole
    return whole


def pinned() -> list[str]:
    """The names of all programs that can be installed."""
    return sorted(path.parent.name for path in PINS.glob("*/package.json"))


def pin(name: str, packages: Sequence[str]) -> None:
    """Write both files of NAME for these packages, each with its exact version.

    Raises SetUpError for a package without a version, and where npm cannot resolve them.
    """
    wanted: dict[str, str] = {}
    for package in packages:
        one, _, version = package.rpartition("@")
        wanted[one] = version
    if (
        not wanted
        or not all(wanted)
        or not name
        or not all(version[:1].isdigit() for version in wanted.values())
    ):
        raise SetUpError("--pin takes a name and packages with their versions: --pin NAME PACKAGE@1.2.3")
    with _alone(name):
        making = FOLDER / f"{name}.pinning"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        manifest = json.dumps({"name": name, "private": True, "dependencies": wanted}, indent=2) + "\n"
        (making / "package.json").write_text(manifest, encoding="utf-8")
        _npm(making, "install", "--package-lock-only", "--omit=dev")
        lock = making / "package-lock.json"
        text = json.dumps(_without_addresses(_read(lock)), indent=2) + "\n"
        lock.write_text(text, encoding="utf-8")
        _check(lock)
        (PINS / name).mkdir(parents=True, exist_ok=True)
        for file in ("package.json", "package-lock.json"):
            shutil.copyfile(making / file, PINS / name / file)
        shutil.rmtree(making)
    say(f"{name} is pinned, with {len(_read(PINS / name / lock.name)['packages']) - 1} packages")


def _without_addresses(lock: dict[str, Any]) -> dict[str, Any]:
    packages = {
        where: package if not where else {key: value for key, value in package.items() if key in _KEPT}
        for where, package in lock["packages"].items()
    }
    return lock | {"packages": packages}


def _check(lock: Path) -> None:
    """Refuse a lock file that would let npm take a package unchecked, or from an address of the file's own."""
    for where, package in _read(lock)["packages"].items():
        if where and not str(package.get("integrity", "")).startswith("sha512-"):
            raise SetUpError(f"{lock}: {where} has no SHA-512; pin it again: python -m tools.npm --pin …")
        if "resolved" in package:
            raise SetUpError(f"{lock}: {where} names an address; pin it again: python -m tools.npm --pin …")


def _read(lock: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(lock.read_text(encoding="utf-8"))
    return read


def _npm(folder: Path, *arguments: str) -> None:
    environment = {
        "npm_config_cache": str(FOLDER / "cache"),
        "npm_config_omit_lockfile_registry_resolved": "true",
        "npm_config_fetch_retry_mintimeout": "1000",  # milliseconds
        "npm_config_fetch_retry_maxtimeout": "10000",
        **os.environ,
    }
    done = subprocess.run(
        [_needed("npm"), *arguments, *_QUIET],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        shown = "\n".join(line for line in done.stdout.splitlines() if "complete log" not in line)
        raise SetUpError(f"npm {arguments[0]} failed:\n{shown}")


def _needed(program: str) -> str:
    found = system.program(program)
    if found is None:
        raise SetUpError(f"{program} is not installed. Type: {system.by_hand([program])}")
    return found


@contextmanager
def _alone(name: str) -> Generator[None]:
    """Keep other processes from installing the same program meanwhile."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
