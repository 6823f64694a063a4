"""Tests run against a mutant as they would against the project, and nothing of it is left afterwards."""

from __future__ import annotations

from pathlib import Path

from mutation.bench import OVERTIME, Bench, bench
from mutation.tree import ROOT

FILE = "tests/test_small.py"


def mutant(small: Bench, old: str, new: str) -> dict[Path, str]:
    module = small.root / "small.py"
    return {module: module.read_text().replace(old, new)}


def test_the_first_test_that_fails_is_named(small: Bench) -> None:
    assert small.run([FILE], 60) == ""
    with small.applied(mutant(small, "2 * number", "number + 2")):
        assert small.run([FILE], 60) == f"{FILE}::test_again[1]"
        assert small.run([f"{FILE}::test_again[1]"], 60) == f"{FILE}::test_again[1]"
        assert small.run([f"{FILE}::test_again[2]"], 60) == ""
    assert small.run([FILE], 60) == ""


def test_a_mutant_of_the_same_length_is_not_taken_for_the_original(small: Bench) -> None:
    for _ in range(2):
        with small.applied(mutant(small, "2 * number", "3 * number")):
            assert small.run([FILE], 60) == f"{FILE}::test_double"
        assert small.run([FILE], 60) == ""


def test_a_test_that_was_renamed_is_not_a_failure(small: Bench) -> None:
    assert small.run([f"{FILE}::test_that_is_called_otherwise_now"], 60) == ""


def test_what_cannot_start_has_failed(small: Bench) -> None:
    assert small.run(["tests/no_such_folder"], 60) == "pytest, which ended with 4"
    with small.applied(mutant(small, "def double", "def double(")):
        assert small.run([FILE], 60) == FILE


def test_a_run_that_takes_too_long_is_tried_again(small: Bench) -> None:
    assert small.run([FILE], 0.001) == OVERTIME
    with small.applied(mutant(small, "WAITS = 0", "WAITS = 3600")):
        assert small.run([f"{FILE}::test_waiting"], 1) == OVERTIME


def test_tests_are_collected(small: Bench) -> None:
    assert small.collected([FILE, "tests/gone.py"]) == {
        f"{FILE}::test_{name}" for name in ("double", "again[1]", "again[2]", "waiting")
    }
    assert small.collected(["tests/gone.py"]) == frozenset()


def test_what_was_generated_with_a_mutant_goes_with_it(small: Bench) -> None:
    folder = small.root / "generated"
    before = {path: path.read_bytes() for path in folder.rglob("*")}
    with small.applied(mutant(small, "2", "3")):
        (folder / "client.py").write_text("AS = 'a mutant'\n")
        (folder / "more.py").write_text("")
    assert {path: path.read_bytes() for path in folder.rglob("*")} == before
    with small.applied({}):
        (folder / "client.py").unlink()
    assert {path: path.read_bytes() for path in folder.rglob("*")} == before


def test_the_project_is_copied_and_not_changed() -> None:
    path = "generator/src/specseal/naming.py"
    before = (ROOT / path).read_bytes()
    with bench() as one:
        with one.applied({one.root / path: "X = 1\n"}):
            assert (one.root / path).read_text() == "X = 1\n"
            assert (ROOT / path).read_bytes() == before
        assert (one.root / path).read_bytes() == before
    assert not one.root.exists()
