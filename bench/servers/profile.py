"""Where the emulator's processor time goes, by layer, for each kind of request."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .load import most
from .profiled import LAYERS, OTHERS
from .start import Server, environment, installed, running, seeded


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of request. Times are in seconds."""

    call: float
    """Processor time of one request, the kernel's included."""
    shares: Mapping[str, float]
    """Of that time, by layer."""


@dataclass(frozen=True, slots=True)
class Start:
    """Processor seconds of a start."""

    whole: float
    """Until the first response."""
    imported: float
    """Of a Python that only imports the emulator's command."""
    bare: float
    """Of one that only imports the packages it stands on."""


_PACKAGES = (
    "import gc; gc.disable(); import asyncio, httptools, jsonschema_rs, multipart, uvicorn, uvloop, sqlite3"
)
_OWN = "import specseal_emulator.run; from specseal_emulator.plugins import installed; installed()"
_END = "import os; os._exit(0)"
"""Without what Python does at its end."""


def start(folder: Path, request: bytes, turns: int) -> Start:
    """Measure a few starts; the least of each, because all else is added to it."""
    server, wholes = Server("specseal", seeded(folder), {"case": request}), list[float]()
    for _ in range(turns):
        with running(server) as found:
            wholes.append(cpu(found.pid))
    bare, imported = (
        min(_cpu_of(program) for _ in range(turns))
        for program in (f"{_PACKAGES}; {_END}", f"{_PACKAGES}; {_OWN}; {_END}")
    )
    return Start(min(wholes), imported, bare)


def _cpu_of(program: str) -> float:
    """Processor seconds of a Python that runs a program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([installed(), "-c", program], check=True, env=environment())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def profile(folder: Path, request: bytes, seconds: float) -> Profile:
    """Measure the time of a request, then note with a clock what it is spent on."""
    python, module, _, *rest = seeded(folder)
    server = Server("specseal", (python, module, "specseal_emulator", *rest), {"case": request})
    with running(server) as found:
        asyncio.run(most(found.port, request, seconds=seconds / 3))
        begun = cpu(found.pid)
        calls = len(asyncio.run(most(found.port, request, seconds=seconds)).latencies)
        call = (cpu(found.pid) - begun) / calls
    notes = folder / "notes.json"
    watched = Server(
        "specseal", (python, module, "bench.servers.profiled", str(notes), *rest), {"case": request}
    )
    with running(watched) as found:
        asyncio.run(most(found.port, request, seconds=seconds / 3))
        os.kill(found.pid, signal.SIGUSR1)
        asyncio.run(most(found.port, request, seconds=seconds))
    counted: dict[str, float] = json.loads(notes.read_text(encoding="utf-8"))
    whole = sum(counted.values())
    return Profile(call, {name: number / whole for name, number in counted.items()})


def table(profiles: Mapping[str, Profile]) -> Iterator[str]:
    """A Markdown table, one column for each kind of request. Args: `profiles`, by its name."""
    yield f"| processor time of one request, µs | {' | '.join(profiles)} |"
    yield f"|---|{'---|' * len(profiles)}"
    for name in (*(name for name, _ in LAYERS), OTHERS):
        cells = (
            f"{one.call * one.shares.get(name, 0) * 1e6:.0f} ({one.shares.get(name, 0):.0%})"
            for one in profiles.values()
        )
        yield f"| {name} | {' | '.join(cells)} |"
    yield f"| **in all** | {' | '.join(f'**{one.call * 1e6:.0f}**' for one in profiles.values())} |"


def cpu(pid: int) -> float:
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
