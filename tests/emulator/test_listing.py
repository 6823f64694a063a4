"""Lists of a store: pages, searches and totals, held against a plain list, and what they cost as it grows."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from specseal_emulator import SQLiteStore, Store, open_store
from specseal_emulator.state import Index, Query, nodes, sqlite_database
from specseal_emulator.state.bulk import prepare
from specseal_emulator.state.database import FEW
from specseal_emulator.state.lists import Lists
from specseal_emulator.state.store import SWEEP_EVERY

INDEX = Index(scope=("owner",), order=("made",), search="name", equal="team")
NAMES = ("Ada", "李雷", "韩梅梅", "banana", "a", "", "x\x00y", "É", "Ban", 'qu"ote*')
TEXTS: tuple[tuple[str, Any], ...] = (
    *[
        (text, "contains")
        for text in ("", "a", "User", "User-1", "ser-", "雷", "韩梅", "nan", "anan", "\x00", "zz")
    ],
    *[
        ("Us", "begins"),
        ("an", "begins"),
        ("Ada", "equals"),
        ("a", "equals"),
        ('"o', "contains"),
        ("e*", "contains"),
    ],
)


@pytest.fixture(params=["memory", "file", pytest.param("postgresql", marks=pytest.mark.system)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    places = {"memory": lambda: None, "file": lambda: tmp_path / "state.db"}
    opened = open_store(places.get(request.param, lambda: request.getfixturevalue("postgresql"))())
    opened.index("user", INDEX)
    yield opened
    opened.close()


Model = dict[str, dict[str, Any]]


def _expected(model: Model, query: Query) -> list[dict[str, Any]]:
    fits: dict[str, Callable[[str], bool]] = {
        "contains": lambda name: query.text in name,
        "begins": lambda name: name.startswith(query.text),
        "equals": lambda name: name == query.text,
    }
    found = [
        (record["made"], key)
        for key, record in model.items()
        if record["owner"] == query.scope[0]
        and (not query.text or fits[query.match](record["name"]))
        and query.equal in {None, record["team"]}
    ]
    return [model[key] for _, key in sorted(found, reverse=query.descending)]


def _hold_against(store: Store, model: Model, draw: random.Random) -> None:
    for text, match in TEXTS:
        for equal in (None, "day"):
            size, descending = draw.choice((1, 10, 50)), draw.random() < 0.3
            start = draw.choice((0, draw.randrange(1500)))
            query = Query(("demo",), text, match, equal, start, size, descending=descending)
            expected = _expected(model, query)
            page = store.page("user", query, 0)
            assert (page.total, list(page.records)) == (len(expected), expected[start : start + size]), query
            if page.next:
                follows = Query(("demo",), text, match, equal, 0, size, page.next, descending)
                found = list(store.page("user", follows, 0).records)
                assert found == expected[start + size : start + 2 * size], follows


def _record(draw: random.Random) -> dict[str, Any]:
    name = draw.choice((*NAMES, f"User-{draw.randrange(1000)}"))
    owner = "other" if draw.random() < 0.1 else "demo"
    return {"owner": owner, "made": draw.randrange(100), "name": name, "team": draw.choice(("day", "night"))}


def test_lists_are_those_of_a_plain_list(store: Store) -> None:
    draw = random.Random(7)
    model: Model = {f"k{number}": _record(draw) for number in range(1400)}
    assert store.bulk(("user", key, record, None) for key, record in model.items()) == 1400
    _hold_against(store, model, draw)
    for step in range(400):
        key = f"k{draw.randrange(2000)}"
        if draw.random() < 0.6:
            model[key] = _record(draw)
            store.put("user", key, model[key])
        elif draw.random() < 0.5:
            assert store.take("user", key, 0) == model.pop(key, None)
        elif store.add("user", key, record := _record(draw), 0):
            assert key not in model
            model[key] = record
        if step % 100 == 99:
            _hold_against(store, model, draw)


def test_a_short_list_grows_long_and_short_again(store: Store) -> None:
    records = [
        {"owner": "demo", "made": -number, "name": f"n{number}", "team": "day"} for number in range(700)
    ]
    for number, record in enumerate(records):
        store.put("user", str(number), record)
    page = store.page("user", Query(("demo",), start=690, size=20), 0)
    assert (page.total, [record["made"] for record in page.records]) == (700, list(range(-9, 1)))
    for number in range(5, 700):
        store.take("user", str(number), 0)
    page = store.page("user", Query(("demo",), start=0, size=20), 0)
    assert (page.total, [record["made"] for record in page.records]) == (5, [-4, -3, -2, -1, 0])
    assert store.page("user", Query(("demo",), "n3"), 0).total == 1


def test_a_list_that_was_long_before_is_counted_anew(store: Store) -> None:
    """While it is short, records come and go elsewhere in it, and others match a search."""
    model: Model = {
        f"{number:04d}": {"owner": "demo", "made": number, "name": "Ada", "team": "day"}
        for number in range(FEW + 1)
    }
    for key, record in model.items():
        store.put("user", key, record)
    assert store.page("user", Query(("demo",), "Ad"), 0).total == FEW + 1
    for key in list(model)[:20]:
        assert store.take("user", key, 0) == model.pop(key)
    for number in range(FEW + 1, FEW + 23):
        model[f"{number:04d}"] = {"owner": "demo", "made": number, "name": "Bo", "team": "night"}
        store.put("user", f"{number:04d}", model[f"{number:04d}"])
    for query in (
        *(Query(("demo",), start=start, size=20) for start in range(0, FEW, 60)),
        Query(("demo",), "Ad"),
        Query(("demo",), equal="day"),
    ):
        expected = _expected(model, query)
        page = store.page("user", query, 0)
        found = page.total, list(page.records)
        assert found == (len(expected), expected[query.start : query.start + query.size]), query


def test_a_list_that_grows_in_one_place_is_counted_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nodes of nodes are split: of the real width that takes 8,000 records."""
    monkeypatch.setattr(nodes, "WIDTH", 4)
    with closing(open_store(None)) as store:
        store.index("user", INDEX)
        end = [{"owner": "demo", "made": number, "name": "n", "team": "day"} for number in range(600)]
        store.bulk(("user", f"{record['made']:04d}", record, None) for record in end)
        grown = [{**end[0], "made": number} for number in range(-300, 0)]
        for record in grown:
            store.put("user", str(record["made"]), record)
        for start in range(0, 900, 45):
            page = store.page("user", Query(("demo",), start=start, size=3), 0)
            assert (page.total, list(page.records)) == (900, [*grown, *end][start : start + 3])


