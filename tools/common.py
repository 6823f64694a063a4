"""What the set-up scripts share: where things are, running a command, saying what went wrong."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
CONSTRAINTS = ROOT / "constraints.txt"
LOG = CACHE / "set-up.log"


class SetUpError(Exception):
    """Set-up cannot go on; the text says why, in words for the person at the terminal."""


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"set-up: {text}", flush=True)


def projects() -> list[Path]:
    """Return the repository's own projects: the generator, the emulator and every generated client."""
    generated = sorted(path.parent for path in ROOT.glob("generated/*/pyproject.toml"))
    return [ROOT / "generator", ROOT / "emulator", *generated]


def digest(parts: Iterable[str | bytes]) -> str:
    """Return one SHA-256 over all parts, in hexadecimal; where a part ends matters."""
    whole = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode()
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()


def split_pins(text: str) -> dict[str, str]:
    """Split a requirements file into its pins: normalised name → the pin with its hashes."""
    blocks = re.findall(r"^[A-Za-z0-9](?:\\\n|.)*", text, flags=re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", block.split("==")[0].strip()).lower(): block for block in blocks}


def venv_python(folder: Path) -> Path:
    """Return the interpreter of the virtual environment in a folder."""
    return folder / "bin" / "python"


def offline_environment() -> dict[str, str]:
    """Return the environment for installing from disk: no setting of the user's pip can bring an index in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return kept | {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def run(doing: str, command: list[str | Path], env: Mapping[str, str] | None = None) -> None:
    """Run a command with its output in the log; raise SetUpError with the part that matters when it fails."""
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n== {doing}\n")
        log.flush()
        start = log.tell()
        code = subprocess.run(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
        ).returncode
    if code:
        with LOG.open(encoding="utf-8", errors="replace") as log:
            log.seek(start)
            told = _telling(log.read().splitlines())
        raise SetUpError("\n".join([*told, f"{doing} failed; all output is in {LOG.relative_to(ROOT)}"]))


def _telling(lines: list[str]) -> list[str]:
    """Leave out pip's warnings and start at its first error, so that the cause is what the reader sees."""
    lines = [line for line in lines if line.strip() and not line.startswith("WARNING:")]
    first = next((at for at, line in enumerate(lines) if line.lstrip().lower().startswith("error")), None)
    return lines[-20:] if first is None else lines[first:][:40]


def fail(error: SetUpError) -> int:
    """Print an error of the set-up and return the exit code for it."""
    print(f"set-up: {error}", file=sys.stderr)
    return 1
