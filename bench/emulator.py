"""The emulator against Prism, moto and, as the floor, Starlette's echo: `python -m bench.emulator`.

All are measured in one run, in turns: requests per second with eight connections, latencies at half of that, and the
time from start to first response, each server alone on one core. Ours checks every signature and parameter, keeps
state, decodes the picture, and writes its journal. Two workers on one file are then measured against one. Writes
docs/emulator-speed.md with its plots; `--dry` leaves that out. Exits with 1 when a bound is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from .runs import verdicts
from .server import cores
from .servers.load import Load, most, steady
from .servers.profile import profile, start
from .servers.report import Figures, bounds, table, write_page
from .servers.start import Server, running, servers
from .servers.workers import shared


@dataclass(slots=True)
class _Taken:
    """The measurements of one server and case, one for each turn."""

    rates: list[float] = field(default_factory=list[float])
    p50: list[float] = field(default_factory=list[float])
    p99: list[float] = field(default_factory=list[float])
    statuses: set[int] = field(default_factory=set[int])


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, write; returns 1 when a bound is missed."""
    parser = argparse.ArgumentParser(prog="bench.emulator", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="few and short turns, to see that it runs; writes no page"
    )
    parser.add_argument("--dry", action="store_true", help="do not write the page")
    options = parser.parse_args(arguments)
    turns, seconds = (2, 0.7) if options.quick else (7, 2.0)
    with tempfile.TemporaryDirectory() as name:
        all_servers = servers(Path(name))
        os.sched_setaffinity(0, cores()[0])
        figures = _measure(all_servers, turns, seconds)
        for case, request in all_servers[0].requests.items():
            figures.profiles[case] = profile(Path(name), request, seconds)
        figures.start = start(Path(name), all_servers[0].requests["small"], turns)
        figures.workers |= shared(Path(name), turns, seconds)
    print("\n".join(table(figures)))
    asked = bounds(figures)
    print("\n".join(verdicts(asked)))
    if not (options.dry or options.quick):
        write_page(figures, turns)
    return 0 if all(bound.is_kept for bound in asked) else 1


def _measure(all_servers: list[Server], turns: int, seconds: float) -> Figures:
    taken: dict[tuple[str, str], _Taken] = defaultdict(_Taken)
    starts: dict[str, list[float]] = defaultdict(list)
    memory: dict[str, float] = {}
    for _ in range(turns):
        for server in all_servers:
            # once for nothing: bytecode is written, and files that others have not used for a minute are in memory
            with running(server):
                pass
            with contextlib.ExitStack() as stack:
                found = stack.enter_context(running(server))
                starts[server.name].append(found.first)
                for case, request in server.requests.items():
                    one = taken[server.name, case]
                    asyncio.run(most(found.port, request, seconds=seconds / 3))  # warm up
                    busy = asyncio.run(most(found.port, request, seconds=seconds))
                    half = asyncio.run(steady(found.port, request, rate=busy.rate / 2, seconds=seconds))
                    _add(one, busy, half)
                memory[server.name] = found.mebibytes()
            print(
                f"{server.name}: {', '.join(f'{c} {taken[server.name, c].rates[-1]:.0f}/s' for c in server.requests)}"
            )
    return Figures(
        rates={key: one.rates for key, one in taken.items()},
        p50={key: statistics.median(one.p50) for key, one in taken.items()},
        p99={key: statistics.median(one.p99) for key, one in taken.items()},
        statuses={key: sorted(one.statuses) for key, one in taken.items()},
        starts={name: statistics.median(found) for name, found in starts.items()},
        memory=memory,
    )


def _add(one: _Taken, busy: Load, half: Load) -> None:
    one.rates.append(busy.rate)
    one.p50.append(half.quantile(0.5))
    one.p99.append(half.quantile(0.99))
    one.statuses |= set(busy.statuses)


if __name__ == "__main__":
    sys.exit(main())