@pytest.mark.parametrize("text", ["", "Ad"])
@pytest.mark.parametrize("descending", [False, True])
def test_numbers_of_a_page_may_be_of_any_size(store: Store, text: str, *, descending: bool) -> None:
    records = [{"owner": "demo", "made": made, "name": "Ada", "team": "day"} for made in range(3)]
    store.load(("user", str(record["made"]), record, None) for record in records)
    expected = records[::-1] if descending else records
    large = 10**30
    for query, found in (
        (Query(("demo",), text, size=large, descending=descending), expected),
        (Query(("demo",), text, start=large, size=large, descending=descending), []),
    ):
        page = store.page("user", query, 0)
        assert (page.total, list(page.records)) == (3, found)
    first = store.page("user", Query(("demo",), text, size=1, descending=descending), 0)
    after = Query(("demo",), text, size=large, after=first.next, descending=descending)
    assert list(store.page("user", after, 0).records) == expected[1:]


def test_a_page_beyond_the_end_and_a_list_that_is_not_there(store: Store) -> None:
    store.put("user", "1", {"owner": "demo", "made": 1, "name": "Ada", "team": "day"})
    assert store.page("user", Query(("demo",), start=1), 0).total == 1
    assert store.page("user", Query(("demo",), start=1), 0).records == ()
    assert store.page("user", Query(("nobody",)), 0).total == 0


