"""Where the time of a start from a long seed goes, by layer, in the process that reads and in the one that writes.

`python -m bench.seeding STORE FILE` loads a CSV file into a store, empty for memory, then reads it once more on its
own, each time with a clock that notes every millisecond what the process is doing; prints a `Profile` as JSON.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

from specseal_emulator import Seed, Store, open_store
from specseal_emulator.state import SeedStream
from specseal_emulator.state.garbage import YOUNG_ONLY
from specseal_emulator.state.postgres import PostgreSQLStore
from specseal_emulator.state.seed import declare_indexes, write_seed
from specseal_emulator.state.stream.reader import send_records

from .servers.profile import cpu
from .servers.profiled import OTHERS, Layers, layer

_EVERY = 0.001
_INDEXES, _END = "making indexes, counting lists", "ending the transaction"
_AT_THE_END = (_INDEXES, _END)
"""What is done when all rows have been read."""
_WRITING: Layers = (
    ("receiving what was read", ("stream/apart.py",)),
    ("writing records", (":insert_records", ":upsert_records")),
    ("names in pieces, for searches", ("state/grams.py", ":_insert_grams", ":_vector")),
    ("writing entries of lists", (":insert_entries",)),
    (_INDEXES, (":settle", "state/nodes.py", ":finish")),
    (_END, (":transaction",)),
)
_READING: Layers = (
    ("reading rows", ("stream/rows.py",)),
    ("making JSON", ("json/encoder.py",)),
    ("placing records in lists", ("/listing.py", "state/bulk.py")),
    ("sending them", ("stream/reader.py",)),
    ("checking rows, making records", ("specseal_emulator/",)),
)


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds that went to one layer."""

    cpu: float = 0.0
    """Of the process's own processor time."""
    elapsed: float = 0.0
    """In all, with what it waited."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One start. Layers are by name."""

    writing: Mapping[str, Spent]
    reading: Mapping[str, Spent]
    server: float
    """Processor seconds of PostgreSQL's process for the connection; 0 for other stores."""

    @classmethod
    def parse(cls, text: str) -> Profile:
        """From JSON."""
        found = json.loads(text)
        writing, reading = (
            {name: Spent(**spent) for name, spent in found[part].items()} for part in ("writing", "reading")
        )
        return cls(writing, reading, found["server"])

    def why(self, seconds: float) -> str:
        """Why a start takes so many seconds, as far as the notes say."""
        cores = os.cpu_count() or 1
        writing, reading = (sum(one.cpu for one in part.values()) for part in (self.writing, self.reading))
        end = [self.writing[name] for name in _AT_THE_END if name in self.writing]
        alone = sum(one.elapsed for one in end)
        before = writing + reading + self.server - (alone if self.server else sum(one.cpu for one in end))
        floor = before / cores + alone
        server = f", PostgreSQL's takes {self.server:.1f} s" if self.server else ""
        return (
            f"The process that writes takes {writing:.1f} s of processor time, the one that reads {reading:.1f} s"
            f"{server}. {alone:.1f} s are work of one process after the last row, while other cores have nothing to do;"
            f" the rest is {before:.1f} s, on {cores} cores {before / cores:.1f} s at least. With both that makes"
            f" {floor:.1f} s: the start took {seconds / floor:.1f} times that."
        )

    def tables(self) -> Iterator[str]:
        """Markdown tables."""
        for title, part, layers in (
            ("the process that writes", self.writing, _WRITING),
            ("the process that reads", self.reading, _READING),
        ):
            yield f"| {title} | processor time, s | with waiting, s |"
            yield "|---|---|---|"
            for name in (*(name for name, _ in layers), OTHERS):
                spent = part.get(name, Spent())
                yield f"| {name} | {spent.cpu:.1f} | {spent.elapsed:.1f} |"
            whole = [sum(getattr(one, name) for one in part.values()) for name in ("cpu", "elapsed")]
            yield f"| **in all** | **{whole[0]:.1f}** | **{whole[1]:.1f}** |"
            yield ""


def profile(where: str, seed: Path) -> Profile:
    """The profile of a start, in a process of its own. Args: `where` the store is."""
    command = [sys.executable, "-m", "bench.seeding", where, str(seed)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Profile.parse(done.stdout)


@contextmanager
def _notes(layers: Layers) -> Generator[dict[str, Spent]]:
    """What the block spends its time on. A call into C that takes long is noted once it has returned."""
    notes = dict[str, Spent]()
    last = time.process_time(), time.perf_counter()

    def note(_number: int, frame: FrameType | None) -> None:
        nonlocal last
        now = time.process_time(), time.perf_counter()
        name = layer(frame, layers)
        spent = notes.get(name, Spent())
        notes[name] = Spent(spent.cpu + now[0] - last[0], spent.elapsed + now[1] - last[1])
        last = now

    signal.signal(signal.SIGALRM, note)
    signal.setitimer(signal.ITIMER_REAL, _EVERY, _EVERY)
    try:
        yield notes
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _server(store: Store) -> float:
    """Processor seconds of the server's process for a connection."""
    if not isinstance(store, PostgreSQLStore):
        return 0.0
    return cpu(int(store.database.run("SELECT pg_backend_pid()")[0][0]))


def main(arguments: list[str] | None = None) -> int:
    """Take the notes and print them; returns the exit status."""
    where, seed = sys.argv[1:] if arguments is None else arguments
    with closing(open_store(where or None)) as store:
        declare_indexes(store)
        indexes, begun = dict(store.indexes), _server(store)
        with _notes(_WRITING) as writing:
            write_seed(store, Seed(), [SeedStream(Path(seed))])
        server = _server(store) - begun
    gc.set_threshold(*YOUNG_ONLY)  # as the process that reads does
    with Path(os.devnull).open("wb") as nobody, _notes(_READING) as reading:
        send_records(Path(seed), indexes, nobody)
    print(json.dumps(asdict(Profile(writing, reading, server))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
