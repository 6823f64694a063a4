"""Whether many processes keep to one limit in Redis: `python -m bench.shared_limit`.

Processes with several clients each make calls as fast as the limit lets them. On the way one process is killed and
Redis is restarted, empty. Each arrival is noted by a server of this process. Exits with 1 when more calls arrive within
any window than are allowed, or fewer than 95 % of them where nothing is disturbed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import statistics
import sys
import tempfile
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import linkvisual
from linkvisual._runtime.redis_limits import RedisLimits
from linkvisual._runtime.shared_limits import Reservation
from tests.redis_server import redis_server

_SPAWN = multiprocessing.get_context("spawn")
_BODY = b'{"Code":"200","Success":true,"RequestId":"r","Data":{"Page":1,"PageSize":10,"Total":0,"List":[]}}'
_RESPONSE = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (
    len(_BODY),
    _BODY,
)


@dataclass(frozen=True, slots=True)
class Run:
    """What is run. Times are in seconds."""

    processes: int = 10
    clients: int = 10
    calls: int = 100
    window: float = 1.0
    duration: float = 30.0
    kill: bool = True
    """Whether a process is killed after a third of the time."""
    restart: bool = True
    """Whether Redis is restarted, empty, after two thirds."""


class Made(NamedTuple):
    """What was seen: Unix times."""

    granted: list[float]
    """When the calls that were made were allowed to start, by Redis's clock."""
    unused: int
    """How many further ones were allowed and given back, because they came too late."""
    arrived: list[float]
    """When they arrived, after whatever kept them on this machine."""


def run(asked: Run) -> Made:
    """Run it."""
    with tempfile.TemporaryDirectory() as folder, redis_server() as redis, _counting() as (port, arrivals):
        barrier = _SPAWN.Event()
        workers = [
            _SPAWN.Process(
                target=_work, args=(asked, redis.url, port, barrier, f"{folder}/{number}"), daemon=True
            )
            for number in range(asked.processes)
        ]
        for worker in workers:
            worker.start()
        try:
            barrier.set()
            until = time.monotonic() + 60
            while not arrivals and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(asked.duration / 3)
            if asked.kill:
                workers[0].kill()
            time.sleep(asked.duration / 3)
            if asked.restart:
                redis.stop()
                time.sleep(0.2)
                redis.start()
            time.sleep(asked.duration / 3)
        finally:
            for worker in workers:
                worker.kill()
                worker.join()
        notes = Counter(text for file in Path(folder).iterdir() for text in file.read_text().split())
        unused = {text[1:]: count for text, count in notes.items() if text.startswith("-")}
        granted = [
            float(text)
            for text, count in notes.items()
            for _ in range(count - unused.get(text, 0))
            if not text.startswith("-")
        ]
        return Made(granted, sum(unused.values()), list(arrivals))


def _work(asked: Run, redis: str, port: int, begin: Event, notes: str) -> None:
    with open(notes, "w", buffering=1, encoding="ascii") as file:  # noqa: PTH123 - line by line
        asyncio.run(_calls(asked, redis, port, begin, file))


class _Noting(RedisLimits):
    """Notes what Redis grants, and what is given back."""

    notes: TextIO

    def _reservation(self, asked: Any, answer: list[Any], give_back: Any) -> Reservation | None:
        given, start = super()._reservation(asked, answer, give_back), answer[2].decode()
        if given is None:
            return None

        def release() -> None:
            print(f"-{start}", file=self.notes)
            given.release()

        print(start, file=self.notes)
        return given._replace(release=release)


async def _calls(asked: Run, redis: str, port: int, begin: Event, notes: TextIO) -> None:
    limits = _Noting(redis, name="bench", calls=asked.calls, seconds=asked.window)
    limits.notes = notes

    async def client() -> None:
        made = linkvisual.AsyncLinkVisual(
            access_key_id="k",
            access_key_secret="s",
            base_url=f"http://127.0.0.1:{port}",
            rate_limit=limits,
        )
        async with made:
            while True:
                await made.query_face_user_by_name(isolation_id="i", page_no=1, page_size=10)

    begin.wait()
    await asyncio.gather(*(client() for _ in range(asked.clients)))


@contextlib.contextmanager
def _counting() -> Generator[tuple[int, list[float]]]:
    """A server that notes when requests arrive: its port, and the times."""
    arrivals: list[float] = []
    ready, ports = threading.Event(), list[int]()
    stops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                arrivals.append(time.time())
                writer.write(_RESPONSE)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def main() -> None:
        with contextlib.suppress(OSError):  # the vendor is elsewhere, and notes what arrives when it arrives
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), -20)
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        stops.append((asyncio.get_running_loop(), asyncio.Event()))
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await stops[0][1].wait()
        server.close()
        await asyncio.sleep(0.05)  # its connections are closed by now

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield ports[0], arrivals
    finally:
        loop, stop = stops[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)


def most_in_a_window(made: list[float], window: float) -> int:
    """The largest number of calls within any window."""
    ordered = sorted(made)
    return max(bisect_left(ordered, at + window) - number for number, at in enumerate(ordered))


def main(arguments: list[str] | None = None) -> int:
    """Run, print and judge; returns the exit status."""
    parser = argparse.ArgumentParser(prog="bench.shared_limit", description=__doc__)
    parser.add_argument("--duration", type=float, default=30.0, help="seconds (default: %(default)s)")
    asked = Run(duration=parser.parse_args(arguments).duration)
    granted, unused, made = run(asked)
    most = most_in_a_window(made, asked.window)
    begin = min(made)
    whole = int(asked.duration / 3 - 1)
    rates = [
        sum(begin + second <= at < begin + second + 1 for at in made) for second in range(1, max(whole, 2))
    ]
    rate = statistics.mean(rates)
    print(
        f"{asked.processes} processes, {asked.clients} clients each; limit {asked.calls} in {asked.window:g} s"
    )
    most_granted = most_in_a_window(granted, asked.window)
    print(f"granted {len(granted)}; most within a window {most_granted}; came too late {unused}")
    print(f"arrived {len(made)}; most within a window {most}; per second before anything happens {rate:.1f}")
    kept = most <= asked.calls * 1.05 and rate >= asked.calls * 0.9
    print("kept" if kept else "MISSED")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