def test_what_has_expired_is_in_no_list(store: Store) -> None:
    record = {"owner": "demo", "made": 1, "name": "Ada", "team": "day"}
    store.put("user", "1", record, expires=10)
    store.put("user", "2", record)
    assert store.page("user", Query(("demo",)), 9).total == 2
    assert store.page("user", Query(("demo",)), 10).total == 1
    assert store.add("user", "1", record, 10, expires=20)
    assert store.page("user", Query(("demo",), "Ada"), 19).total == 2
    assert store.add("user", "1", record, 20, expires=30)
    assert store.page("user", Query(("demo",), "Ada"), 29).total == 2


def test_loading_and_clearing_keep_the_lists(store: Store) -> None:
    record = {"owner": "demo", "made": 1, "name": "Ada", "team": "day"}
    store.put("user", "1", record)
    dumped = store.dump(0)
    store.put("user", "2", record)
    store.load(dumped)
    assert store.page("user", Query(("demo",), "Ada"), 0).records == (record,)
    store.clear()
    assert store.page("user", Query(("demo",)), 0).total == 0


def test_an_index_is_built_from_what_is_there_and_may_change(store: Store) -> None:
    for number in range(600):
        store.put("thing", str(number), {"n": number % 7, "title": f"Thing {number}"})
    store.index("thing", Index(order=("n",), search="title", fold=True))
    assert store.page("thing", Query(text="THING 59"), 0).total == 11
    store.index("thing", Index(scope=("n",)))
    assert store.page("thing", Query(("6",)), 0).total == 85
    with pytest.raises(ValueError, match="no text to search"):
        store.page("thing", Query(("6",), "Thing"), 0)
    with pytest.raises(ValueError, match="no field to compare"):
        store.page("thing", Query(("6",), equal="x"), 0)


def test_values_of_any_type_have_an_order(store: Store) -> None:
    store.index("thing", Index(order=("v",)))
    ordered: list[Any] = [
        None,
        -(10**30),
        -2.5,
        0,
        1,
        1.5,
        2**53,
        2**53 + 1,
        10**30,
        "",
        "a",
        "a\x00",
        "a\x00b",
        "aa",
        "é",
    ]
    mixed = [*ordered]
    random.Random(3).shuffle(mixed)
    for value in mixed:
        store.put("thing", repr(value), {"v": value})
    page = store.page("thing", Query(size=50), 0)
    assert [record["v"] for record in page.records] == ordered


def test_a_bulk_that_fails_leaves_the_store_as_it_was(store: Store) -> None:
    def broken() -> Iterator[Any]:
        for number in range(1500):
            yield "user", str(number), {"owner": "demo", "made": number, "name": "Ada", "team": "day"}, None
        raise ValueError("row 1501")

    store.put("user", "before", {"owner": "demo", "made": 1, "name": "Ada", "team": "day"})
    with pytest.raises(ValueError, match="row 1501"):
        store.bulk(broken())
    assert store.page("user", Query(("demo",)), 0).total == 1
    assert len(store.dump(0)) == 1


def test_a_long_bulk_that_fails_leaves_the_lists_as_they_were(store: Store) -> None:
    """It has dropped indexes, to make them anew at its end."""

    def broken() -> Iterator[Any]:
        yield from (("user", f"{number:07d}", _user(number), None) for number in range(25_000))
        raise ValueError("row 25001")

    store.put("user", "before", _user(7))
    with pytest.raises(ValueError, match="row 25001"):
        store.bulk(broken())
    assert store.page("user", Query(("demo",), "User-"), 0).records == (_user(7),)
    store.bulk(("user", f"{number:07d}", _user(number), None) for number in range(600))
    assert store.page("user", Query(("demo",), "00005"), 0).total == 111
    store.put("user", "before", _user(5000))
    assert store.page("user", Query(("demo",), "User-0005"), 0).records == (_user(5000),)


