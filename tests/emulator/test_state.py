"""Store, clock, ids, journal and settings."""

from __future__ import annotations

import gc
import sqlite3
import threading
from collections.abc import Iterator
from functools import reduce
from operator import or_
from pathlib import Path
from random import Random
from uuid import RFC_4122, UUID

import pytest

from specseal_emulator import Clock, Emulator, Ids, Journal, Settings, SQLiteStore, Store, World, open_store
from specseal_emulator.server import serving
from specseal_emulator.state import Follower
from specseal_emulator.state.keys import key


@pytest.fixture(params=["memory", "file", pytest.param("postgresql", marks=pytest.mark.system)])
def store(request, tmp_path: Path) -> Iterator[Store]:
    places = {"memory": lambda: None, "file": lambda: tmp_path / "state.db"}
    opened = open_store(places.get(request.param, lambda: request.getfixturevalue("postgresql"))())
    yield opened
    opened.close()


def test_records_are_read_back(store) -> None:
    assert store.get("k", "a", 0) is None
    store.put("k", "a", {"n": 1, "text": "李\x00'\""})
    assert store.get("k", "a", 0) == {"n": 1, "text": "李\x00'\""}
    assert store.get("other", "a", 0) is None
    store.put("k", "a", {"n": 2})
    assert store.get("k", "a", 0) == {"n": 2}


def test_records_expire(store) -> None:
    store.put("k", "a", {}, expires=10)
    assert store.get("k", "a", 9.9) == {}
    assert store.get("k", "a", 10) is None
    assert store.scan("k", "", 10) == []
    assert store.take("k", "a", 10) is None


def test_add_writes_once_until_it_expires(store) -> None:
    assert store.add("k", "a", {"n": 1}, now=0, expires=10) is True
    assert store.add("k", "a", {"n": 2}, now=9, expires=19) is False
    assert store.get("k", "a", 9) == {"n": 1}
    assert store.add("k", "a", {"n": 3}, now=10, expires=20) is True
    assert store.get("k", "a", 10) == {"n": 3}


def test_a_counter_only_grows(two_stores) -> None:
    """Of one key at any time, in both stores; the nanoseconds of today fit."""
    one, other = two_stores
    assert one.grow("k", "a", 5)
    assert not one.grow("k", "a", 5)
    assert not other.grow("k", "a", 4)
    assert other.grow("k", "a", 2**63 - 1)
    assert not one.grow("k", "a", 2**63 - 2)
    assert one.get("k", "a", 0) == {"n": 2**63 - 1}
    assert one.grow("k", "b", 0)
    accepted: list[int] = []

    def raised(store: Store) -> None:
        accepted.extend([value for value in range(1, 60) if store.grow("k", "b", value)])

    threads = [threading.Thread(target=raised, args=(store,)) for store in (one, other, one)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accepted) == len(set(accepted))
    assert max(accepted) == 59


def test_add_without_expiry_writes_once_for_good(store) -> None:
    assert [store.add("k", "a", {}, now=n) for n in (0, 10**9)] == [True, False]


def test_what_has_expired_is_swept(store) -> None:
    for number in range(600):
        store.add("nonce", str(number), {}, now=number, expires=number + 1)
    assert len(store.scan("nonce", "", now=0)) < 300


