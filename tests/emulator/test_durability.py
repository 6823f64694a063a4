"""What a store acknowledged is there after `kill -9`; several processes share one store."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from specseal_emulator import SQLiteStore, StoreUnusable, open_store
from specseal_emulator.state import Query, turns
from specseal_emulator.state.store import SWEEP_EVERY
from specseal_emulator.world import World

WRITER = """
import sys
from specseal_emulator import open_store
store, name = open_store(sys.argv[1]), sys.argv[2]
number = 0
while True:
    number += 1
    for done in (
        store.add("kept", f"{name}-{number}", {"n": number}, now=0),
        store.put("kept", f"{name}-{number}-put", {"n": number}) is None,
        store.count("kept", f"{name}-count", 1, 0) == number,
    ):
        assert done
    print(number, flush=True)
"""

COUNTER = """
import sys
from specseal_emulator import open_store
store = open_store(sys.argv[1])
sys.stdin.readline()
for _ in range(200):
    print(store.count("k", "calls", 1, 0), int(store.add("k", f"nonce-{_}", {}, 0)))
"""


@pytest.fixture(params=["file", pytest.param("postgresql", marks=pytest.mark.system)])
def place(request, tmp_path: Path) -> str:
    """What names the store on a command line."""
    return str(tmp_path / "state.db") if request.param == "file" else request.getfixturevalue("postgresql")


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("acknowledged", [1, 40, 133])
def test_kill_9_loses_no_acknowledged_write(place: str, acknowledged: int) -> None:
    writers = [python(WRITER, place, f"w{number}") for number in range(2)]
    told = []
    for writer in writers:
        assert writer.stdout
        for _ in range(acknowledged):
            assert writer.stdout.readline()
    for writer in writers:
        os.kill(writer.pid, signal.SIGKILL)
    for writer in writers:
        with writer:
            assert writer.stdout
            complete = [line for line in writer.stdout.readlines() if line.endswith("\n")]
        told.append(int(complete[-1]) if complete else acknowledged)
        assert writer.returncode == -signal.SIGKILL
    with closing(open_store(place)) as store:
        for name, last in zip(("w0", "w1"), told, strict=True):
            for number in range(1, last + 1):
                assert store.get("kept", f"{name}-{number}", 0) == {"n": number}
                assert store.get("kept", f"{name}-{number}-put", 0) == {"n": number}
            count = store.get("kept", f"{name}-count", 0)
            assert count in ({"n": last}, {"n": last + 1})


LOADER = """
import sys
from specseal_emulator import open_store
from specseal_emulator.state import Index
store = open_store(sys.argv[1])
store.index("user", Index(search="name"))
store.put("user", "before", {"name": "Ada"})
def records():
    for number in range(40_000):
        if number == 30_000:
            print("most are written", flush=True)
            sys.stdin.readline()
        yield "user", f"{number:07d}", {"name": f"User-{number:07d}"}, None