def test_a_long_bulk_is_listed_like_a_short_one(store: Store) -> None:
    store.put("user", "before", _user(25_000))
    assert store.bulk(("user", f"{number:07d}", _user(number), None) for number in range(25_000)) == 25_000
    store.put("user", "after", _user(25_001))
    assert store.page("user", Query(("demo",), start=24_999, size=5), 0).records == (
        _user(24_999),
        _user(25_000),
        _user(25_001),
    )
    assert store.page("user", Query(("demo",), "002499"), 0).total == 11
    assert store.page("user", Query(("demo",), equal="night", start=1249), 0).records == (
        _user(24_980),
        _user(25_000),
    )
    assert store.page("user", Query(("demo",), "User-0025", descending=True), 0).records == (
        _user(25_001),
        _user(25_000),
    )


def test_a_bulk_writes_over_older_records(store: Store) -> None:
    old = {"owner": "demo", "made": 1, "name": "Ada", "team": "day"}
    store.put("user", "1", old)
    new = {**old, "name": "Bruno"}
    assert store.bulk([("user", "1", old, None), ("user", "2", new, None), ("user", "1", new, None)]) == 3
    assert store.page("user", Query(("demo",), "Ada"), 0).total == 0
    assert store.page("user", Query(("demo",), "Bruno"), 0).total == 2


def test_two_processes_keep_one_list(two_stores: list[Store]) -> None:
    one, two = two_stores
    one.index("user", INDEX)
    two.index("user", INDEX)
    record = {"owner": "demo", "made": 1, "name": "Ada", "team": "day"}
    one.bulk(("user", f"a{number}", record, None) for number in range(600))
    assert two.page("user", Query(("demo",), "Ad"), 0).total == 600
    for number in range(20):
        (one if number % 2 else two).put("user", f"b{number}", record)
    assert [each.page("user", Query(("demo",), "Ad"), 0).total for each in two_stores] == [620, 620]


