"""What the pages of benches say of two consecutive runs."""

from __future__ import annotations

from bench import runs, scale
from bench.runs import Bound


def test_a_run_is_shown_beside_the_one_before() -> None:
    first = list(
        runs.table([Bound("cost", 1.5, 2), Bound("rate", 3, 8, at_least=True)], "Monday", runs.Before())
    )
    assert first == [
        "| bound | asked | Monday | not run | |",
        "|---|---|---|---|---|",
        "| cost | at most 2 | 1.50 |  | kept |",
        "| rate | at least 8 | 3.00 |  | **missed** |",
    ]
    before = runs.read(["text", *first, "", "| cost | of another table |"])
    second = [Bound("cost", 2, 2), Bound("rate", 8, 8, at_least=True), Bound("new", 3, 2)]
    assert list(runs.table(second, "Tuesday", before))[2:] == [
        "| cost | at most 2 | 2.00 | 1.50 | kept twice |",
        "| rate | at least 8 | 8.00 | 3.00 | kept |",
        "| new | at most 2 | 3.00 |  | **missed** |",
    ]
    assert next(iter(runs.table(second, "Tuesday", before))) == "| bound | asked | Tuesday | Monday | |"


def test_a_figure_is_judged_before_it_is_rounded() -> None:
    assert Bound("cost", 2, 2).is_kept
    assert not Bound("cost", 2.001, 2).is_kept
    assert not Bound("rate", 7.99, 8, at_least=True).is_kept
    assert list(runs.verdicts([Bound("cost", 2.5, 2)])) == ["MISSED cost: 2.50 (at most 2)"]


def _measured(large: float, start: float) -> scale.Measured:
    return scale.Measured({"page 1": scale.Cost(10.0, large, 1000.0)}, start, 5.0, 100.0)


def test_a_run_of_one_store_leaves_what_the_page_says_of_others() -> None:
    page = scale.page("", "file", _measured(15, 20), 1_000_000)
    page = scale.page(page, "memory", _measured(12, 31), 1_000_000)
    again = scale.page(page, "file", _measured(25, 19), 1_000_000)
    assert again.index("## In memory") < again.index("## In a file")
    assert again.startswith("# What a million users cost\n")
    memory, file = again.split("\n## ")[1:]
    assert "| start, s | at most 30 | 31.00 |  | **missed** |" in memory
    assert "| page 1, times as much | at most 2 | 2.50 | 1.50 | **missed** |" in file
    assert "| start, s | at most 30 | 19.00 | 20.00 | kept twice |" in file
    assert page.split("\n## ")[1].strip() == memory.strip()