def test_take_gives_a_record_to_one_caller(store) -> None:
    store.put("k", "a", {"n": 1})
    taken: list[object] = []
    threads = [threading.Thread(target=lambda: taken.append(store.take("k", "a", 0))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken, key=str) == [None] * 7 + [{"n": 1}]


def test_every_count_gives_its_own_number(store) -> None:
    assert [store.count("k", "a", by, 0) for by in (1, 5, -2)] == [1, 6, 4]
    assert store.get("k", "a", 0) == {"n": 4}
    numbers: list[int] = []
    threads = [threading.Thread(target=lambda: numbers.append(store.count("k", "b", 1, 0))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 9))


def test_a_counter_starts_again_when_it_has_expired(store) -> None:
    assert [store.count("k", "a", 1, now, expires=now + 10) for now in (0, 9, 10, 11)] == [1, 2, 1, 2]
    assert store.get("k", "a", 19.9) == {"n": 2}
    assert store.get("k", "a", 20) is None


def test_records_are_read_and_counted_in_parts(store) -> None:
    for number in range(7):
        store.put("k", f"{number}é", {"n": number}, 10.0 if number == 3 else None)
    store.put("B", "1", {})
    assert [kind for kind in store.kinds() if kind in {"B", "k"}] == ["B", "k"]
    assert store.part("k", "1é", 3, 20.0) == [("k", f"{n}é", {"n": n}, None) for n in (2, 4, 5)]
    assert store.tally("k", "1é", 3, 20.0) == (3, "5é")
    assert store.tally("k", "5é", 3, 20.0) == (1, "6é")
    assert store.tally("k", "6é", 3, 20.0) == (0, "6é")
    assert store.part("none", "", 3, 0) == []


def test_a_dump_is_loaded_over_what_is_there(store) -> None:
    store.put("b", "1", {"n": 1})
    store.put("a", "2", {"n": 2}, expires=10)
    store.put("a", "1", {"n": 3}, expires=5)
    dumped = store.dump(now=5)
    assert dumped == [("a", "2", {"n": 2}, 10), ("b", "1", {"n": 1}, None)]
    store.put("b", "2", {})
    store.load(dumped)
    assert store.dump(now=0) == dumped


def test_scan_is_in_the_order_of_keys_and_keeps_to_its_prefix(store) -> None:
    for name in ("b/2", "b/1", "a/1", "c/1", "b"):
        store.put("k", name, {"name": name})
    assert [record["name"] for record in store.scan("k", "b/", 0)] == ["b/1", "b/2"]


def test_keys_of_several_parts_cannot_be_confused() -> None:
    assert key("a", "b/c") != key("a/b", "c")
    assert not key("ab").startswith(key("a"))


def test_a_file_outlives_its_store(tmp_path: Path) -> None:
    first = SQLiteStore(tmp_path / "state.db")
    first.put("k", "a", {"n": 1})
    first.close()
    second = SQLiteStore(tmp_path / "state.db")
    assert second.get("k", "a", 0) == {"n": 1}
    second.clear()
    assert second.get("k", "a", 0) is None
    second.close()


def test_the_clock() -> None:
    clock = Clock()
    clock.freeze(100.5)
    assert (clock.now(), clock.now()) == (100.5, 100.5)
    clock.shift(-0.5)
    assert clock.now() == 100.0
    clock.reset()
    started = clock.now()
    assert started > 1_700_000_000
    clock.shift(1000)
    assert 999 < clock.now() - started < 1100
    clock.freeze()
    assert clock.now() == clock.now()


def test_ids_differ_without_a_seed_and_repeat_with_one() -> None:
    assert Ids().uuid() != Ids().uuid()
    seeded = Ids(1)
    first = [seeded.uuid(), seeded.hex32()]
    seeded.reset()
    assert [seeded.uuid(), seeded.hex32()] == first == [(again := Ids(1)).uuid(), again.hex32()]


def test_uuids_are_random_ones() -> None:
    found = [UUID(Ids(seed).uuid()) for seed in range(50)]
    assert {(one.version, one.variant) for one in found} == {(4, RFC_4122)}
    # the bits that are drawn differ, every one of them
    ones = reduce(or_, (one.int for one in found))
    zeros = reduce(or_, (~one.int for one in found))
    assert (ones & zeros & (2**128 - 1)).bit_count() == 122
    assert str(UUID(int=Random(7).getrandbits(128), version=4)) == Ids(7).uuid()


def test_settings_are_read_from_texts() -> None:
    settings = Settings.parse(["token_ttl=60", "scene_ids=a, b", "unique_biz_no=true", "no_match=error"])
    assert (settings.token_ttl, settings.scene_ids) == (60, ("a", "b"))
    assert (settings.unique_biz_no, settings.no_match) == (True, "error")
    assert Settings.parse(["megvii_separator=:"]).megvii_separator == ":"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("token_ttl", "is not NAME=VALUE"),
        ("nothing=1", "unknown setting 'nothing'; expected one of: .*megvii_separator"),
        ("token_ttl=-1", "must be an integer"),
        ("token_ttl=soon", "must be an integer"),
        ("unique_biz_no=yes", "must be true or false"),
        ("no_match=maybe", "no_match: expected one of: empty, error"),
    ],
)
def test_settings_that_do_not_fit(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings.parse([text])


@pytest.mark.parametrize(
    ("path", "params", "near"),
    [
        (
            "/finauth/search/face_info",
            {},
            "did you mean path /finauth/search/group/face_info of finauth-facesearch?",
        ),
        ("/faceid/lite/get_tokens/", {}, "did you mean path /faceid/lite/get_token of faceid-lite?"),
        (
            "/",
            {"Action": "QueryFaceUsersByName", "Version": "2018-01-20"},
            "did you mean action QueryFaceUserByName of linkvisual?",
        ),
        ("/", {}, None),
        ("/", {"Action": "DescribeRegions"}, None),
        ("/" + "x" * 5000, {}, None),
    ],
)
def test_a_request_to_nowhere_is_told_what_is_near(emulator, http, path, params, near) -> None:
    http.get(emulator.base_url + path, params=params)
    assert emulator.journal.last().notes.get("suggestion") == near


def test_the_journal_keeps_so_many_entries(tmp_path: Path, http) -> None:
    for store in (SQLiteStore(), SQLiteStore(tmp_path / "state.db")):
        emulator = Emulator(world=World(store=store, journal=Journal(keep=3)))
        with serving(emulator) as url:
            for number in range(1, 6):
                http.get(f"{url}/{number}")
            journal = emulator.world.journal
            assert [(entry.id, entry.path) for entry in journal.entries()] == [
                (3, "/3"),
                (4, "/4"),
                (5, "/5"),
            ]
            assert journal.get(2) is None
            assert [(entry.id, entry.path) for entry in Follower(journal, 0).poll()] == [
                (3, "/3"),
                (4, "/4"),
                (5, "/5"),
            ]
            assert (journal.oldest(), journal.newest(), journal.last().id) == (3, 5, 5)
        emulator.world.close()


def test_the_journal_cuts_what_is_long(emulator, megvii) -> None:
    megvii.face_info(group_id="x" * 100_000, sign="y" * 100_000)
    megvii.face_info(group_id="x" * 16_384)
    cut, whole = emulator.journal.entries()
    assert cut.form["group_id"] == "x" * 16_384 + "… (100000 characters)"
    assert cut.form["sign"] == "***"
    assert whole.form["group_id"] == "x" * 16_384
    assert all(len(text) < 17_000 for entry in (cut, whole) for text in (entry.why, *entry.notes.values()))


def test_the_journal_keeps_the_last_requests(emulator, megvii) -> None:
    with pytest.raises(LookupError):
        emulator.journal.last()
    megvii.face_info(face_token="x")
    megvii.http.get(f"{megvii.base_url}/nowhere?a=b")
    first, second = emulator.journal.entries()
    assert (first.method, first.path, first.product) == (
        "POST",
        "/finauth/search/group/face_info",
        "finauth-facesearch",
    )
    assert (first.operation, first.status, first.code) == ("getFaceInfo", 400, "INVALID_FACE_TOKEN")
    assert first.form["face_token"] == "x"
    assert '"error":"INVALID_FACE_TOKEN"' in first.response
    assert first.form["sign"] == "***"
    assert "has no face 'x'" in first.why
    assert first.notes["account"] == "demo-key"
    assert (second.path, second.query, second.operation) == ("/nowhere", {"a": "b"}, "")


def test_a_store_that_nobody_closes_closes_its_connection() -> None:
    emulator = Emulator(world=World(store=(store := SQLiteStore())))
    with store.database.locked() as connection:
        pass
    del emulator, store
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
