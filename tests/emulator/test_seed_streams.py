"""Seeds read a record at a time: CSV, NDJSON and long YAML. Bad rows are named by line, and nothing is half-loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from specseal_emulator import Seed, SeedError, SQLiteStore, World, read_seed
from specseal_emulator.listing import Index
from specseal_emulator.state import Query, SeedStream, is_stream
from specseal_emulator.state.bulk import prepare
from specseal_emulator.state.seed import declare_indexes, write_seed
from specseal_emulator.state.stream import load
from specseal_emulator.state.stream.apart import read_apart
from tests.emulator.fire import served

FACE = {"group_id": "g", "face_token": "t", "user_id": "u", "user_data": "", "add_time": 1}
COMMAND = [sys.executable, "-m", "specseal_emulator", "serve", "--port", "0"]


def _records(path: Path) -> list[Any]:
    return list(SeedStream(path).records())


def _face(path: Path) -> dict[str, Any]:
    return next(record for kind, _, record, _ in _records(path) if kind == "face")


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "faces.2026.csv"
    path.write_text(
        'group_id,face_token,user_id,user_data,add_time,owner\ng,t,u,"a, ""b""\nc",1,\n\ng,t2,u,,2,other\n',
        "utf-8-sig",
    )
    assert is_stream(path)
    assert _face(path) == {**FACE, "user_data": 'a, "b"\nc', "owner": "demo"}
    assert [key for kind, key, *_ in _records(path) if kind == "face"] == [
        "4:demo/1:g/1:t/",
        "5:other/1:g/2:t2/",
    ]


def test_csv_holds_numbers_truths_and_limits(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text('key,secret,disabled,limits\na,1,true,\nb,2,,"{""calls"": 3}"\nc,3,false,"""none"""\n')
    found = {key: record for _, key, record, _ in _records(path)}
    assert (found["a"]["secret"], found["a"]["disabled"], found["a"]["limits"]) == ("1", True, None)
    assert (found["b"]["limits"]["calls"], found["c"]["limits"]["calls"]) == (3, None)


def test_ndjson(tmp_path: Path) -> None:
    named, mixed = tmp_path / "faces.ndjson", tmp_path / "all.jsonl"
    named.write_text(f"{json.dumps(FACE)}\n\n")
    account = {"key": "k", "secret": "s"}
    mixed.write_text(f"{json.dumps({'accounts': account})}\n{json.dumps({'faces': FACE})}\n")
    assert _face(named) == _face(mixed) == {**FACE, "owner": "demo"}
    assert [kind for kind, *_ in _records(mixed)] == ["account", "group", "face"]


YAML = """\
%YAML 1.2
---
# a comment
extends: default
faces:
  - group_id: g
    face_token: 9eab9fe14a402295  # unlike the others
    user_id: 12e3x
    user_data: "two words"
    add_time: 1769739690208

  - group_id: 'a: b'
    face_token: t2
    user_id: yes
    user_data: |
      first

      # no comment
    add_time: 2
  - {"group_id": "g", "face_token": "t3", "user_id": "u", "user_data": "\\u674e", "add_time": 3}
  - {group_id: g, face_token: t4,
     user_id: u, user_data: x, add_time: 0x10}
  # another comment
---
groups:
- group_id: empty
- group_id: "0123"
  owner: other
