"""Texts of 100 kB in every store: kept and found, or refused with the limit; never a store that fails."""

from __future__ import annotations

import json
import random
import re
import string
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from specseal_emulator import Account, FaceUser, Limits, Seed, SeedError, Store, open_store, read_seed
from specseal_emulator.state import Index, Query, SeedStream
from specseal_emulator.state.database import FEW
from specseal_emulator.state.keys import key
from specseal_emulator.state.sizes import LONGEST_KEY, TooLong
from specseal_emulator.testing import running
from tests.emulator.conftest import AliyunCaller, MegviiCaller
from tests.emulator.generic.test_what_is_named import post
from tests.emulator.generic.vendors import write

WIDE = "".join(map(chr, range(0x4E00, 0x9000)))
INDEX = Index(scope=("owner",), order=("made",), search="name", equal="team")


def noise(number: int, length: int = 100_000, letters: str = string.ascii_letters + string.digits) -> str:
    """A text that no database compresses into its limits."""
    return "".join(random.Random(number).choices(letters, k=length))


@pytest.fixture(params=["memory", "file", pytest.param("postgresql", marks=pytest.mark.system)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str | None:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql"))
    return tmp_path / "state.db" if request.param == "file" else None


@pytest.fixture
def store(place: Path | str | None) -> Iterator[Store]:
    with closing(open_store(place)) as opened:
        opened.index("user", INDEX)
        yield opened


def user(name: str, made: Any = 1, owner: str = "demo", team: str = "") -> dict[str, Any]:
    return {"owner": owner, "made": made, "name": name, "team": team}


WRITES: dict[str, Callable[[Store, str, str], object]] = {
    "put": lambda store, kind, key: store.put(kind, key, {"made": 1}),
    "add": lambda store, kind, key: store.add(kind, key, {"made": 1}, 0),
    "count": lambda store, kind, key: store.count(kind, key, 1, 0),
    "grow": lambda store, kind, key: store.grow(kind, key, 1),
    "bulk": lambda store, kind, key: store.bulk([(kind, "a", {}, None), (kind, key, {}, None)]),
    "load": lambda store, kind, key: store.load([(kind, "a", {}, None), (kind, key, {}, None)]),
}


@pytest.mark.parametrize("kind", ["plain", "user"])
@pytest.mark.parametrize("verb", WRITES)
def test_a_key_may_have_so_many_bytes(store: Store, kind: str, verb: str) -> None:
    if kind == "user" and verb in {"count", "grow"}:
        kind = "counter"
    store.put(kind, "before", {"made": 0})
    for long in (noise(1), "雷" * (LONGEST_KEY // 3 + 1), "x" * (LONGEST_KEY + 1)):
        with pytest.raises(
            TooLong, match=rf"^{kind} .* key takes \d+ bytes; a key has at most {LONGEST_KEY}"
        ):
            WRITES[verb](store, kind, long)
        assert store.get(kind, long, 0) is None
        assert store.take(kind, long, 0) is None
        assert [record[1] for record in store.dump(0)] == ["before"]
    WRITES[verb](store, kind, noise(1, LONGEST_KEY))
    assert store.get(kind, noise(1, LONGEST_KEY), 0) is not None


@pytest.mark.parametrize("verb", ["put", "add", "bulk", "load"])
def test_what_a_list_is_ordered_by_may_have_so_many_bytes(store: Store, verb: str) -> None:
    store.put("user", "a", user("Ada"))
    record = user("Bo", made=noise(1))
    act: Callable[[], object] = {
        "put": lambda: store.put("user", "a", record),
        "add": lambda: store.add("user", "b", record, 0),
        "bulk": lambda: store.bulk([("user", "b", record, None)]),
        "load": lambda: store.load([("user", "b", record, None)]),
    }[verb]
    with pytest.raises(
        TooLong, match=r"^user '\w': what it is ordered by \(made, key\) takes 100\d{3} bytes"
    ):
        act()
    assert store.page("user", Query(("demo",)), 0).records == (user("Ada"),)


def test_an_index_by_texts_that_are_too_long_names_their_record(store: Store) -> None:
    store.put("other", "k1", {"title": noise(1)})
    with pytest.raises(TooLong, match=r"^other 'k1': what it is ordered by \(title, key\)"):
        store.index("other", Index(order=("title",)))


def test_what_sets_lists_apart_may_have_any_length(store: Store) -> None:
    owners = [noise(1), noise(1) + "x", "雷" * 50_000]
    for number, owner in enumerate(owners):
        store.put("user", f"{number}", user("Ada", owner=owner))
        store.put("user", f"{number}-", user("Bo", owner=owner, team="red"))
    store.take("user", "0", 0)
    for owner, total in zip(owners, (1, 2, 2), strict=True):
        assert store.page("user", Query((owner,)), 0).total == total
        assert store.page("user", Query((owner,), equal="red"), 0).records == (
            user("Bo", owner=owner, team="red"),
        )


def test_a_file_of_an_earlier_version_with_such_lists_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier, closing(open_store(tmp_path / "state.db")) as store:
        earlier.setattr("specseal_emulator.listing.LONGEST_SCOPE", 10**9)
        store.index("user", INDEX)
        store.put("user", "a", user("Ada", owner=noise(2)))
    with closing(open_store(tmp_path / "state.db")) as store:
        store.put("user", "a", user("Bo", owner=noise(2)))
        assert store.page("user", Query((noise(2),)), 0).records == (user("Bo", owner=noise(2)),)


LONG = {
    "latin": noise(3),
    "wide": noise(4, 50_000, WIDE),
    "emoji": noise(5, 16_000, "".join(map(chr, range(0x1F300, 0x1F600)))),
}


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
@pytest.mark.parametrize("text", LONG)
def test_a_long_text_is_found_by_any_part_of_it(store: Store, text: str, *, many: bool) -> None:
    others = [("user", f"n{number}", user(f"User {number}"), None) for number in range(2 * FEW)]
    record = ("user", "long", user(LONG[text]), None)
    if many:
        store.bulk([*others, record])
    else:
        store.bulk(others)
        store.put(*record)
    whole = LONG[text]
    wanted: list[tuple[str, Any]] = [
        (whole, "equals"),
        (whole, "contains"),
        (whole[:-1], "begins"),
        (whole[5000:5003], "contains"),
        (whole[9000:12_000], "contains"),
        (whole[-8:], "contains"),
    ]
    for part, match in wanted:
        assert store.page("user", Query(("demo",), text=part, match=match), 0).records == (user(whole),)
    absent: list[tuple[str, Any]] = [(whole[1:], "begins"), (whole + "x", "contains"), (whole[:-1], "equals")]
    for part, match in absent:
        assert store.page("user", Query(("demo",), text=part, match=match), 0).total == 0
    assert store.page("user", Query(("demo",), text="User 7", match="equals"), 0).total == 1
    store.take("user", "long", 0)
    assert store.page("user", Query(("demo",), text=whole[:9]), 0).total == 0


def test_a_long_text_that_many_hold_is_counted(store: Store) -> None:
    part = noise(6, 1000, WIDE)
    store.bulk([("user", f"n{number}", user(f"{part} {number}"), None) for number in range(FEW + 5)])
    query = Query(("demo",), text=part, size=3)
    assert [store.page("user", query, 0).total for _ in range(2)] == [FEW + 5, FEW + 5]
    store.take("user", "n0", 0)
    found = store.page("user", query, 0)
    assert (found.total, len(found.records)) == (FEW + 4, 3)


def _operation(does: str) -> dict[str, Any]:
    return post(
        f"{does}Thing", "application/json", THING, **{"x-emulator": {"record": "thing", "does": does}}
    )


TEXT = {"type": "string"}
THING: dict[str, Any] = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "name": TEXT}}
THINGS: dict[str, Any] = {
    "security": [],
    "x-error-body": {"code": ["/error"], "separator": ": "},
    "x-emulator": {"records": {"thing": {"key": "id", "unique": "name"}}},
    "paths": {f"/{does}": _operation(does) for does in ("create", "put", "read", "delete")},
}


def test_generic_records_refuse_long_keys_and_keep_long_values(
    place: Path | str | None, tmp_path: Path
) -> None:
    with running([write(tmp_path, "things", THINGS)], store=open_store(place)) as emulator:

        def ask(does: str, **thing: str) -> Any:
            response = httpx.post(f"{emulator.base_url}/{does}", json=thing, trust_env=False)
            return response.status_code, response.json()

        for does in ("create", "put"):
            assert ask(does, id=noise(1), name="Ada") == (400, {"error": "BAD: id"})
        assert "a key has at most 2000" in emulator.journal.last().why
        assert ask("create", id="a", name="Ada") == (200, {"id": "a", "name": "Ada"})
        assert ask("create", id="b", name=noise(2)) == (200, {"id": "b", "name": noise(2)})
        assert ask("create", id="c", name=noise(2)) == (409, {"error": "TAKEN: name"})
        assert ask("read", id="b") == (200, {"id": "b", "name": noise(2)})
        assert ask("read", id=noise(1))[0] in {400, 404}
        assert ask("delete", id=noise(1))[0] in {400, 404}
        assert ask("delete", id="b")[0] == 200
        assert ask("create", id="c", name=noise(2))[0] == 200


def test_the_face_libraries_take_long_texts(place: Path | str | None, http: httpx.Client) -> None:
    long = noise(7, 30_000)
    face = FaceUser("Z", "u1", long, long, "1", 1, 1, "m", "https://example.com/a")
    seed = Seed(accounts=[Account("demo-key", "demo-secret")], face_users=[face])
    with running(seed=seed, store=open_store(place), check_responses=False) as emulator:
        aliyun = AliyunCaller(emulator.base_url, http)
        for name in ("Name", "Params", "IsolationId", "SignatureNonce", "AccessKeyId"):
            changes: dict[str, Any] = {name: long}
            response = aliyun.rpc(place="body", **changes)
            assert response.status_code < 500, (name, response.text)
            assert "store" not in response.text
        again = [aliyun.rpc(place="body", SignatureNonce=long + "x").json().get("Code") for _ in range(2)]
        assert again[0] != again[1] == "SignatureNonceUsed"
        megvii = MegviiCaller(emulator.base_url, http)
        for response in (
            megvii.face_info(group_id=long),
            megvii.face_info(face_token=long),
            megvii.get_biz_token(liveness_id=long),
            megvii.get_token(biz_no=long),
            megvii.get_token(api_key=long),
        ):
            assert response.status_code < 500, response.text
            assert "store" not in response.text


def test_an_account_may_have_a_long_owner(place: Path | str | None, http: httpx.Client) -> None:
    limits = Limits(calls=1, seconds=1000.0, concurrency=3)
    seed = Seed(accounts=[Account("demo-key", "demo-secret", owner=noise(8), limits=limits)])
    with running(seed=seed, store=open_store(place)) as emulator:
        megvii = MegviiCaller(emulator.base_url, http)
        found = [megvii.face_info().status_code for _ in range(2)]
        assert found[0] != found[1] == 403


FACE: dict[str, Any] = {"group_id": "g", "face_token": "t", "user_id": "u", "user_data": "d", "add_time": 1}
TOLD = r"face '.*'…: its key takes \d+ bytes; a key has at most 2000"


def test_the_control_plane_says_what_is_too_long(place: Path | str | None, http: httpx.Client) -> None:
    with running(store=open_store(place)) as emulator:
        control = f"{emulator.base_url}/_emulator"
        before = http.get(f"{control}/snapshot").json()
        seeded = http.post(f"{control}/seed", json={"faces": [FACE, {**FACE, "group_id": noise(9)}]})
        assert (seeded.status_code, bool(re.search(TOLD.replace("face ", "(group|face) "), seeded.text))) == (
            400,
            True,
        )
        value = {**FACE, "group_id": noise(9), "owner": "demo"}
        record = {"kind": "face", "key": key("demo", noise(9), "t"), "value": value, "expires": None}
        restored = http.put(f"{control}/snapshot", json={**before, "records": [record]})
        assert (restored.status_code, bool(re.search(TOLD, restored.text))) == (400, True)
        assert http.get(f"{control}/snapshot").json() == before
        assert http.put(f"{control}/limits/{noise(9, 5000)}", json={"calls": 1}).status_code == 404


@pytest.mark.parametrize("form", ["yaml", "ndjson", "csv"])
def test_a_seed_file_names_the_line(tmp_path: Path, form: str) -> None:
    faces = [FACE, {**FACE, "face_token": noise(9)}]
    path = tmp_path / f"faces.{form}"
    if form == "yaml":
        path.write_text(yaml.safe_dump({"faces": faces}, width=10**9))
    elif form == "ndjson":
        path.write_text("".join(f"{json.dumps(face)}\n" for face in faces))
    else:
        path.write_text("\n".join([",".join(FACE), *(",".join(map(str, face.values())) for face in faces)]))
    line = {"yaml": 7, "ndjson": 2, "csv": 3}[form]
    with pytest.raises(SeedError, match=rf"^\S+/faces.{form}:{line}: (faces\[1\]: )?{TOLD}"):
        read_seed(path) if form == "yaml" else list(SeedStream(path).records())
