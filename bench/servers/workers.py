"""What two workers on one file take against one: called by a program in C, which leaves both cores to them."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import socket
import subprocess
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from . import requests
from .profile import cpu
from .start import environment, family, seeded

CONNECTIONS = 16
"""More than enough for each worker to have a request waiting, however the system spreads them."""
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Shared:
    """So many workers on one file, in one turn."""

    rate: float
    """Requests per second."""
    worker: float
    """Processor seconds that the workers take for a request."""
    caller: float
    """And the caller."""


def shared(folder: Path, turns: int, seconds: float) -> dict[int, list[Shared]]:
    """The turns, by the number of workers. Raises `RuntimeError`."""
    call, request = _caller(folder), folder / "request"
    request.write_bytes(requests.small())
    found: dict[int, list[Shared]] = {1: [], 2: []}
    for turn in range(turns):
        for workers, taken in found.items():
            with _serving(folder / f"workers-{turn}-{workers}.db", workers) as (port, pid):
                _shared(call, port, pid, request, seconds / 3)  # warm up
                taken.append(_shared(call, port, pid, request, seconds))
    return found


def _shared(call: Path, port: int, pid: int, request: Path, seconds: float) -> Shared:
    command = [str(call), str(port), str(CONNECTIONS), str(seconds), str(request)]
    workers = family(pid)
    begun, called = sum(map(cpu, workers)), _of_children()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=seconds + _PATIENCE)
    worked, called = sum(map(cpu, workers)) - begun, _of_children() - called
    good, whole, taken = done.stdout.split()
    if good != whole:
        raise RuntimeError(f"of {whole} calls only {good} succeeded")
    return Shared(int(good) / float(taken), worked / int(good), called / int(good))


def _of_children() -> float:
    """Processor seconds of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _caller(folder: Path) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise RuntimeError("the caller needs a C compiler: install gcc and libc6-dev")
    program = folder / "caller"
    subprocess.run([compiler, "-O2", "-o", program, Path(__file__).with_name("caller.c")], check=True)
    return program


@contextlib.contextmanager
def _serving(file: Path, workers: int) -> Generator[tuple[int, int]]:
    """Port and process of an emulator with so many workers on a file, on any core."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ready = file.with_suffix(".ready")
    command = [part if part != "PORT" else str(port) for part in seeded(file.parent)]
    command += ["--db", str(file), "--workers", str(workers), "--ready-file", str(ready)]
    cores = set(range(os.cpu_count() or 1))
    with subprocess.Popen(
        command,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),  # noqa: PLW1509 - this process has no thread
    ) as process:
        try:
            until = time.monotonic() + _PATIENCE
            while not ready.exists():
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("the emulator does not start with workers")
                time.sleep(0.02)
            yield port, process.pid
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
