"""What pages, look-ups, searches and enrolments cost with a million users against a thousand: `python -m bench.scale`.

In memory, in a file and in PostgreSQL, by the store's own verbs; medians in microseconds. Both stores are open in one
process and take turns, so that other work on the machine meets both. A seed of a million users is read from CSV first.
Writes what it found into docs/emulator-scale.md, for the stores that were measured; `--dry` leaves that out. Exits
with 1 when a bound is missed: twice the cost at a thousand, 30 s to start, 1 GiB of memory.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from specseal_emulator import Seed, Store, open_store
from specseal_emulator.state import Query, SeedStream
from specseal_emulator.state.postgres import PostgreSQLStore
from specseal_emulator.state.seed import declare_indexes, write_seed
from tests.emulator.postgresql import started
from tools.common import ROOT

from . import runs, seeding
from .runs import Bound

PAGE = ROOT / "docs" / "emulator-scale.md"
SMALL = 1_000
FIELDS = (
    *("isolation_id", "user_id", "name", "params", "custom_user_id", "create_time", "modify_time"),
    *("face_md5", "face_url"),
)
SCOPE = ("demo", "ZheJiangHZ")
TITLES = {"memory": "In memory", "file": "In a file", "postgresql": "In PostgreSQL"}
_TWICE, _START, _MEBIBYTES = 2.0, 30.0, 1024.0
_TO_START = "start, s"
_BLOCK = 20
"""Turns of one store before those of the other."""
_PATIENCE = 1200.0
"""Seconds that one store may take."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one verb costs. Times are in microseconds."""

    small: float
    large: float
    first: float
    """The first time, with many users."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one store."""

    costs: Mapping[str, Cost]
    start: float
    """Seconds to load the large seed."""
    cpu: float
    """Processor seconds of that, of this process and the one that reads the file."""
    memory: float
    """MiB."""
    profile: seeding.Profile | None = None
    """Of another start, where the first one took too long."""

    def bounds(self) -> list[Bound]:
        """What is asked of it."""
        return [
            *(
                Bound(f"{name}, times as much", cost.large / cost.small, _TWICE)
                for name, cost in self.costs.items()
            ),
            Bound(_TO_START, self.start, _START),
            Bound("memory, MiB", self.memory, _MEBIBYTES),
        ]


def write_csv(path: Path, size: int) -> None:
    """A seed of so many users."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(FIELDS)
        rows.writerows(_row(number) for number in range(size))


def _row(number: int) -> tuple[object, ...]:
    at = 1636427314000 + number
    return (
        *("ZheJiangHZ", f"user{number:09d}", f"User-{number:07d}", f'{{"team":"{number % 100}"}}'),
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
    yield "search, many match", lambda _: page(text="77")
    yield "filter by `Params`", lambda _: page(equal='{"team":"7"}')
    yield "enrolment", lambda turn: store.put("face-user", _key(size + turn), _record(size + turn))


def measure(small: tuple[Store, int], large: tuple[Store, int], turns: int) -> dict[str, Cost]:
    """What each verb costs in both stores, which are given with their sizes."""
    found: dict[str, Cost] = {}
    for (name, few), (_, many) in zip(verbs(*small), verbs(*large), strict=True):
        taken: tuple[list[float], list[float]] = [], []
        _time(few, 0)
        first = _time(many, 0)
        for begin in range(1, turns + 1, _BLOCK):
            for verb, times in zip((few, many), taken, strict=True):
                times += [_time(verb, turn) for turn in range(begin, begin + _BLOCK)]
        found[name] = Cost(statistics.median(taken[0]), statistics.median(taken[1]), first)
    return found


def _time(verb: Callable[[int], object], turn: int) -> float:
    begun = time.perf_counter()
    verb(turn)
    return (time.perf_counter() - begun) * 1e6


def one(small: str, large: str, folder: Path, size: int, turns: int) -> Measured:
    """Load seeds into two stores, and measure. Args: `small` and `large`, where they are; empty for memory."""
    with ExitStack() as stack:
        stores = [stack.enter_context(closing(open_store(where or None))) for where in (small, large)]
        _load(stores[0], _seed(folder, SMALL))
        begun, spent = time.perf_counter(), _spent()
        _load(stores[1], _seed(folder, size))
        seconds, cpu = time.perf_counter() - begun, _spent() - spent
        _on_one_core(stores)
        costs = measure((stores[0], SMALL), (stores[1], size), turns)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(costs, seconds, cpu, memory)


def _on_one_core(stores: Iterable[Store]) -> None:
    """Have this process and PostgreSQL's take turns on one core, and nothing else to do than what is measured.

    Which core a server was on decided what a short statement took, more than how much it had to do: to wake another one
    took 100 µs. And PostgreSQL vacuums by itself within minutes of a load, which would be while it is measured.
    """
    core = {max(os.sched_getaffinity(0))}
    os.sched_setaffinity(0, core)
    for store in stores:
        if isinstance(store, PostgreSQLStore):
            os.sched_setaffinity(store.database.run("SELECT pg_backend_pid()")[0][0], core)
            store.database.run("VACUUM (ANALYZE)")
            store.database.run("CHECKPOINT")


def _load(store: Store, seed: Path) -> None:
    store.clear()
    declare_indexes(store)
    write_seed(store, Seed(), [SeedStream(seed)])


def _spent() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _seed(folder: Path, size: int) -> Path:
    seed = folder / f"face_users.{size}.csv"
    if not seed.exists():
        write_csv(seed, size)
    return seed


@contextmanager
def _places(store: str, folder: Path) -> Generator[tuple[str, str]]:
    """Where a small and a large store may be."""
    if store == "postgresql":
        with started() as small, started() as large:
            yield small, large
    elif store == "file":
        yield str(folder / "small.db"), str(folder / "large.db")
    else:
        yield "", ""


def _apart(store: str, folder: Path, size: int, turns: int) -> Measured:
    """Measure in a process of its own, whose memory is then the stores'."""
    for number in (SMALL, size):
        _seed(folder, number)
    with _places(store, folder) as (small, large):
        command = [sys.executable, "-m", "bench.scale", "--one", small, large, str(folder)]
        command += ["--records", str(size), "--turns", str(turns)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=_PATIENCE)
    found = json.loads(done.stdout)
    costs = {name: Cost(**cost) for name, cost in found.pop("costs").items()}
    measured = Measured(costs, **found)
    if measured.start <= _START:
        return measured
    with tempfile.TemporaryDirectory() as other, _places(store, Path(other)) as (_, large):
        return replace(measured, profile=seeding.profile(large, _seed(folder, size)))


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and judge; returns the exit status."""
    parser = argparse.ArgumentParser(prog="bench.scale", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="(default: %(default)s)")
    parser.add_argument("--stores", default=",".join(TITLES), help="(default: %(default)s)")
    parser.add_argument("--turns", type=int, default=200, help="(default: %(default)s)")
    parser.add_argument("--dry", action="store_true", help="do not write the page")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        small, large, where = options.one
        print(json.dumps(asdict(one(small, large, Path(where), options.records, options.turns))))
        return 0
    stores = options.stores.split(",")
    if unknown := set(stores) - set(TITLES):
        parser.error(f"--stores: {', '.join(unknown)}: expected some of: {', '.join(TITLES)}")
    kept = True
    with tempfile.TemporaryDirectory() as name:
        for store in stores:
            measured = _apart(store, Path(name), options.records, options.turns)
            print(f"\n{TITLES[store]}, processor time to start: {measured.cpu:.1f} s")
            print(
                "\n".join((*_costs(measured, options.records), *runs.verdicts(measured.bounds()))), flush=True
            )
            kept = kept and all(bound.is_kept for bound in measured.bounds())
            if not options.dry:
                old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
                PAGE.write_text(page(old, store, measured, options.records), encoding="utf-8")
    return 0 if kept else 1


def _costs(measured: Measured, size: int) -> Iterator[str]:
    """A Markdown table."""
    yield f"| | with {SMALL:,} users, µs | with {size:,}, µs | the first time, ms |"
    yield "|---|---|---|---|"
    for name, cost in measured.costs.items():
        first = f"{cost.first / 1e3:.1f}" if name.startswith(("search", "filter")) else ""
        yield f"| {name} | {cost.small:.1f} | {cost.large:.1f} | {first} |"


_TEXT = """# What a million users cost

