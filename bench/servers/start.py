"""Starting the servers: each in a process of its own, on a core of its own, until the first response."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.server import cores
from tools import npm
from tools.common import CACHE, CONSTRAINTS, ROOT, digest, say
from tools.installer import UV, ensure_uv, uv_environment

from . import requests

_PINS = Path(__file__).with_name("peers.txt")
_CONTRACTS = ROOT / "generated" / "contracts"
_SEED = "extends: default\naccounts:\n  - {key: demo-key, secret: demo-secret, limits: none}\n"


@dataclass(frozen=True, slots=True)
class Server:
    """One server, not started: how to start it, and what to send to it, by case."""

    name: str
    command: tuple[str, ...]
    """``PORT`` stands for the port."""
    requests: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Running:
    """One that runs."""

    port: int
    first: float
    """Seconds from its start to its first response."""
    pid: int

    def mebibytes(self) -> float:
        """Memory of it and its children."""
        return sum(_resident(pid) for pid in family(self.pid)) / 1024


def seeded(folder: Path) -> tuple[str, ...]:
    """The command of an emulator whose account has no limits."""
    seed = folder / "seed.yaml"
    seed.write_text(_SEED, encoding="utf-8")
    return (installed(), "-m", "specseal_emulator", "serve", "--port", "PORT", "--seed", str(seed))


def servers(folder: Path) -> list[Server]:
    """All of them; fetches those that are not there."""
    small, picture = requests.small(), requests.picture()
    ours = seeded(folder)
    prism, peers = npm.command("prism"), _peers()
    return [
        Server("specseal", ours, {"small": small, "picture": picture}),
        Server("specseal, file", (*ours, "--db", str(folder / "state.db")), {"small": small}),
        *(
            Server(
                name,
                (
                    *prism,
                    "mock",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    "PORT",
                    str(_CONTRACTS / f"{contract}.json"),
                ),
                {case: sent},
            )
            for name, contract, case, sent in (
                ("Prism", "finauth-facesearch", "small", small),
                ("Prism, pictures", "faceid-lite", "picture", picture),
            )
        ),
        Server(
            "moto",
            (str(peers / "moto_server"), "--host", "127.0.0.1", "--port", "PORT"),
            {"small": requests.sts()},
        ),
        Server(
            "Starlette's echo",
            (str(peers / "python"), "-m", "bench.servers.echo", "PORT"),
            {"small": small, "picture": picture},
        ),
    ]


def _peers() -> Path:
    """The programs of moto and Starlette, in an environment of their own with pinned packages.

    Starlette reads forms with python-multipart, whose module would hide that of the emulator's multipart.
    """
    key = digest([_PINS.read_bytes()])
    return _with_packages("peers", key, "moto and Starlette", ["--require-hashes", "-r", _PINS])


@functools.cache
def installed() -> str:
    """The Python of an environment that has the emulator as its users install it, and nothing else.

    With the extra for PostgreSQL, which is imported only where a store is in it.
    """
    project = ROOT / "emulator"
    sources = [
        path for path in sorted(project.rglob("*")) if path.is_file() and "__pycache__" not in path.parts
    ]
    key = digest([CONSTRAINTS.read_bytes(), *(path.read_bytes() for path in sources)])
    found = _with_packages(
        "emulator",
        key,
        "the emulator's packages",
        ["-c", CONSTRAINTS, "-b", CONSTRAINTS, f"{project}[postgresql]"],
    )
    return str(found / "python")


def _with_packages(name: str, key: str, what: str, wanted: list[str | Path]) -> Path:
    """The programs of an environment that is made once for each key, and for what is wanted in it."""
    of_both = digest([key.encode(), *(str(one).encode() for one in wanted)])
    whole = CACHE / f"{name}-{of_both[:16]}"
    if not whole.exists():
        ensure_uv()
        say(f"fetching {what}, for the bench alone")
        for old in CACHE.glob(f"{name}-*"):
            shutil.rmtree(old)
        making = CACHE / f"{name}.making"
        shutil.rmtree(making, ignore_errors=True)
        python, of_uv = making / "bin" / "python", uv_environment()
        subprocess.run(
            [UV, "venv", "--quiet", "--relocatable", "--python", sys.executable, making],
            check=True,
            env=of_uv,
        )
        install: list[str | Path] = [UV, "pip", "install", "--quiet", "--python", python, *wanted]
        subprocess.run(install, check=True, env=of_uv)
        making.rename(whole)
    return whole / "bin"


def environment() -> dict[str, str]:
    """Of a server: as in an installation, modules are compiled once, not at every start."""
    found = {**os.environ, "PYTHONPYCACHEPREFIX": str(CACHE / "bytecode")}
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found


@contextlib.contextmanager
def running(server: Server) -> Generator[Running]:
    """Start it; stop it at the end. Raises `RuntimeError`, with what it wrote, when it does not respond."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [part.replace("PORT", str(port)) if part == "PORT" else part for part in server.command]
    request = next(iter(server.requests.values()))
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=errors,
            preexec_fn=lambda: os.sched_setaffinity(0, cores()[1]),  # noqa: PLW1509 - this process has no thread
        ) as process,
    ):
        try:
            begun = time.perf_counter()
            while not _responds(port, request):
                if process.poll() is not None or time.perf_counter() - begun > 60:
                    errors.seek(0)
                    said = errors.read().decode(errors="replace").strip()
                    raise RuntimeError(f"{server.name} does not respond: {' '.join(command)}\n{said}")
                time.sleep(0.002)
            yield Running(port, time.perf_counter() - begun, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _responds(port: int, request: bytes) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(request)
            return connection.recv(4096).startswith(b"HTTP/1.1 ")
    except OSError:
        return False


def family(pid: int) -> list[int]:
    """A process and those it has started, and so on."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(text) for text in children.read_text(encoding="ascii").split()] if children.exists() else []
    return [pid, *(one for child in found for one in family(child))]


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)
