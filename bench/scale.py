"""What pages, look-ups, searches and enrolments cost with a million users against a thousand: `python -m bench.scale`.

In memory, in a file and in PostgreSQL, by the store's own verbs; medians in microseconds. A seed of a million users is
read from CSV first. Exits with 1 when a bound is missed: twice the cost at a thousand, 30 s to start, 1 GiB of memory.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from specseal_emulator import Seed, Store, open_store
from specseal_emulator.state import Query, SeedStream
from specseal_emulator.state.seed import declare_indexes, write_seed
from tests.emulator.postgresql import started

SMALL = 1_000
FIELDS = (
    *("isolation_id", "user_id", "name", "params", "custom_user_id", "create_time", "modify_time"),
    *("face_md5", "face_url"),
)
SCOPE = ("demo", "ZheJiangHZ")
TWICE = 2.0
#: What must cost at most twice as much; the others are shown.
BOUND = ("page 1", "any page", "look-up", "search, one match", "search, all match", "enrolment")


def write_csv(path: Path, size: int) -> None:
    """A seed of so many users."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(FIELDS)
        rows.writerows(_row(number) for number in range(size))


def _row(number: int) -> tuple[object, ...]:
    at = 1636427314000 + number
    return (
        *("ZheJiangHZ", f"user{number:09d}", f"User-{number:07d}", f'{{"team":"{number % 1000}"}}'),
        *(f"c{number}", at, at, f"md5-{number}", f"https://example.com/{number}.jpeg"),
    )


def _key(number: int) -> str:
    return f"4:demo/10:ZheJiangHZ/13:user{number:09d}/"


def _record(number: int) -> dict[str, object]:
    return {**dict(zip(FIELDS, _row(number), strict=True)), "feature_error": "", "owner": "demo"}


def verbs(store: Store, size: int) -> Iterator[tuple[str, Callable[[int], object]]]:
    """What is measured, by name."""
    draw = random.Random(1)

    def page(**query: object) -> object:
        return store.page("face-user", Query(SCOPE, **query), 0)  # type: ignore[arg-type]

    yield "page 1", lambda _: page()
    yield "any page", lambda _: page(start=draw.randrange(size))
    yield "look-up", lambda _: store.get("face-user", _key(draw.randrange(size)), 0)
    yield "search, one match", lambda _: page(text=f"{draw.randrange(size):07d}")
    yield "search, ten match", lambda _: page(text=f"-{draw.randrange(size) // 10:06d}")
    yield "search, all match", lambda _: page(text="User")
    yield "search, one in three", lambda _: page(text="77")
    yield "params", lambda _: page(equal='{"team":"7"}')
    yield "enrolment", lambda turn: store.put("face-user", _key(size + turn), _record(size + turn))


def measure(store: Store, size: int, turns: int) -> dict[str, float]:
    """Median microseconds of each verb, and what the first broad search costs."""
    found: dict[str, float] = {}
    for name, verb in verbs(store, size):
        taken: list[float] = []
        for turn in range(turns + 1):
            begun = time.perf_counter()
            verb(turn)
            taken.append((time.perf_counter() - begun) * 1e6)
        found[name] = statistics.median(taken[1:])
        found[f"{name}, first"] = taken[0]
    return found


def one(where: str, seed: Path, size: int, turns: int) -> dict[str, float]:
    """Load a seed into a store and measure."""
    store = open_store(where or None)
    with closing(store):
        store.clear()
        declare_indexes(store)
        begun = time.perf_counter()
        write_seed(store, Seed(), [SeedStream(seed)])
        seconds = time.perf_counter() - begun
        found = measure(store, size, turns)
    found["start, s"] = seconds
    found["memory, MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def _apart(where: str, folder: Path, size: int, turns: int) -> dict[str, float]:
    """The same in a process of its own, whose memory is then the store's."""
    seed = folder / f"face_users.{size}.csv"
    if not seed.exists():
        write_csv(seed, size)
    command = [sys.executable, "-m", "bench.scale", "--one", where, str(seed), str(size), str(turns)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return {name: float(value) for name, value in (line.split("\t") for line in done.stdout.splitlines())}


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and judge; returns the exit status."""
    parser = argparse.ArgumentParser(prog="bench.scale", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="(default: %(default)s)")
    parser.add_argument("--stores", default="memory,file,postgresql", help="(default: %(default)s)")
    parser.add_argument("--turns", type=int, default=200, help="(default: %(default)s)")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        where, seed, size, turns = options.one
        for name, value in one(where, Path(seed), int(size), int(turns)).items():
            print(f"{name}\t{value}")
        return 0
    kept = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for store in options.stores.split(","):
            if store == "postgresql":
                with started() as url:
                    pair = [_apart(url, folder, size, options.turns) for size in (SMALL, options.records)]
            else:
                where = "" if store == "memory" else str(folder / "state.db")
                pair = [_apart(where, folder, size, options.turns) for size in (SMALL, options.records)]
            kept = _report(store, options.records, *pair) and kept
    return 0 if kept else 1


def _report(store: str, size: int, small: dict[str, float], large: dict[str, float]) -> bool:
    print(f"\n{store}: µs at {SMALL:,} and at {size:,} users")
    kept = True
    for name, value in large.items():
        if name.endswith(", first"):
            continue
        ratio = value / small[name]
        bound = {"start, s": value <= 30, "memory, MiB": value <= 1024}.get(
            name, ratio <= TWICE or name not in BOUND
        )
        kept = kept and bound
        verdict = "" if bound else "  MISSED"
        first = (
            f"  first time {large[f'{name}, first'] / 1000:.0f} ms"
            if "match" in name or "three" in name
            else ""
        )
        print(f"  {name:22}{small[name]:10.1f}{value:12.1f}{ratio:8.2f}{first}{verdict}", flush=True)
    return kept


if __name__ == "__main__":
    sys.exit(main())
