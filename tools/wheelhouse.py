"""Fetch every pinned package once, hashes checked, and keep all of them as wheels in `.cache/wheelhouse`.

The folder serves `pip install --no-index --find-links`. Its `requirements.txt` names each wheel with its hash
(those built here from source too), so that an installation can tell a damaged file; being written last and
moved into place with the folder, it is also the sign that the folder is whole.
"""

import hashlib
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from common import CACHE, CONSTRAINTS, SetUpError, digest, run, say, split_pins, venv_python

WHEELHOUSE = CACHE / "wheelhouse"
REQUIREMENTS = WHEELHOUSE / "requirements.txt"

# What turns the source distributions among the pinned packages into wheels.
BUILDERS = ("pip", "setuptools", "wheel", "packaging")


def wheelhouse_key() -> str:
    """Return what the wheelhouse depends on: the pins, the interpreter's version and the platform."""
    tag = f"{sys.version_info.major}.{sys.version_info.minor} {sysconfig.get_platform()}"
    return digest([CONSTRAINTS.read_bytes(), tag])


def ensure_wheelhouse() -> None:
    """Fetch the pinned packages, unless they are there already."""
    key = wheelhouse_key()
    if REQUIREMENTS.exists() and REQUIREMENTS.read_text(encoding="utf-8").startswith(f"# {key}\n"):
        return
    pins = split_pins(CONSTRAINTS.read_text(encoding="utf-8"))
    say(f"fetching {len(pins)} pinned packages, about 150 MB, into .cache/wheelhouse (once)")
    part, builder = CACHE / "wheelhouse.part", CACHE / "builder"
    for folder in (part, builder):
        shutil.rmtree(folder, ignore_errors=True)
    part.mkdir(parents=True)
    _fetch(pins, part, builder)
    (part / "requirements.txt").write_text(f"# {key}\n{locked(part)}", encoding="utf-8")
    shutil.rmtree(WHEELHOUSE, ignore_errors=True)
    part.rename(WHEELHOUSE)
    shutil.rmtree(builder)


def _fetch(pins: dict[str, str], part: Path, builder: Path) -> None:
    create_venv(builder)
    python = venv_python(builder)
    tools = builder / "builders.txt"
    tools.write_text("\n".join(pins[name] for name in BUILDERS), encoding="utf-8")
    checked = ["--no-deps", "--require-hashes", "--disable-pip-version-check", "--no-input"]
    run(
        "fetching the build tools",
        [python, "-m", "pip", "install", *checked, "--only-binary=:all:", "-r", tools],
    )
    run(
        "fetching the packages of constraints.txt",
        [python, "-m", "pip", "wheel", *checked, "--no-build-isolation", "-w", part, "-r", CONSTRAINTS],
    )


def create_venv(folder: Path) -> None:
    """Make an empty virtual environment with pip; SetUpError when this Python lacks the means."""
    probe = [sys.executable, "-Ic", "import ensurepip, venv; ensurepip.version()"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        raise SetUpError(
            f"{sys.executable} cannot make virtual environments with pip: install its venv package"
            " (Debian, Ubuntu: apt-get install python3.11-venv)"
        )
    run("making a virtual environment", [sys.executable, "-Im", "venv", folder])


def locked(folder: Path) -> str:
    """Return a requirements file that pins each wheel of a folder to its version and hash."""
    lines: list[str] = []
    for wheel in sorted(folder.glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        lines.append(f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    return "".join(lines)