def test_a_number_of_matches_misses_no_record_that_is_written_meanwhile(
    two_stores: list[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is remembered once it was counted, and from then on each write changes it."""
    one, two = two_stores
    one.index("user", INDEX)
    two.index("user", INDEX)
    record = {"owner": "demo", "made": 1, "name": "Ada", "team": "day"}
    one.bulk(("user", f"a{number}", record, None) for number in range(600))
    one.put("user", "other", {**record, "team": "night"})
    writing = threading.Thread(target=two.put, args=("user", "b", record), daemon=True)
    count, counts = Lists._count, list[int]()

    def count_while_another_writes(*arguments: Any) -> int:
        counts.append(count(*arguments))
        if len(counts) == 2:  # the first only found that the number must be remembered
            writing.start()
            writing.join(0.5)  # it may have to wait for this one
        return counts[-1]

    monkeypatch.setattr(Lists, "_count", count_while_another_writes)
    assert one.page("user", Query(("demo",), equal="day"), 0).total == 600
    writing.join(20)
    assert [each.page("user", Query(("demo",), equal="day"), 0).total for each in two_stores] == [601, 601]


@pytest.mark.parametrize("verb", ["load", "bulk"])
def test_many_records_are_listed_though_another_process_declared_it(tmp_path: Path, verb: str) -> None:
    """Also those that were prepared before."""
    records = [
        ("user", str(made), {"owner": "demo", "made": made, "name": "Ada", "team": "day"}, None)
        for made in range(3)
    ]
    with closing(open_store(tmp_path / "state.db")) as one, closing(open_store(tmp_path / "state.db")) as two:
        prepared = prepare(records[2], two.indexes)
        one.index("user", INDEX)
        getattr(two, verb)([*records[:2], prepared])
        page = one.page("user", Query(("demo",)), 0)
        assert (page.total, list(page.records)) == (3, [record for _, _, record, _ in records])


def test_two_records_that_change_their_places_at_once(
    two_stores: list[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each goes from one list to the other: neither waits for the other for ever."""
    one, two = two_stores
    for each in two_stores:
        each.index("user", INDEX)
    left, right = ({"owner": owner, "made": 1, "name": "Ada", "team": "day"} for owner in ("left", "right"))
    one.put("user", "a", left)
    one.put("user", "b", right)
    failed = list[BaseException]()

    def move_back() -> None:
        try:
            two.put("user", "b", left)
        except BaseException as error:
            failed.append(error)

    moving, recount = threading.Thread(target=move_back, daemon=True), Lists._recount

    def recount_while_another_moves(*arguments: Any) -> None:
        recount(*arguments)
        if moving.ident is None:
            moving.start()
            moving.join(0.5)  # it may have to wait for this one

    monkeypatch.setattr(Lists, "_recount", recount_while_another_moves)
    one.put("user", "a", right)
    moving.join(20)
    assert failed == []
    assert [one.page("user", Query((owner,)), 0).records for owner in ("left", "right")] == [
        (left,),
        (right,),
    ]


@pytest.mark.system
@pytest.mark.parametrize("verb", ["put", "add"])
@pytest.mark.parametrize("other", ["page", "bulk", "load", "clear"])
def test_a_record_is_not_removed_while_it_is_written_over(
    postgresql: str, monkeypatch: pytest.MonkeyPatch, verb: str, other: str
) -> None:
    """`page` removes what has expired, as this record has; the others replace it with what there was before."""
    with closing(open_store(postgresql)) as one, closing(open_store(postgresql)) as two:
        for each in (one, two):
            each.index("user", INDEX)
        old, new = ({"owner": "demo", "made": made, "name": "Ada", "team": "day"} for made in (1, 2))
        one.put("user", "a", old, 10)
        acts: dict[str, Callable[[], object]] = {
            "page": lambda: two.page("user", Query(("demo",)), 20),
            "bulk": lambda: two.bulk([("user", "a", {**old, "made": 3}, 15)]),
            "load": lambda: two.load([]),
            "clear": two.clear,
        }
        removing = threading.Thread(target=acts[other], daemon=True)
        database = cast("Any", one).database
        rows = database.rows

        def rows_while_another_removes(statement: str, values: Any = ()) -> Any:
            found = rows(statement, values)
            if statement.startswith("SELECT value") and removing.ident is None:
                removing.start()
                removing.join(0.5)  # it may have to wait for this one
            return found

        monkeypatch.setattr(database, "rows", rows_while_another_removes)
        if verb == "put":
            one.put("user", "a", new)
        else:
            one.add("user", "a", new, 20)
        removing.join(20)
        records = one.scan("user", "", 0)
        for text in ("", "Ada"):
            page = one.page("user", Query(("demo",), text), 0)
            assert (page.total, list(page.records)) == (len(records), records)


def test_what_has_expired_is_swept_from_no_list_that_another_process_declared(
    two_stores: list[Store],
) -> None:
    one, two = two_stores
    one.index("user", INDEX)
    one.put("user", "a", {"owner": "demo", "made": 1, "name": "Ada", "team": "day"}, 10)
    for number in range(SWEEP_EVERY):
        two.add("nonce", str(number), {}, 20)
    assert one.page("user", Query(("demo",)), 20).total == 0


def test_another_process_that_declares_nothing_keeps_the_lists_too(tmp_path: Path) -> None:
    with closing(SQLiteStore(tmp_path / "state.db")) as one:
        one.index("user", INDEX)
    with closing(SQLiteStore(tmp_path / "state.db")) as two:
        two.put("user", "1", {"owner": "demo", "made": 1, "name": "Ada", "team": "day"})
    with closing(SQLiteStore(tmp_path / "state.db")) as three:
        assert three.page("user", Query(("demo",), "Ada"), 0).total == 1


# Costs, in steps of SQLite's machine, which are the same in every run


class Meter:
    """Counts the steps that SQLite takes for a verb, in tens."""

    def __init__(self, size: int) -> None:
        self.store = SQLiteStore()
        self.store.index("user", INDEX)
        self.store.bulk(("user", f"{number:07d}", _user(number), None) for number in range(size))

    def steps(self, act: Callable[[SQLiteStore], object]) -> int:
        taken = [0]

        def count() -> int:
            taken[0] += 1
            return 0

        act(self.store)  # what a first search costs is another matter
        with self.store.database.locked() as connection:
            connection.set_progress_handler(count, 10)
        act(self.store)
        with self.store.database.locked() as connection:
            connection.set_progress_handler(None, 0)
        return taken[0]


def _user(number: int) -> dict[str, Any]:
    team = "day" if number % 20 else "night"
    return {"owner": "demo", "made": number, "name": f"User-{number:07d}", "team": team}


@pytest.fixture(scope="module")
def meters() -> Iterator[tuple[Meter, Meter]]:
    small, large = Meter(1_000), Meter(20_000)
    yield small, large
    small.store.close()
    large.store.close()


def _page(query: Query) -> Callable[[SQLiteStore], object]:
    def read(store: SQLiteStore) -> object:
        page = store.page("user", query, 0)
        assert len(page.records) in {1, 10}
        return page

    return read


@pytest.mark.parametrize(
    "query",
    [
        Query(("demo",)),
        Query(("demo",), start=10_000),
        Query(("demo",), start=19_990),
        Query(("demo",), start=19_990, descending=True),
        Query(("demo",), "User"),
        Query(("demo",), "User", start=12_345),
        Query(("demo",), equal="day"),
        Query(("demo",), equal="night"),
        Query(("demo",), "0017777"),
        Query(("demo",), "User", after="01"),
    ],
    ids=[
        "first",
        "middle",
        "last",
        "descending",
        "all match",
        "all match, later",
        "most",
        "equal",
        "one",
        "next",
    ],
)
def test_a_page_costs_the_same_in_a_long_list(meters: tuple[Meter, Meter], query: Query) -> None:
    small, large = meters
    first = small.steps(_page(Query(("demo",))))
    assert large.steps(_page(query)) <= 3 * first  # a list read as a whole takes some hundred times as much


def test_many_records_at_once_leave_an_index_that_is_searched_in_one_piece(
    meters: tuple[Meter, Meter],
) -> None:
    _, large = meters
    with large.store.database.locked() as connection:
        pieces = connection.execute("SELECT DISTINCT segid FROM specseal_grams_idx").fetchall()
    assert len(pieces) == 1


def test_single_writes_never_put_indexes_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_database, "_MANY", 20)
    with closing(SQLiteStore()) as store:
        store.index("user", INDEX)
        for number in range(100):
            store.put("user", f"{number}", _user(number))
        with store.database.locked() as connection:
            found = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'specseal_entries'"
            ).fetchall()
    assert sorted(found) == [("specseal_equal_places",), ("specseal_places",)]


