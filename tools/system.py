"""The system packages that tests need: Chromium, curl, openssl, libatomic, node with npm, zsh, fish, Redis, PostgreSQL.

`make test` runs this first. It installs missing packages where that needs no password (root, or `sudo -n`); elsewhere
it prints the command to type. Tests find the programs with the functions here, so that both look in the same folders:
PATH, and folders that a minimal PATH lacks.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

FOLDERS = (
    *("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"),
    *("/opt/homebrew/bin", "/snap/bin"),
)
"""Folders that are searched besides PATH."""


def program(*names: str) -> str | None:
    """The path of the first of these programs that is installed."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *FOLDERS])
    return next(filter(None, (shutil.which(name, path=path) for name in names)), None)


def chromium() -> str | None:
    """The path of Chromium or Chrome."""
    apps = [f"/Applications/{name}.app/Contents/MacOS/{name}" for name in ("Chromium", "Google Chrome")]
    return program("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", *apps)


def curl() -> str | None:
    """The path of curl."""
    return program("curl")


def openssl() -> str | None:
    """The path of openssl."""
    return program("openssl")


def node() -> str | None:
    """The path of node, where npm is there too."""
    return program("node") if program("npm") else None


def zsh() -> str | None:
    """The path of zsh."""
    return program("zsh")


def fish() -> str | None:
    """The path of fish."""
    return program("fish")


def redis() -> str | None:
    """The path of redis-server."""
    return program("redis-server")


def libatomic() -> str | None:
    """libatomic, which playwright's node needs on Linux."""
    if sys.platform != "linux":
        return "not needed"
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return None
    return "libatomic.so.1"


def postgresql() -> str | None:
    """The folder of initdb and postgres of the newest PostgreSQL that this user can start."""
    if os.getuid() == 0 and unprivileged_user() is None:
        return None
    installed = [
        folder
        for pattern in ("usr/lib/postgresql/*/bin", "opt/homebrew/opt/postgresql@*/bin", "usr/pgsql-*/bin")
        for folder in Path("/").glob(pattern)
    ]
    installed.sort(key=lambda folder: [int(part) for part in _digits(str(folder))], reverse=True)
    path = os.pathsep.join(map(str, installed))
    for found in (shutil.which("postgres", path=path) if path else None, program("postgres")):
        if found:
            folder = Path(found).resolve().parent
            if (folder / "initdb").exists():
                return str(folder)
    return None


def _digits(text: str) -> list[str]:
    return "".join(letter if letter.isdigit() else " " for letter in text).split()


def unprivileged_user() -> str | None:
    """The user for PostgreSQL, which refuses to run as root."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


NEEDS: Mapping[str, Callable[[], str | None]] = {
    "Chromium": chromium,
    "curl": curl,
    "openssl": openssl,
    "libatomic": libatomic,
    "node": node,
    "zsh": zsh,
    "fish": fish,
    "Redis": redis,
    "PostgreSQL": postgresql,
}


def missing() -> list[str]:
    """The packages that are not installed."""
    return [name for name, find in NEEDS.items() if not find()]


def main() -> int:
    """Install what is missing, or print how to; returns the exit status."""
    absent = missing()
    if not absent:
        return 0
    installer = _installer(absent)
    if installer is None:
        print(_instructions(absent), file=sys.stderr)
        return 1
    print(f"system: installing what tests need: {', '.join(absent)}", flush=True)
    if failure := _run(installer):
        print(f"{failure}; {_instructions(absent)}", file=sys.stderr)
        return 1
    if absent := missing():
        print(_instructions(absent), file=sys.stderr)
        return 1
    return 0


def _instructions(absent: list[str]) -> str:
    *first, last = absent
    names = f"{', '.join(first)} and {last}, which are" if first else f"{last}, which is"
    return (
        f"system: the tests need {names} not installed. Run: {by_hand(absent)};"
        " or run make test-core, which needs no system package"
    )


def by_hand(absent: list[str]) -> str:
    """The command that installs these packages on this system."""
    if sys.platform == "darwin":
        casks = " && brew install --cask google-chrome" if "Chromium" in absent else ""
        formulas = " ".join(
            {"PostgreSQL": "postgresql"}.get(name, name.lower()) for name in absent if name != "Chromium"
        )
        return f"brew install {formulas}{casks}" if formulas else casks.removeprefix(" && ")
    if program("apt-get"):
        return f"sudo apt-get install {' '.join(_packages(absent))}"
    return f"your package manager's install of {', '.join(absent)}"


def _packages(absent: list[str]) -> list[str]:
    """The names of the Debian or Ubuntu packages."""
    browser = "chromium-browser" if "ubuntu" in _release() else "chromium"
    differing = {
        "Chromium": browser,
        "libatomic": "libatomic1",
        "node": "nodejs npm",
        "Redis": "redis-server",
    }
    return [package for name in absent for package in differing.get(name, name.lower()).split()]


def _release() -> str:
    file = Path("/etc/os-release")
    return file.read_text(encoding="utf-8").lower() if file.exists() else ""


def install(package: str) -> None:
    """Install a package without asking. Raises RuntimeError when that is not possible."""
    commands = _apt([package])
    failure = f"{package} is missing" if commands is None else _run(commands)
    if failure:
        raise RuntimeError(failure)


def _installer(absent: list[str]) -> list[list[str]] | None:
    """The commands that install these packages without asking, or None."""
    return _apt(_packages(absent))


def _apt(packages: list[str]) -> list[list[str]] | None:
    apt = program("apt-get")
    if apt is None:
        return None
    prefix: list[str] = []
    if os.getuid():
        sudo = program("sudo")
        if sudo is None or subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode:
            return None
        prefix = [sudo, "-n"]
    paths = f"PATH={os.pathsep.join(filter(None, [os.environ.get('PATH'), *FOLDERS]))}"
    quiet = [*prefix, "env", paths, "DEBIAN_FRONTEND=noninteractive", apt, "-qq"]
    return [[*quiet, "update"], [*quiet, "install", "--yes", "--no-install-recommends", *packages]]


def _run(commands: list[list[str]]) -> str | None:
    """Run commands in turn; returns the output of the first that fails, or None."""
    for command in commands:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            return f"{done.stdout}system: {' '.join(command)} failed"
    return None


if __name__ == "__main__":
    sys.exit(main())
