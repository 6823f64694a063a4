"""The journal keeps within its budgets of bytes, per entry and in all, and says what it left out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from specseal_emulator import Entry, Settings, SQLiteStore
from specseal_emulator.client import EmulatorClient
from specseal_emulator.testing import Running, running

FACE = "/finauth/search/group/face_info"
BUDGET = Settings(journal_entries=40, journal_entry_bytes=8_000, journal_bytes=100_000)
OVERHEAD = 6_000
"""What names, numbers and punctuation take beyond the texts."""


@pytest.fixture(params=["alone", "shared"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    store = SQLiteStore(tmp_path / "state.db") if request.param == "shared" else None
    with running(settings=BUDGET, store=store) as emulator:
        yield emulator


def size(entry: Entry) -> int:
    return len(json.dumps(dataclasses.asdict(entry)))


@pytest.mark.parametrize(
    "fields",
    [
        {f"f{number}": "x" * 2000 for number in range(100)},
        {f"f{number}": "é" * 300 for number in range(100)},
        {"n" * 400 + str(number): "" for number in range(190)},
        {"one": "y" * 150_000},
        {},
    ],
    ids=["many", "not ASCII", "names", "one", "none"],
)
def test_entries_keep_within_their_budget(server: Running, http, fields: dict[str, str]) -> None:
    for _ in range(50):
        http.post(server.base_url + FACE, data=fields)
    entries = server.journal.entries()
    assert all(size(entry) < BUDGET.journal_entry_bytes + OVERHEAD for entry in entries)
    assert sum(map(size, entries)) < BUDGET.journal_bytes + len(entries) * OVERHEAD
    assert 5 < len(entries) <= BUDGET.journal_entries
    assert [entry.id for entry in entries] == list(range(51 - len(entries), 51))
    if fields:
        told = json.dumps([dataclasses.asdict(entry) for entry in entries], ensure_ascii=False)
        assert "more" in told or "characters)" in told


def test_what_fits_is_whole(server: Running, http) -> None:
    http.post(server.base_url + FACE, data={"group_id": "g" * 500, "face_token": "t"})
    assert server.journal.last().form == {"group_id": "g" * 500, "face_token": "t"}


def test_files_are_told_within_the_budget(server: Running, http) -> None:
    files = {f"f{number}": ("n" * 300, b"x") for number in range(150)}
    http.post(server.base_url + FACE, files=files)
    entry = server.journal.last()
    assert 2 < len(entry.files) < 150
    assert size(entry) < BUDGET.journal_entry_bytes + OVERHEAD + 120 * len(entry.files)


def test_budgets_can_be_read(server: Running) -> None:
    told = EmulatorClient(server.base_url).settings()
    assert told["journal_bytes"] == 100_000
    assert told["text_bytes"] == 256 * 1024
    assert told.keys() == {field.name for field in dataclasses.fields(Settings)}