def test_a_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with closing(SQLiteStore(path)) as store:
        store.index("user", INDEX)
        store.bulk(("user", f"{number}", _user(number), None) for number in range(600))
        with store.database.locked() as connection:
            connection.execute("DROP INDEX specseal_equal_places")
            connection.execute("CREATE INDEX specseal_equals ON specseal_entries (equal)")
    with closing(SQLiteStore(path)) as store:
        page = store.page("user", Query(("demo",), equal="night", start=10, size=1), 0)
        assert (page.total, page.records) == (30, (_user(200),))
        with store.database.locked() as connection:
            found = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE '%equal%'").fetchall()
        assert found == [("specseal_equal_places",)]


def test_a_write_costs_the_same_in_a_long_list(meters: tuple[Meter, Meter]) -> None:
    def enrol(store: SQLiteStore) -> None:
        for number in range(200):
            store.put("user", f"{5_000_000 + number}", _user(number * 5))
        for number in range(200):
            store.take("user", f"{5_000_000 + number}", 0)

    small, large = (meter.steps(enrol) for meter in meters)
    assert large <= 2 * small, (small, large)


def test_a_broad_search_is_counted_once(meters: tuple[Meter, Meter]) -> None:
    _, large = meters
    asked = Query(("demo",), "ser-0")
    before = large.steps(_page(asked))
    large.store.put("user", "new", _user(99))
    assert large.store.page("user", asked, 0).total == 20_001
    large.store.take("user", "new", 0)
    assert large.store.page("user", asked, 0).total == 20_000
    assert large.steps(_page(asked)) <= before + 10
