"""Where the time of a start from a long seed goes: real notes, and what the page concludes from notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import runs, scale, seeding
from bench.seeding import Profile, Spent

WRITING = {
    "writing records": Spent(6.0, 9.0),
    "making indexes, counting lists": Spent(0.5, 8.0),
    "ending the transaction": Spent(0.5, 2.0),
}


def test_the_notes_of_a_start_name_layers(tmp_path: Path) -> None:
    seed = tmp_path / "face_users.csv"
    scale.write_csv(seed, 5_000)
    found = seeding.profile("", seed)
    assert found.server == 0.0
    assert found.writing["names in pieces, for searches"].cpu > 0
    assert found.reading["checking rows, making records"].cpu > 0
    assert sum(spent.cpu for spent in found.reading.values()) < 60
    lines = list(found.tables())
    assert [line for line in lines if line.startswith("| the process that")] == [
        "| the process that writes | processor time, s | with waiting, s |",
        "| the process that reads | processor time, s | with waiting, s |",
    ]


def test_a_missed_start_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    profile = Profile(WRITING, {"reading rows": Spent(5.0, 6.0)}, 0.0)
    assert profile.why(33.0) == (
        "The process that writes takes 7.0 s of processor time, the one that reads 5.0 s. 10.0 s are work of one"
        " process after the last row, while other cores have nothing to do; the rest is 11.0 s, on 2 cores 5.5 s at"
        " least. With both that makes 15.5 s: the start took 2.1 times that."
    )
    served = Profile(WRITING, profile.reading, 20.0)
    assert "PostgreSQL's takes 20.0 s. 10.0 s are work" in served.why(33.0)
    assert "the rest is 22.0 s, on 2 cores 11.0 s at least" in served.why(33.0)


def test_the_page_says_of_what_is_missed_why_and_of_the_rest_nothing() -> None:
    kept = scale.Measured({"page 1": scale.Cost(10.0, 15.0, 1.0)}, 29.0, 40.0, 900.0)
    assert "missed" not in scale.page("", "memory", kept, 1_000_000)
    profile = Profile(WRITING, {"reading rows": Spent(5.0, 6.0)}, 0.0)
    missed = scale.Measured({"page 1": scale.Cost(10.0, 25.0, 1.0)}, 33.0, 40.0, 900.0, profile)
    page = scale.page(scale.page("", "file", kept, 1_000_000), "memory", missed, 1_000_000)
    words = " ".join(page.split())
    assert (
        "- page 1, times as much: 2.50, asked at most 2. With 1,000,000 users it takes 15 µs more than"
        in words
    )
    assert "- start, s: 33.00, asked at most 30. The process that writes takes 7.0 s" in words
    assert "| writing records | 6.0 | 9.0 |" in page
    assert page.index("### Where the time of the start goes") < page.index("## In a file")
    assert runs.read(page.splitlines()).figures["page 1, times as much"] == ("2.50", False)
    again = scale.page(page, "memory", kept, 1_000_000)
    assert "###" not in again and "| page 1, times as much | at most 2 | 1.50 | 2.50 | kept |" in again
