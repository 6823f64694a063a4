"""A load story: enrol synthetic users and look them up, at the contract's limit, from several processes.

`python -m bench.enrol` starts the emulator with an empty library in a SQLite file. Users are enrolled over its control
plane, in batches, and then looked up by name through the async client, which keeps to the contract's limit of 100 calls
a second: all processes together, by a limit in Redis. With `--limit 0` the account has no limit, and the emulator is
what limits. A bar shows the progress, a histogram the latencies; every answer is checked.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import math
import multiprocessing
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path

import httpx

import linkvisual
from linkvisual.limits import RedisLimits
from tests.redis_server import redis_server

_SPAWN = multiprocessing.get_context("spawn")
_BATCH = 500
_BUCKETS = 40
_SEED = "accounts:\n  - {key: k, secret: s%s}\n"


@dataclass(frozen=True, slots=True)
class Story:
    """What is to happen."""

    users: int
    lookups: int
    processes: int
    tasks: int
    """Tasks of each process."""
    limit: int
    """Calls per second of all; 0 for none."""
    workers: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one process does."""

    story: Story
    number: int
    url: str
    redis: str | None


def user(number: int) -> dict[str, object]:
    """A synthetic user."""
    draw = random.Random(number)
    name = f"{draw.choice(('Ada', 'Bruno', 'Chen', 'Dewi', 'Emil'))}-{number:07d}"
    return {
        "isolation_id": "Library",
        "user_id": f"user-{number:07d}",
        "name": name,
        "params": f'{{"team":"{number % 100}"}}',
        "custom_user_id": f"c-{number}",
        "create_time": 1_700_000_000_000 + number,
        "modify_time": 1_700_000_000_000 + number,
        "face_md5": f"{draw.getrandbits(128):032x}",
        "face_url": f"https://example.com/{number}.jpeg",
    }


def enrol(part: Part, seen: Queue[tuple[str, float]]) -> None:
    """Enrol this process's share of the users."""
    story = part.story
    share = range(part.number, story.users, story.processes)
    with httpx.Client(base_url=part.url, trust_env=False, timeout=60) as client:
        for begin in range(0, len(share), _BATCH):
            batch = [user(number) for number in share[begin : begin + _BATCH]]
            begun = time.perf_counter()
            client.post("/_emulator/seed", json={"face_users": batch}).raise_for_status()
            taken = (time.perf_counter() - begun) / len(batch)
            for _ in batch:
                seen.put(("", taken))


def look_up(part: Part, seen: Queue[tuple[str, float]]) -> None:
    """Make this process's share of the look-ups."""
    asyncio.run(_look_up(part, seen))


