"""What 10,000 calls a second and 100 million faces take: `python -m bench.capacity` measures, simulates, and writes.

Processor time per call is measured on the emulator's own process, and size per face on its stores. From these follow
the numbers of workers and hosts; a simulation of calls that arrive at random gives the waits. Writes docs/capacity.md.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import heapq
import os
import platform
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from specseal_emulator import Seed, open_store
from specseal_emulator.state import SeedStream
from specseal_emulator.state.seed import declare_indexes, write_seed
from tests.emulator.postgresql import started
from tools.common import ROOT

from .runs import busy
from .scale import write_csv
from .servers import requests
from .servers.load import most
from .servers.start import Server, running, seeded

PAGE = ROOT / "docs" / "capacity.md"
CALLS = 10_000
FACES = 100_000_000
BUSY = 0.6
"""Share of a core that may be in use: beyond it waits grow quickly."""
CORES = 16
"""Of the hosts that are counted in."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Measured. Times are in seconds, sizes in bytes."""

    memory: float
    """Processor time of a call, with the store in memory."""
    worker: float
    """The same with PostgreSQL, in the emulator."""
    database: float
    """And in PostgreSQL."""
    picture: float
    """Processor time of a call with a picture of 100 KiB, with the store in memory."""
    file_face: float
    database_face: float
    memory_face: float


def measure(folder: Path, faces: int, seconds: float) -> Costs:
    """All of them."""
    small, picture = requests.small(), requests.picture()
    ours = seeded(folder)
    memory = _per_call(Server("memory", ours, {"small": small}), small, seconds)[0]
    decoded = _per_call(Server("memory", ours, {"small": picture}), picture, seconds)[0]
    seed = folder / "face_users.csv"
    write_csv(seed, faces)
    before = _resident()
    memory_face = _filled(None, seed, lambda: _resident() - before) / faces
    file = folder / "faces.db"
    file_face = _filled(str(file), seed, lambda: _file_size(folder)) / faces
    with started() as url:
        server = Server("postgresql", (*ours, "--db", url), {"small": small})
        worker, database = _per_call(server, small, seconds)
        database_face = _filled(url, seed, lambda: _database_size(url)) / faces
    return Costs(memory, worker, database, decoded, file_face, database_face, memory_face)


def _per_call(server: Server, request: bytes, seconds: float) -> tuple[float, float]:
    """Processor time per call: of the server, and of PostgreSQL's processes."""
    with running(server) as found:
        asyncio.run(most(found.port, request, seconds=seconds / 3))
        mine, others = _cpu([found.pid]), _cpu(_postgres())
        load = asyncio.run(most(found.port, request, seconds=seconds))
        calls = len(load.latencies)
        return (_cpu([found.pid]) - mine) / calls, (_cpu(_postgres()) - others) / calls


def _cpu(pids: list[int]) -> float:
    ticks = 0
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            fields = stat.read_text(encoding="ascii").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _postgres() -> list[int]:
    """The processes of PostgreSQL on this machine that belong to servers of this process."""
    found: list[int] = []
    wanted = [os.getpid()]
    while wanted:
        pid = wanted.pop()
        children = Path(f"/proc/{pid}/task/{pid}/children")
        below = (
            [int(text) for text in children.read_text(encoding="ascii").split()] if children.exists() else []
        )
        found += [one for one in below if _name(one).startswith("postgres")]
        wanted += below
    return found


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="ascii")
    except FileNotFoundError:  # it has just ended
        return ""


def _filled(where: str | None, seed: Path, size: Callable[[], float]) -> float:
    store = open_store(where)
    with closing(store):
        declare_indexes(store)
        write_seed(store, Seed(), [SeedStream(seed)])
        return size()


def _resident() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:"))


def _file_size(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.glob("faces.db*") if not one.name.endswith("-wal"))


def _database_size(url: str) -> int:
    import psycopg  # noqa: PLC0415 - of an extra

    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0