print(store.bulk(records()), flush=True)
"""


def test_kill_9_in_the_midst_of_many_writes_leaves_none(place: str) -> None:
    with python(LOADER, place) as loader:
        assert loader.stdout
        assert loader.stdout.readline() == "most are written\n"
        loader.kill()
    with closing(open_store(place)) as store:
        assert store.page("user", Query(text="User"), 0).total == 0
        assert store.dump(0) == [("user", "before", {"name": "Ada"}, None)]
        store.clear()
    with python(LOADER, place) as loader:
        assert loader.communicate("go on\n", timeout=60)[0].splitlines()[-1] == "40000"
    with closing(open_store(place)) as store:
        assert store.page("user", Query(text="0012345"), 0).records == ({"name": "User-0012345"},)


def test_processes_share_counters_and_nonces(place: str) -> None:
    counters = [python(COUNTER, place) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        outputs = list(pool.map(lambda process: process.communicate("go\n", timeout=60)[0], counters))
    lines = [line.split() for output in outputs for line in output.splitlines()]
    assert sorted(int(count) for count, _ in lines) == list(range(1, 801))
    assert sum(int(added) for _, added in lines) == 200


def test_many_may_open_a_new_store_at_once(place: str) -> None:
    with ThreadPoolExecutor(16) as pool:
        stores = list(pool.map(lambda _: open_store(place), range(16)))
    for number, store in enumerate(stores):
        store.put("k", str(number), {})
        store.close()
    with closing(open_store(place)) as store:
        assert len(store.scan("k", "", 0)) == 16


@pytest.fixture
def ended_connections(postgresql: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgresql, autocommit=True) as other:
        yield other


@pytest.mark.system
def test_a_lost_connection_is_made_anew(postgresql: str, ended_connections) -> None:
    with closing(open_store(postgresql)) as store:
        for number in range(3):
            assert store.count("k", "a", 1, 0) == number + 1
            ended = ended_connections.execute(
                "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
                " AND backend_type = 'client backend'"
            ).fetchone()
            assert ended == (1,)
        store.load([("k", "b", {"n": 1}, None)])
        assert store.dump(0) == [("k", "b", {"n": 1}, None)]


_MANY_FILES = """
import contextlib, os, resource, sys
import psycopg
from specseal_emulator import open_store
resource.setrlimit(resource.RLIMIT_NOFILE, (2000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
others = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
with contextlib.closing(open_store(sys.argv[1])) as store, psycopg.connect(sys.argv[1], autocommit=True) as other:
    other.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    store.put("k", "a", {"n": 1})
    print(store.get("k", "a", 0))
"""


@pytest.mark.system
def test_a_connection_may_have_any_number(postgresql: str) -> None:
    """An emulator with a thousand clients opens its connection again, too: `select.select` takes none that late."""
    done = subprocess.run(
        [sys.executable, "-c", _MANY_FILES, postgresql], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "{'n': 1}\n"), done.stderr


def test_a_key_may_hold_any_text(place: str) -> None:
    names = ["", "a\x00b", "李", "\U0010fffe", "a%_\\"]
    with closing(open_store(place)) as store:
        for name in names:
            store.put("k", name + "/x", {"name": name})
        for name in names:
            assert store.scan("k", name + "/", 0) == [{"name": name}]
            assert store.get("k", name + "/x", 0) == {"name": name}
        assert [key for _, key, _, _ in store.dump(0)] == sorted(name + "/x" for name in names)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("mysql://localhost/x", "mysql:// names no store"),
        ("postgresql:///nothing?host=/nowhere", "/nowhere"),
        ("postgresql://a:secret@127.0.0.1:1/x?nonsense=1", "PostgreSQL: "),
    ],
)
def test_what_cannot_be_opened(where: str, words: str) -> None:
    with pytest.raises(StoreUnusable) as caught:
        open_store(where)
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.system
def test_a_user_who_may_not_create_tables_is_told_what_to_grant(postgresql: str) -> None:
    with psycopg.connect(postgresql, autocommit=True) as owner:
        owner.execute("DROP DATABASE IF EXISTS bare WITH (FORCE)")
        owner.execute("DROP ROLE IF EXISTS reader")
        owner.execute("CREATE ROLE reader LOGIN")
        owner.execute("CREATE DATABASE bare")
        url = postgresql.replace("user=postgres", "user=reader")
        for database in ("bare", "postgres"):  # without tables, and with those of another user
            with pytest.raises(StoreUnusable, match="GRANT USAGE, CREATE ON SCHEMA public TO"):
                open_store(url.replace("/postgres?", f"/{database}?"))
        owner.execute("ALTER DATABASE bare OWNER TO reader")
        open_store(url.replace("/postgres?", "/bare?")).close()
        owner.execute("DROP DATABASE bare WITH (FORCE)")
        owner.execute("DROP ROLE reader")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_text("this is not a database, only a text that is long enough to be looked at" * 9)
    with pytest.raises(StoreUnusable, match="file is not a database"):
        SQLiteStore(path)


APPENDER = """
import sys
from specseal_emulator import open_store
log = open_store(sys.argv[1]).log(1000)
sys.stdin.readline()
for number in range(100):
    print(log.append({"by": sys.argv[2], "n": number, "id": 0}))
"""


def test_processes_number_their_records_together(place: str) -> None:
    appenders = [python(APPENDER, place, str(number)) for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        outputs = list(pool.map(lambda process: process.communicate("go\n", timeout=60)[0], appenders))
    numbers = [[int(line) for line in output.splitlines()] for output in outputs]
    assert all(told == sorted(told) for told in numbers)
    assert sorted(number for told in numbers for number in told) == list(range(1, 401))
    with closing(open_store(place)) as store:
        log = store.log(1000)
        for by, told in enumerate(numbers):
            for n, number in enumerate(told):
                assert log.get(number) == {"by": str(by), "n": n, "id": number}


def test_a_numbered_record_replaces_the_oldest(place: str) -> None:
    with closing(open_store(place)) as store:
        log = store.log(3)
        assert (log.last(), log.records(), log.get(1)) == (0, [], None)
        assert log.append({}) == 1
        assert log.records() == [{"id": 1}]
        assert [log.append({"text": f'"{n}"%?'}) for n in range(2, 6)] == [2, 3, 4, 5]
        assert log.records() == [{"id": n, "text": f'"{n}"%?'} for n in (3, 4, 5)]
        assert (log.last(), log.get(2), log.get(5), log.get(6)) == (5, None, {"id": 5, "text": '"5"%?'}, None)


def test_what_is_forgotten_is_gone_and_its_numbers_are_not_used_again(place: str) -> None:
    with closing(open_store(place)) as store:
        log = store.log(3)
        for n in range(4):
            log.append({"n": n})
        log.forget(3)
        assert log.records() == [{"id": 4, "n": 3}]
        log.forget(4)
        assert (log.records(), log.last(), log.append({})) == ([], 4, 5)


def test_replacing_what_has_keys_leaves_the_log_alone(place: str) -> None:
    with closing(open_store(place)) as store:
        log = store.log(3)
        log.append({"n": 1})
        store.put("k", "a", {})
        store.load([("k", "b", {}, None)])
        assert (store.dump(0), log.records()) == ([("k", "b", {}, None)], [{"id": 1, "n": 1}])
        store.clear()
        assert (store.dump(0), log.records(), log.last()) == ([], [], 0)


@pytest.mark.parametrize("keep", [2, 3, 5, 7])
def test_a_log_that_is_opened_to_keep_another_number_keeps_the_last_ones(place: str, keep: int) -> None:
    with closing(open_store(place)) as store:
        before = store.log(5)
        for n in range(1, 9):
            before.append({"n": n})
    with closing(open_store(place)) as store:
        log = store.log(keep)
        kept = [{"id": n, "n": n} for n in range(9 - min(keep, 5), 9)]
        assert log.records() == [log.get(record["id"]) for record in kept] == kept
        log.append({"n": 9})
        assert [record["id"] for record in log.records()] == [*range(10 - min(keep, 6), 10)]


def test_a_writer_waits_for_another_process_and_says_so_when_it_is_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.db"
    with closing(SQLiteStore(path)) as one, closing(SQLiteStore(path)) as two:
        with one.database.writing():
            assert two.get("k", "a", 0) is None  # readers do not wait
            monkeypatch.setattr(turns, "LONGEST_WAIT", 0.05)
            with pytest.raises(StoreUnusable, match=r"state\.db: database is locked: another process"):
                two.put("k", "a", {})
        two.put("k", "a", {"n": 1})
        assert one.get("k", "a", 0) == {"n": 1}


def test_what_others_write_changes_the_version_of_its_kind_only(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with closing(SQLiteStore(path)) as one, closing(SQLiteStore(path)) as two:
        before = one.version("control")
        two.put("calls", "1", {})
        two.log(3).append({})
        assert one.version("control") == before
        two.put("control", "clock", {"shift": 1})
        after = one.version("control")
        assert after != before
        two.take("control", "clock", 0)
        assert one.version("control") not in {before, after}


WRITES: dict[str, Callable[[SQLiteStore], object]] = {
    "put": lambda store: store.put("control", "a", {"n": 2}),
    "add": lambda store: store.add("control", "b", {}, 0),
    "add, of one that has expired": lambda store: store.add("control", "old", {}, 2),
    "take": lambda store: store.take("control", "a", 0),
    "count": lambda store: store.count("control", "a", 1, 0),
    "grow": lambda store: store.grow("control", "a", 9),
    "bulk": lambda store: store.bulk([("control", "c", {}, None)]),
    "load": lambda store: store.load([]),
    "clear": lambda store: store.clear(),
    "removing what has expired": lambda store: [
        store.add("calls", str(n), {}, 2, 3) for n in range(SWEEP_EVERY)
    ],
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("shared", [True, False], ids=["another process", "memory"])
def test_every_write_changes_the_version(
    tmp_path: Path, write: Callable[[SQLiteStore], object], shared: bool
) -> None:
    path = tmp_path / "state.db" if shared else None
    with closing(SQLiteStore(path)) as one, closing(SQLiteStore(path) if shared else one) as two:
        one.bulk([("control", "a", {"n": 1}, None), ("control", "old", {}, 1.0)])
        before, records = one.version("control"), one.part("control", "", 9, 0)
        assert one.version("control") == before
        write(two)
        assert one.part("control", "", 9, 0) != records
        assert one.version("control") not in {None, before}


def test_what_is_being_written_has_no_version(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with closing(SQLiteStore(path)) as one, closing(SQLiteStore(path)) as two:
        before = one.version("control")
        with two.database.transaction():
            two.database.changing("control")
            assert one.version("control") is None
            assert one.version("calls") is not None
        assert one.version("control") not in {None, before}


KILLED = """
import os, sys
from specseal_emulator import open_store
store = open_store(sys.argv[1])
with store.database.writing() as db:
    store.database.changing("control")
    db.execute("INSERT INTO records VALUES ('control', 'clock-shift', json_object('n', 3600000000), NULL)")
    print("written", flush=True)
    os.kill(os.getpid(), 9)
"""


def test_a_change_is_seen_though_its_writer_was_killed_before_it_could_say_so(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with closing(World(store=SQLiteStore(path))) as world:
        assert python(KILLED, str(path)).communicate(timeout=60)[0] == "written\n"
        world.sync()
        assert 3599 < world.clock.ahead < 3601
        assert world.store.version("control") is None  # so that everything is read each time
        world.clock.shift(60)
        assert world.store.version("control") is not None
        assert 3659 < world.clock.ahead < 3661