"""


def test_yaml_reads_as_the_whole_file_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, whole = tmp_path / "seed.yaml", tmp_path / "whole.yaml"
    path.write_text(YAML)
    whole.write_text(YAML.replace("%YAML 1.2\n", "").replace("---\n", "").replace("extends: default\n", ""))
    assert not is_stream(path)
    monkeypatch.setattr(load, "_LONG", 10)
    assert is_stream(path)
    assert SeedStream(path).adds_to_default()
    expected = sorted(json.dumps(record) for record in read_seed(whole).records())
    assert sorted(json.dumps(record) for record in _records(path)) == expected


HEAD = "group_id,face_token,user_id,user_data,add_time\n"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("faces.csv", f"{HEAD}g,t,u,,1\ng,t2,u,,soon\n", ":3: add_time: must be an integer"),
        (
            "faces.csv",
            f"{HEAD}g,t,u,,1\ng,t,u,,2\n",
            ":3: has the same owner and group_id and face_token as the one of line 2",
        ),
        ("faces.csv", f"{HEAD}g,t,u\n", ":2: has 3 cells; the first line has 5"),
        ("faces.csv", f"{HEAD},t,u,,1\n", ":2: group_id: "),
        ("faces.csv", f'{HEAD}g,"t,u,,1\n', ":2: not CSV: unexpected end of data"),
        (
            "faces.csv",
            "group,face_token\n",
            ":1: group: unknown column; expected some of: group_id, face_token",
        ),
        ("faces.csv", "", ":1: : unknown column; expected some of: group_id"),
        ("faces.csv", f"user_id,{HEAD}u,g,t,u,,1\n", ":1: user_id: is there twice"),
        (
            "faces.ndjson",
            '{"group_id": "g", "face_token": "t", "group_id": "h"}\n',
            ":1: not JSON: duplicate name 'group_id' in one object",
        ),
        ("stored_records.ndjson", '{"record": {"price": NaN}}\n', ":1: not JSON: NaN is not JSON"),
        ("stored_records.ndjson", '{"record": {"price": 1e999}}\n', ":1: not JSON: 1e999 is out of range"),
        (
            "seed.yaml",
            'groups:\n- {"group_id": "a"}\n- {"group_id": "b", "group_id": "c"}\n',
            ":3: .*group_id",
        ),
        (
            "seed.yaml",
            "faces:\n- group_id: g\n  face_token: t\n  user_id: u\n  user_data: null\n  add_time: 1\n",
            ":2: user_data: must be a string",
        ),
        (
            "face.csv",
            HEAD,
            "the name of a CSV file begins with its section and a full stop, such as faces.csv",
        ),
        (
            "faces.ndjson",
            '{"group_id": 1}\n{"x"\n[]\n',
            ":1: .*\n.*:2: not JSON: .*\n.*:3: must be an object",
        ),
        ("all.ndjson", '{"a": 1, "b": 2}\n', ":1: must be an object of one section"),
        ("all.ndjson", '{"fases": {}}\n', ":1: unknown section 'fases'; expected one of: .*faces"),
        (
            "faces.ndjson",
            json.dumps({**FACE, "extra": 1}),
            ":1: extra: unknown key; expected one of: group_id",
        ),
        (
            "faces.ndjson",
            json.dumps({**FACE, "user_id": 7}),
            ":1: user_id: must be a string; put it in quotes",
        ),
        ("faces.ndjson", json.dumps({**FACE, "user_id": "\ud800"}), ":1: user_id: unpaired surrogate"),
        ("s.yaml", "faces:\n  - group_id: g\n    face_token: [\n", ":4: "),
        ("s.yaml", "faces:\n  - g\n", ":2: must be a record: - and a mapping"),
        ("s.yaml", "- group_id: g\n", ":1: no section begins before this"),
        ("s.yaml", "faces: []\n", ":1: must be a section, such as faces:, alone on its line"),
        ("s.yaml", "groups:\n  - group_id: g\n\n  - owner: x\n", ":4: group_id is missing"),
    ],
)
def test_bad_rows_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str, words: str
) -> None:
    monkeypatch.setattr(load, "_LONG", 0)
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(SeedError, match=words):
        _records(path)


def test_no_more_than_twenty_bad_rows_are_named(tmp_path: Path) -> None:
    path = tmp_path / "faces.csv"
    path.write_text(HEAD + "g,t,u,,x\n" * 100)
    with pytest.raises(SeedError) as caught:
        _records(path)
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (21, f"{path}: further rows were not checked")


def test_not_utf_8_and_not_there(tmp_path: Path) -> None:
    path = tmp_path / "faces.csv"
    path.write_bytes(HEAD.encode() + b"\xff,t,u,,1\n")
    with pytest.raises(SeedError, match="not valid UTF-8"):
        _records(path)
    with pytest.raises(SeedError, match="No such file"):
        _records(tmp_path / "faces.ndjson")
    with pytest.raises(SeedError, match="No such file"):
        is_stream(tmp_path / "none.yaml")


def test_a_world_holds_a_stream_and_returns_to_it(tmp_path: Path) -> None:
    path = tmp_path / "faces.csv"
    path.write_text(HEAD + "".join(f"g,t{number},u,,{number}\n" for number in range(1500)))
    world = World(streams=(SeedStream(path),))
    with closing(world):
        assert len(world.store.scan("face", "4:demo/1:g/", 0)) == 1500
        assert world.store.get("account", "demo-key", 0) is not None
        world.store.take("face", "4:demo/1:g/2:t7/", 0)
        world.reset()
        assert len(world.store.scan("face", "4:demo/1:g/", 0)) == 1500


def test_progress_is_told(tmp_path: Path) -> None:
    path, told = tmp_path / "groups.ndjson", list[tuple[int, float]]()
    path.write_text("".join(f'{{"group_id": "{number}"}}\n' for number in range(25_000)))
    stream = SeedStream(path, lambda _path, rows, share: told.append((rows, share)))
    assert sum(1 for _ in stream.records()) == 25_000
    assert [rows for rows, _ in told] == [10_000, 20_000, 25_000]
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert told[-1][1] == 1.0


def test_the_command_reads_several_files(tmp_path: Path) -> None:
    (tmp_path / "faces.csv").write_text(HEAD + "g,t,u,,1\n")
    (tmp_path / "accounts.yaml").write_text("accounts:\n  - key: mine\n    secret: s\n")
    options = ["--seed", str(tmp_path / "faces.csv"), "--seed", str(tmp_path / "accounts.yaml")]
    with served(tmp_path, *options) as server:
        state = httpx.get(f"http://127.0.0.1:{server.port}/_emulator/state", trust_env=False).json()
    assert state["kinds"] == {"account": 1, "face": 1, "group": 1}


def test_the_command_loads_nothing_of_a_bad_file(tmp_path: Path) -> None:
    path, db = tmp_path / "faces.csv", tmp_path / "state.db"
    path.write_text(HEAD + "".join(f"g,t{number},u,,{number}\n" for number in range(2000)) + "g,t,u,,x\n")
    command = [*COMMAND, "--seed", str(path), "--db", str(db)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 6
    assert done.stderr == f"specseal-emulator: error: seed {path}:2002: add_time: must be an integer\n"
    with closing(SQLiteStore(db)) as store:
        assert store.dump(0) == []


def test_a_very_long_file_is_read_by_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records, progress and errors are the same; nothing is read on once nobody wants it."""
    path, bad = tmp_path / "faces.csv", tmp_path / "faces.bad.csv"
    rows = [f"g,t{number},u{number},€,{number}" for number in range(10_001)]
    path.write_text("\n".join(["group_id,face_token,user_id,user_data,add_time", *rows]))
    bad.write_text("group_id,face_token,user_id,user_data,add_time\ng,t,u,,1\ng,t,v,,2\ng,x,v,,soon\n")
    here, told = _records(path), list[tuple[int, float]]()
    with pytest.raises(SeedError) as refused:
        _records(bad)
    index = Index(scope=("group_id",), order=("add_time",), search="user_id", equal="user_data")
    expected = [prepare(record, {"face": index}) for record in here]
    monkeypatch.setattr(load, "_VERY_LONG", 0)
    monkeypatch.setattr(load, "is_possible", lambda: True)
    monkeypatch.setattr(SeedStream, "records", None)  # in this process
    stream = SeedStream(path, lambda _path, rows, share: told.append((rows, share)))
    assert list(stream.prepared({"face": index})) == expected
    assert (told[0][0], told[-1]) == (10_000, (10_001, 1.0))
    with pytest.raises(SeedError) as apart:
        list(SeedStream(bad).prepared({}))
    assert str(apart.value) == str(refused.value)
    assert "faces.bad.csv:3: has the same" in str(apart.value) and ":4: add_time" in str(apart.value)
    begun = read_apart(path, {}, None)
    assert next(begun)[:2] == here[0][:2]
    begun.close()