def simulate(rate: float, workers: int, cost: float, *, calls: int = 200_000) -> tuple[float, float]:
    """Calls that arrive at random times, each at the worker that accepts next; waits with service: median and p99.

    The time of a call varies as measured ones do: mostly near `cost`, one in fifty takes three times as much.
    """
    draw = random.Random(1)
    free = [0.0] * workers
    now, taken = 0.0, list[float]()
    for _ in range(calls):
        now += draw.expovariate(rate)
        begin = max(now, free[0])
        end = begin + cost * draw.uniform(0.8, 1.2) * (3 if draw.random() < 0.02 else 1)
        heapq.heapreplace(free, end)
        taken.append(end - now)
    taken.sort()
    return taken[calls // 2], taken[calls * 99 // 100]


def workers_for(rate: float, cost: float) -> int:
    """Workers, each on a core, that are busy for `BUSY` of their time."""
    return max(1, -(-int(rate * cost * 1000) // int(BUSY * 1000)))


def page(costs: Costs, faces: int) -> str:
    """The page."""
    workers, cores = workers_for(CALLS, costs.worker), workers_for(CALLS, costs.database)
    rows = "\n".join(_simulated(costs, workers))
    gib, hosts = 1024**3, -(-workers // CORES)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    memory, file, database = (
        f"{FACES * size / gib:,.0f} GiB" for size in (costs.memory_face, costs.file_face, costs.database_face)
    )
    return f"""# What a large load takes

`make capacity` writes this page: what {CALLS:,} calls a second and {FACES:,} faces take, from measured costs.
Measured on {today}: Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()}
cores{busy()}; sizes from {faces:,} users. Scale the times by how fast your cores are.

| measured | |
|---|---|
| processor time of a small signed call, store in memory | {costs.memory * 1e6:,.0f} µs |
| the same with PostgreSQL, in the emulator | {costs.worker * 1e6:,.0f} µs |
| and in PostgreSQL | {costs.database * 1e6:,.0f} µs |
| a call with a picture of 100 KiB, really decoded | {costs.picture * 1e6:,.0f} µs |
| one user of a face library with its indexes, in memory | {costs.memory_face:,.0f} bytes |
| in a file | {costs.file_face:,.0f} bytes |
| in PostgreSQL | {costs.database_face:,.0f} bytes |

## {CALLS:,} calls a second

{CALLS:,} calls of {costs.worker * 1e6:,.0f} µs fill {CALLS * costs.worker:,.1f} cores. Workers that are busy for
{BUSY:.0%} of their time: **{workers}**, on **{hosts} hosts** of {CORES} cores, behind anything that spreads
connections. PostgreSQL needs **{cores} cores** by the same rule: one server, which every call writes to (nonces,
counters of limits, the journal). A file takes one writer at a time and is for one host. Simulated, with calls that
arrive at random, each taken by the first worker that is free, one in fifty taking three times as long:

| workers | busy | median, ms | p99, ms |
|---|---|---|---|
{rows}

With pictures the decoder decides: {CALLS:,} a second fill {CALLS * costs.picture:,.0f} cores.

## {FACES:,} faces

| store | size | |
|---|---|---|
| memory | {memory} | one process; ten million take {10_000_000 * costs.memory_face / gib:.1f} GiB |
| file | {file} | one host, whose free memory the system fills with what is read often |
| PostgreSQL | {database} | memory for the indexes: about a third of that |

Pages, look-ups, searches and enrolments read about as much as in a small library, however large it is: a page by its
number reads three levels of counts, each of at most a hundred rows. What does grow: the first count of a search that
matches much, about a quarter of a second for each million matches, and the time to load a seed (`make scale`).

## Callers

The vendor's documented limits are far below these figures: Link Visual allows 100 calls a second to an account.
Clients in many processes keep to that together:
[limits of several processes](clients.md#limits-of-several-processes).
`make load-story` enrols 100,000 synthetic users and looks them up from four processes. At 100 calls a second that takes
17 minutes; with `ARGS="--limit 0"`, as long as the emulator needs.
"""


def _simulated(costs: Costs, workers: int) -> Iterator[str]:
    """Rows of the table."""
    least = int(CALLS * costs.worker) + 1
    for count in sorted({least, int(least * 1.1) + 1, int(least * 1.3) + 1, workers, 2 * least}):
        median, late = simulate(CALLS, count, costs.worker)
        share = CALLS * costs.worker / count
        yield f"| {count} | {share:.0%} | {median * 1e3:.2f} | {late * 1e3:.2f} |"


def main(arguments: list[str] | None = None) -> int:
    """Measure, simulate, write."""
    parser = argparse.ArgumentParser(prog="bench.capacity", description=__doc__)
    parser.add_argument("--faces", type=int, default=100_000, help="(default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each load (default: %(default)s)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        costs = measure(Path(name), given.faces, given.seconds)
    text = page(costs, given.faces)
    PAGE.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
