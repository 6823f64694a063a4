"""A name that the contract does not have is told at the start, not ignored; and seeds of every format are served."""

from __future__ import annotations

import copy
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from specseal_emulator import Account, Seed, StoredRecord
from specseal_emulator.app import Emulator
from specseal_emulator.state import SeedStream
from specseal_emulator.testing import running
from specseal_emulator.world import World
from tests.emulator.generic.vendors import write

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
NOTE: Json = {"type": "object", "properties": {"shelf": TEXT, "id": TEXT, "title": TEXT, "size": {}}}


def operation(name: str, said: Json, schema: Json, *parameters: str) -> Json:
    places = {"shelf": "path", "number": "path"}
    return {
        "operationId": name,
        "parameters": [
            {"name": one, "in": places.get(one, "query"), "required": one in places, "schema": TEXT}
            for one in parameters
        ],
        "x-emulator": {"record": "note", **said},
        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}},
    }


def listed(schema: Json) -> Json:
    return {"type": "object", "properties": {"notes": {"type": "array", "items": schema}}}


DOCUMENT: Json = {
    "security": [],
    "x-emulator": {"records": {"note": {"key": ["shelf", "id"], "unique": "title"}}},
    "paths": {
        "/{shelf}/notes": {
            "get": operation(
                "listNotes",
                {"does": "list", "at": "/notes", "match": {"shelf": "equals", "word": {"field": "title"}}},
                listed(NOTE),
                *("shelf", "word"),
            )
        },
        "/{shelf}/notes/{number}": {
            "get": operation("getNote", {"does": "read", "fields": {"id": "number"}}, NOTE, "shelf", "number")
        },
    },
}
LIST, READ = "/paths/~1{shelf}~1notes/get/x-emulator", "/paths/~1{shelf}~1notes~1{number}/get/x-emulator"
KIND = "/x-emulator/records/note"


def changed(pointer: str, value: Any) -> Json:
    document = copy.deepcopy(DOCUMENT)
    place: Any = document
    *way, last = [step.replace("~1", "/") for step in pointer.split("/")[1:]]
    for step in way:
        place = place[step]
    place[last] = value
    return document


@pytest.mark.parametrize(
    ("pointer", "value", "told"),
    [
        (
            f"{LIST}/match/wrod",
            "equals",
            "listNotes: x-emulator.match: the request has no wrod; did you mean word?",
        ),
        (
            f"{LIST}/match/word",
            {"field": "titel"},
            "listNotes: x-emulator.match: the record has no titel; did you mean title?",
        ),
        (f"{LIST}/at", "/note", "listNotes: x-emulator.at: the response has nothing at /note"),
        (
            f"{READ}/fields/title",
            "/nmber/x",
            "getNote: x-emulator.fields: the request has no nmber; did you mean number?",
        ),
        (
            f"{READ}/fields",
            {},
            "getNote: x-emulator.does: the request has no id, which is in the key of note: say which field holds it by "
            "fields: {id: …}; expected one of: number, shelf",
        ),
        (
            f"{KIND}/unique",
            "titel",
            "x-emulator.records.note.unique: the record has no titel; did you mean title?",
        ),
        ("/x-emulator/records/card", {"key": "id"}, "x-emulator.records.card: no operation has record: card"),
    ],
)
def test_a_name_that_nothing_has_is_a_warning(tmp_path: Path, pointer: str, value: Any, told: str) -> None:
    assert Emulator([write(tmp_path, "shelves", DOCUMENT)]).warnings == []
    warnings = Emulator([write(tmp_path, "shelves", changed(pointer, value))]).warnings
    assert f"shelves: {told}" in warnings


FIELDS = {"shelf": "a", "id": "1", "title": "One"}


