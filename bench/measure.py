"""Measurements: CPU time of sequential calls, rates of concurrent calls, time of whole processes."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

Call = Callable[[], object]


def _cpu() -> float:
    """CPU seconds of this process, all threads included."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def cpu_per_call(subjects: Mapping[str, Call], *, rounds: int, calls: int) -> dict[str, float]:
    """Median CPU microseconds per call. The subjects take turns, so that noise affects all of them."""
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    for call in subjects.values():
        for _ in range(min(calls, 50)):
            call()
    for _ in range(rounds):
        for name, call in subjects.items():
            gc.collect()
            before = _cpu()
            for _ in range(calls):
                call()
            taken[name].append((_cpu() - before) / calls * 1e6)
    return {name: statistics.median(values) for name, values in taken.items()}


async def rates(
    subjects: Mapping[str, Callable[[], AbstractAsyncContextManager[Any]]],
    *,
    rounds: int,
    calls: int,
    in_flight: int,
) -> dict[str, float]:
    """Median calls per second at this concurrency. The subjects take turns."""
    found: dict[str, list[float]] = {name: [] for name in subjects}
    async with contextlib.AsyncExitStack() as stack:
        opened = {name: await stack.enter_async_context(make()) for name, make in subjects.items()}
        for call in opened.values():
            await asyncio.gather(*(call() for _ in range(in_flight)))
        for _ in range(rounds):
            for name, call in opened.items():
                gc.collect()
                found[name].append(await _rate(call, calls, in_flight))
    return {name: statistics.median(values) for name, values in found.items()}


async def _rate(call: Callable[[], Any], calls: int, in_flight: int) -> float:
    async def several() -> None:
        for _ in range(calls // in_flight):
            await call()

    started = time.perf_counter()
    await asyncio.gather(*(several() for _ in range(in_flight)))
    return calls // in_flight * in_flight / (time.perf_counter() - started)


def cold(programs: Mapping[str, str], *, rounds: int, folder: Path) -> dict[str, float]:
    """Median milliseconds of processes that run these programs. The first turn does not count.

    Bytecode is kept in the folder, even where the environment forbids it: an installed package has its bytecode.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPATH": os.pathsep.join([str(folder), *filter(None, sys.path)]),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for turn in range(rounds + 1):
        for name, program in programs.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True, env=environment)
            if turn:
                taken[name].append((time.perf_counter() - started) * 1e3)
    return {name: statistics.median(values) for name, values in taken.items()}