def test_what_another_process_reads_is_listed_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "face_users.csv"
    head = "isolation_id,user_id,name,params,custom_user_id,create_time,modify_time,face_md5,face_url\n"
    rows = [
        f"i{n % 2},u{n},{'李雷' if n % 3 else 'Ada'}-{n},p{n % 5},c,{2000 - n},1,m,f\n" for n in range(1500)
    ]
    path.write_text(head + "".join(rows), encoding="utf-8")
    found = list[Any]()
    for longest in (2**40, 0):
        monkeypatch.setattr(load, "_VERY_LONG", longest)
        monkeypatch.setattr(load, "is_possible", lambda: True)
        with closing(SQLiteStore()) as store:
            declare_indexes(store)
            write_seed(store, Seed(), [SeedStream(path)])
            queries = (
                Query(("demo", "i1"), "李"),
                Query(("demo", "i0"), start=700),
                Query(("demo", "i0"), equal="p3"),
            )
            store.take("control", "accounts", 0)  # a token of its own
            found.append((store.dump(0), [store.page("face-user", query, 0) for query in queries]))
    assert found[0] == found[1]
    assert [page.total for page in found[0][1]] == [500, 750, 150]


_WRITE = """
from specseal_emulator import Seed
from specseal_emulator.state import SeedStream, open_store
from specseal_emulator.state.seed import declare_indexes, write_seed

store = open_store()
declare_indexes(store)
write_seed(store, Seed(), [SeedStream(Path(sys.argv[1]), None)])
"""
_SEND = "from specseal_emulator.state.stream.reader import main; main()"
_PEAK = r"""
import re, sys
from pathlib import Path
{}
print(re.search("VmHWM:\s*([0-9]+)", Path("/proc/self/status").read_text())[1], file=sys.stderr)
"""


@pytest.mark.parametrize("work", [_WRITE, _SEND], ids=["read and written", "read for another process"])
def test_records_that_the_yaml_parser_reads_leave_nothing_behind(work: str, tmp_path: Path) -> None:
    """Its objects refer to each other in circles: 10 KiB for each record."""

    def peak(records: int) -> int:
        path = tmp_path / f"{records}.yaml"
        record = "- {isolation_id: i, user_id: u%d, name: n, params: p, custom_user_id: c, create_time: 1,"
        rest = " modify_time: 1, face_md5: f, face_url: g}\n"
        path.write_text("face_users:\n" + "".join(record % n + rest for n in range(records)), "utf-8")
        command = [sys.executable, "-c", _PEAK.format(work), str(path)]
        done = subprocess.run(command, input=b"{}", capture_output=True, check=True)
        return int(done.stderr)

    assert peak(2000) - peak(200) < 8 * 1024  # KiB
