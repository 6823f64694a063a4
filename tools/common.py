"""Shared by the set-up scripts: paths, running a command, reporting what went wrong."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
CONSTRAINTS = ROOT / "constraints.txt"
LOG = CACHE / "set-up.log"
Command = Sequence[str | Path]


class SetUpError(Exception):
    """Set-up cannot continue; the text says why, for the person at the terminal."""


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"set-up: {text}", flush=True)


def projects() -> list[Path]:
    """Return the repository's own projects: the generator, the emulator and every generated client."""
    generated = sorted(path.parent for path in ROOT.glob("generated/*/pyproject.toml"))
    return [ROOT / "generator", ROOT / "emulator", *generated]


def digest(parts: Iterable[str | bytes]) -> str:
    """Return one SHA-256 over all parts, in hexadecimal; the boundaries between parts count."""
    whole = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode()
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()


def split_pins(text: str) -> dict[str, str]:
    """Split a requirements file into its pins: normalised name → the pin with its hashes."""
    blocks = re.findall(r"^[A-Za-z0-9](?:\\\n|.)*", text, flags=re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", block.split("==")[0].strip()).lower(): block for block in blocks}


def run(doing: str, command: Command, env: Mapping[str, str] | None = None) -> None:
    """Run a command with its output in the log; raise SetUpError with the part that matters when it fails."""
    start = _begin(doing)
    with LOG.open("a", encoding="utf-8") as log:
        code = subprocess.run(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
        ).returncode
    if code:
        raise _failure(doing, start)


def show(doing: str, command: Command, env: Mapping[str, str] | None = None) -> None:
    """Run a command that reports its progress: unchanged on a terminal, line by line elsewhere."""
    start = _begin(doing)
    if sys.stderr.isatty():
        if subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False).returncode:
            raise SetUpError(f"{doing} failed; the lines above say why")
        return
    with (
        LOG.open("a", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        assert process.stdout is not None  # noqa: S101  asked for above
        for line in process.stdout:
            log.write(line)
            if re.match(r"\s*(Downloading|Building|Prepared|Installed) ", line):
                say(line.strip())
    if process.returncode:
        raise _failure(doing, start)


def _begin(doing: str) -> int:
    """Write a heading to the log; returns the offset of the output that follows."""
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n== {doing}\n")
        log.flush()
        return log.tell()


#: what pip, uv or the system print when the index cannot be reached
_UNREACHABLE = re.compile(
    r"NewConnectionError|ConnectTimeout|ConnectError|dns error|name resolution|Name or service not known"
    r"|error sending request|tcp connect error|Connection refused|Network is unreachable|No route to host"
    r"|ProxyError|operation timed out",
    re.IGNORECASE,
)


def _failure(doing: str, start: int) -> SetUpError:
    with LOG.open(encoding="utf-8", errors="replace") as log:
        log.seek(start)
        output = log.read()
    where = LOG.relative_to(ROOT)
    if _UNREACHABLE.search(output):
        return SetUpError(
            f"{doing} failed: cannot reach the package index. The first set-up needs a network; check the"
            f" index and proxy that `pip config list` names. The full output is in {where}"
        )
    return SetUpError(
        "\n".join([*_errors(output.splitlines()), f"{doing} failed; the full output is in {where}"])
    )


def _errors(lines: list[str]) -> list[str]:
    """Drop warnings and start at the first error, so that the cause comes first."""
    lines = [line for line in lines if line.strip() and not line.lower().startswith("warning:")]
    first = next(
        (at for at, line in enumerate(lines) if line.lstrip().lower().startswith(("error", "×", "found "))),
        None,
    )
    return lines[-20:] if first is None else lines[first:][:40]


def fail(error: SetUpError) -> int:
    """Print a set-up error and return its exit code."""
    print(f"set-up: {error}", file=sys.stderr)
    return 1