async def _look_up(part: Part, seen: Queue[tuple[str, float]]) -> None:
    story = part.story
    numbers = iter(random.Random(part.number).choices(range(story.users), k=story.lookups // story.processes))
    async with contextlib.AsyncExitStack() as stack:
        limits = None
        if part.redis:
            limits = await stack.enter_async_context(RedisLimits(part.redis, name="story", calls=story.limit))
        client = await stack.enter_async_context(
            linkvisual.AsyncLinkVisual(
                access_key_id="k",
                access_key_secret="s",
                base_url=part.url,
                rate_limit=limits or False,
                concurrency=story.tasks,
            )
        )

        async def task() -> None:
            for number in numbers:
                begun = time.perf_counter()
                seen.put((await _one(client, number), time.perf_counter() - begun))

        await asyncio.gather(*(task() for _ in range(story.tasks)))


async def _one(client: linkvisual.AsyncLinkVisual, number: int) -> str:
    """Look up one user; what is wrong with the answer, or nothing."""
    name = str(user(number)["name"])
    try:
        found = await client.query_face_user_by_name(
            isolation_id="Library", page_no=1, page_size=10, name=name
        )
    except linkvisual.APIError as error:
        return type(error).__name__
    users = found.data.list if found.data else []
    return "" if [one.name for one in users or []] == [name] else "another user"


@contextlib.contextmanager
def emulator(folder: Path, story: Story) -> Generator[str]:
    """An emulator with an empty library; its URL."""
    seed, ready = folder / "seed.yaml", folder / "ready"
    seed.write_text(_SEED % ("" if story.limit else ", limits: none"), encoding="utf-8")
    options = [
        "--port",
        "0",
        "--db",
        str(folder / "state.db"),
        "--seed",
        str(seed),
        "--ready-file",
        str(ready),
    ]
    command = [sys.executable, "-m", "specseal_emulator", "serve", *options, "--workers", str(story.workers)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            while not ready.exists():
                if process.poll() is not None:
                    raise RuntimeError("the emulator did not start")
                time.sleep(0.05)
            yield ready.read_text(encoding="utf-8").strip()
        finally:
            process.terminate()


def together(
    what: object, parts: list[Part], total: int, title: str
) -> tuple[list[float], dict[str, int], float]:
    """Run a function in processes; returns latencies, failures by name, and seconds. Shows the progress."""
    seen: Queue[tuple[str, float]] = _SPAWN.Queue()
    processes = [_SPAWN.Process(target=what, args=(part, seen), daemon=True) for part in parts]  # type: ignore[arg-type]
    for process in processes:
        process.start()
    latencies, failures, begun, shown = list[float](), dict[str, int](), time.perf_counter(), 0.0
    while len(latencies) + sum(failures.values()) < total:
        failure, taken = seen.get(timeout=120)
        if failure:
            failures[failure] = failures.get(failure, 0) + 1
        else:
            latencies.append(taken)
        now = time.perf_counter()
        if now - shown > 0.2:
            shown = now
            _bar(title, len(latencies) + sum(failures.values()), total, now - begun)
    seconds = time.perf_counter() - begun
    _bar(title, total, total, seconds)
    print(file=sys.stderr)
    for process in processes:
        process.join()
    return latencies, failures, seconds


def _bar(title: str, done: int, total: int, seconds: float) -> None:
    full = int(_BUCKETS * done / total)
    left = seconds / done * (total - done) if done else 0
    rate = done / seconds
    text = f"{title} [{'#' * full}{'.' * (_BUCKETS - full)}] {done:,} of {total:,}, {rate:,.0f}/s, {left:,.0f} s left "
    print(f"\r{text}", end="", file=sys.stderr, flush=True)


def histogram(latencies: list[float]) -> Iterator[str]:
    """Lines of a histogram; each bucket is twice as wide as the one before."""
    buckets: dict[int, int] = {}
    for taken in latencies:
        bucket = math.ceil(math.log2(max(taken * 1000, 0.25)))
        buckets[bucket] = buckets.get(bucket, 0) + 1
    most = max(buckets.values())
    for bucket in range(min(buckets), max(buckets) + 1):
        number = buckets.get(bucket, 0)
        yield f"  up to {2.0**bucket:8.2f} ms {number:9,} {'#' * math.ceil(_BUCKETS * number / most)}"
    ordered = sorted(latencies)
    marks = [
        f"p{share:g} {ordered[min(len(ordered) - 1, int(share / 100 * len(ordered)))] * 1e3:.1f}"
        for share in (50, 90, 99, 99.9)
    ]
    yield f"  {', '.join(marks)} ms"


def main(arguments: list[str] | None = None) -> int:
    """Tell the story; returns 1 when an answer was wrong or missing."""
    parser = argparse.ArgumentParser(prog="bench.enrol", description=__doc__)
    parser.add_argument("--users", type=int, default=100_000, help="(default: %(default)s)")
    parser.add_argument("--lookups", type=int, help="(default: as many as users)")
    parser.add_argument("--processes", type=int, default=4, help="(default: %(default)s)")
    parser.add_argument("--tasks", type=int, default=16, help="of each process (default: %(default)s)")
    parser.add_argument(
        "--limit", type=int, default=100, help="calls per second of all; 0: none (default: %(default)s)"
    )
    parser.add_argument("--workers", type=int, default=1, help="of the emulator (default: %(default)s)")
    given = parser.parse_args(arguments)
    lookups = (given.lookups or given.users) // given.processes * given.processes
    story = Story(given.users, lookups, given.processes, given.tasks, given.limit, given.workers)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis = stack.enter_context(redis_server()).url if story.limit else None
        url = stack.enter_context(emulator(folder, story))
        parts = [Part(story, number, url, redis) for number in range(story.processes)]
        _, failed, seconds = together(enrol, parts, story.users, "enrolled ")
        print(f"{story.users:,} users enrolled in {seconds:.1f} s, {story.users / seconds:,.0f} a second")
        latencies, wrong, seconds = together(look_up, parts, lookups, "looked up")
    print(f"{lookups:,} look-ups in {seconds:.1f} s, {lookups / seconds:,.1f} a second")
    print("\n".join(histogram(latencies)) if latencies else "  none succeeded")
    for name, number in {**failed, **wrong}.items():
        print(f"  {number:,} failed: {name}")
    return 1 if failed or wrong else 0


if __name__ == "__main__":
    socket.setdefaulttimeout(60)
    sys.exit(main())