@pytest.mark.parametrize(
    ("item", "told"),
    [
        (
            StoredRecord("shelvs", "note", ("a", "1"), FIELDS),
            "stored_records: no contract that is served is called 'shelvs'; did you mean shelves?",
        ),
        (
            StoredRecord("shelves", "nota", ("a", "1"), FIELDS),
            "stored_records: shelves has no record 'nota'; did you mean note?",
        ),
        (
            StoredRecord("shelves", "note", ("1",), FIELDS),
            "seed: stored_records[0]: the key of note has 2 values (shelf, id) and not 1",
        ),
        (
            StoredRecord("shelves", "note", ("a", "2"), FIELDS),
            "seed: stored_records[0]: id is '2' in the key and '1' in fields",
        ),
        (
            StoredRecord("shelves", "note", ("a", "1"), {"id": "1"}),
            "seed: stored_records[0]: fields lacks shelf, which is in the key: write shelf: 'a'",
        ),
        (
            StoredRecord("shelves", "note", ("a", "1"), FIELDS, "me"),
            "seed: stored_records[0]: no account of the seed is of owner 'me': set owner here or at an account",
        ),
    ],
)
def test_a_record_of_a_seed_that_nothing_can_show_is_a_warning(
    tmp_path: Path, item: StoredRecord, told: str
) -> None:
    seed = Seed(accounts=[Account("k", "s")], stored_records=[item])
    with closing(World(seed=seed)) as world:
        assert Emulator([write(tmp_path, "shelves", DOCUMENT)], world=world).warnings == [told]


def noted(number: str, title: str | None, owner: str = "demo") -> StoredRecord:
    return StoredRecord("shelves", "note", ("a", number), {"shelf": "a", "id": number, "title": title}, owner)


@pytest.mark.parametrize(
    ("items", "told"),
    [
        (
            [noted("1", "One"), noted("2", "Two"), noted("3", "One")],
            [
                "seed: stored_records[2]: title is 'One' in stored_records[0] too, and no two records note may have "
                "the same"
            ],
        ),
        ([noted("1", "One"), noted("2", "One", "other")], []),  # of another owner
        ([noted("1", None), noted("2", None)], []),  # without a value
        ([noted("1", "One"), noted("1", "One")], []),  # of one key: the later one counts
        ([noted("1", "One"), noted("2", "One"), noted("1", "Three")], []),
    ],
)
def test_seeded_records_with_the_same_unique_value_are_a_warning(
    tmp_path: Path, items: list[StoredRecord], told: list[str]
) -> None:
    accounts = [Account("k", "s"), Account("l", "s", owner="other")]
    with closing(World(seed=Seed(accounts=accounts, stored_records=items))) as world:
        assert Emulator([write(tmp_path, "shelves", DOCUMENT)], world=world).warnings == told


ROWS: list[Json] = [
    {
        "product": "shelves",
        "record": "note",
        "key": ["a", str(number)],
        "fields": {"shelf": "a", "id": str(number), "title": f"Note {number}"},
    }
    for number in range(3)
]


def csv_of(rows: list[Json]) -> str:
    def cell(value: Any) -> str:
        text = value if isinstance(value, str) else json.dumps(value)
        return '"' + text.replace('"', '""') + '"'

    return "\n".join([",".join(rows[0]), *(",".join(map(cell, row.values())) for row in rows)])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("stored_records.csv", csv_of(ROWS)),
        ("stored_records.ndjson", "\n".join(map(json.dumps, ROWS))),
        ("rows.ndjson", "\n".join(json.dumps({"stored_records": row}) for row in ROWS)),
    ],
)
def test_records_of_a_stream_are_served_in_their_order(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with running([write(tmp_path, "shelves", DOCUMENT)]) as emulator:
        emulator.emulator.world.streams = (SeedStream(path),)
        emulator.reset()
        found = httpx.get(f"{emulator.base_url}/a/notes", trust_env=False).json()["notes"]
        assert [one["title"] for one in found] == ["Note 0", "Note 1", "Note 2"]
        one = httpx.get(f"{emulator.base_url}/a/notes/1", trust_env=False).json()
        assert one["title"] == "Note 1"