`make scale` writes this page: what pages, look-ups, searches and enrolments of a face library cost with many users, by
the verbs of the emulator's store, against what they cost with a thousand. The seed is read from a CSV file, and both
stores then take turns. Figures are medians; those in microseconds are this machine's, so read the ratios. A search
that matches more than a few hundred users counts them the first time; every write then keeps that number.
"""


def page(old: str, store: str, measured: Measured, size: int) -> str:
    """The page, with this store's part written anew. Args: `old`, the page as it was."""
    _, *parts = old.split("\n## ")
    found = {part.partition("\n")[0]: part.rstrip("\n") for part in parts}
    before = runs.read(found.get(TITLES[store], "").splitlines())
    found[TITLES[store]] = "\n".join(_part(store, measured, size, before)).rstrip("\n")
    return "\n## ".join([_TEXT, *(found[title] + "\n" for title in TITLES.values() if title in found)])


def _part(store: str, measured: Measured, size: int, before: runs.Before) -> Iterator[str]:
    yield TITLES[store]
    yield ""
    yield f"Measured on {runs.machine()}."
    server = ", without PostgreSQL's own" if store == "postgresql" else ""
    settled = " PostgreSQL was then vacuumed, and took turns with its caller on one core." if server else ""
    yield f"The start took {measured.cpu:.0f} s of processor time in two processes, one that reads and one that writes:"
    yield f"at least {measured.cpu / 2:.0f} s where two cores have nothing else to do{server}.{settled}"
    yield ""
    yield from _costs(measured, size)
    yield ""
    yield from runs.table(measured.bounds(), runs.now(), before)
    missed = [bound for bound in measured.bounds() if not bound.is_kept]
    if missed:
        yield ""
        yield "### What is missed, and why"
        yield ""
        for bound in missed:
            yield from runs.wrapped(
                f"- {bound.name}: {bound.value:.2f}, asked {bound.asked}. {_why(bound, measured, size)}"
            )
    if measured.profile:
        yield ""
        yield "### Where the time of the start goes"
        yield ""
        yield "Measured in one more start; a clock noted every millisecond what each process was doing."
        yield ""
        yield from measured.profile.tables()


def _why(bound: Bound, measured: Measured, size: int) -> str:
    """Why a bound is missed, as far as the figures say."""
    if bound.name == _TO_START:
        return measured.profile.why(measured.start) if measured.profile else ""
    for name, cost in measured.costs.items():
        if bound.name.startswith(f"{name}, "):
            return (
                f"With {size:,} users it takes {cost.large - cost.small:.0f} µs more than with {SMALL:,}, where"
                f" {(_TWICE - 1) * cost.small:.0f} µs are allowed."
            )
    return f"That is {measured.memory * 1024 / size:.2f} KiB for a user."


if __name__ == "__main__":
    sys.exit(main())
