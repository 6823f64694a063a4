"""Running what judges, builds and installs, and saying plainly what failed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class PublishingError(Exception):
    """Wheels cannot be made or published; the text says why, in words for the person at the terminal."""


def perform(
    doing: str, command: Sequence[str | Path], cwd: Path, env: Mapping[str, str] | None = None
) -> str:
    """Run a command; its standard output. Raises `PublishingError` with all it said when it fails."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = "\n".join(line for line in (done.stdout + done.stderr).splitlines()[-60:] if line.strip())
        raise PublishingError(f"{said}\n{doing} failed (exit status {done.returncode})")
    return done.stdout


def bare_environment(home: Path) -> dict[str, str]:
    """An environment without any configuration of pip, uv or Python, and with a home of its own."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "NO_PROXY": "*",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "UV_NO_CONFIG": "1",
        "UV_PYTHON_DOWNLOADS": "never",
    }
