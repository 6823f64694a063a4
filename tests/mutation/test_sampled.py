"""The sample is reproducible, survives edits elsewhere, and no mutant counts as killed that was not."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mutation.bench import Bench
from mutation.page import replace_first, replace_section
from mutation.sampled import __main__ as command
from mutation.sampled import reach as reaching
from mutation.sampled.groups import GROUPS, PER_GROUP, Group
from mutation.sampled.ledger import Ledger, equivalents
from mutation.sampled.mutants import Mutant, changed_lines, drawn, mutants_of, statement_lines
from mutation.sampled.table import Row, section
from mutation.sampled.trial import Result, judge
from mutation.tree import ROOT, copied

SOURCE = '''"""A module."""

LIMIT = 3


def over(count: int) -> str:
    """Whether it is."""
    if count > LIMIT:
        return "too many of them"
    return "fine"
'''


@pytest.fixture
def made(tmp_path: Path) -> Callable[[str], list[Mutant]]:
    """The mutants of a module of the given text."""

    def make(text: str) -> list[Mutant]:
        (tmp_path / "module.py").write_text(text, encoding="utf-8")
        return mutants_of(tmp_path, "module.py")

    return make


def test_each_mutant_changes_one_thing(made) -> None:
    mutants = made(SOURCE)
    assert {(one.scope, one.old, one.new) for one in mutants} >= {
        ("", "3", "4"),
        ("over", "> LIMIT", ">= LIMIT"),
    }
    assert len({one.key for one in mutants}) == len(mutants)
    assert len({one.text() for one in mutants}) == len(mutants)
    (bound,) = [one for one in mutants if one.old == "> LIMIT"]
    assert bound.text() == SOURCE.replace("count > LIMIT", "count >= LIMIT")
    assert bound.shown == "module.py: over: > LIMIT → >= LIMIT"


def test_wording_annotations_and_docstrings_are_left_out(made) -> None:
    changed = {one.old for one in made(SOURCE)}
    assert '"fine"' in changed
    assert not any("too many" in old or "Whether" in old or "A module" in old for old in changed)


def test_an_edit_elsewhere_selects_the_same_mutants(made) -> None:
    before = drawn(made(SOURCE), 1, 4)
    after = drawn(made(SOURCE.replace("LIMIT = 3", "# a comment\n\nLIMIT = 3")), 1, 4)
    assert [one.key for one in before] == [one.key for one in after]
    assert before[0].module != after[0].module
    assert [one.key for one in drawn(made(SOURCE), 2, 4)] != [one.key for one in before]


def test_invalid_python_is_skipped(made) -> None:
    mutants = made(
        "def first(items: list[int]) -> int:\n    for item in items:\n        continue\n    return 1\n"
    )
    count = len(drawn(mutants, 1, 100))
    for one in drawn(mutants, 1, 100):
        compile(one.text(), "module.py", "exec")
    assert 0 < count <= len(mutants)


@pytest.mark.parametrize(
    ("lines", "around"),
    [
        (range(3, 4), range(3, 4)),
        (range(8, 9), range(8, 9)),  # the head of the "if" without its body
        (range(9, 10), range(9, 10)),
        (range(6, 7), range(6, 7)),
    ],
)
def test_the_statement_around_a_line(lines: range, around: range) -> None:
    assert statement_lines(SOURCE, lines) == around


def test_a_statement_of_many_lines_is_one() -> None:
    source = "def call() -> None:\n    print(\n        1,\n        2,\n    )\n"
    assert statement_lines(source, range(3, 4)) == range(2, 6)


def test_changed_lines() -> None:
    assert changed_lines("a\nb\nc\n", "a\nx\nc\n") == range(2, 3)
    assert changed_lines("a\nb\nc\n", "a\nc\n") == range(2, 3)
    assert changed_lines("a\nb\nc\n", "a\nx\ny\nc\n") == range(2, 3)


def test_every_group_is_drawn_in_full() -> None:
    assert len(GROUPS) * PER_GROUP >= 600
    assert {group.name for group in GROUPS} == {
        *("runtime", "signing", "overlay", "lint"),
        *("state", "control", "vendors", "delivery", "recipe", "generic"),
    }
    for group in GROUPS:
        assert group.modules(ROOT)
        assert all((ROOT / suite).exists() for suite in (*group.near, *group.far))


def test_a_result_holds_for_the_text_of_its_module_and_a_survivor_for_its_tests(made, tmp_path: Path) -> None:
    one, other, *_ = made(SOURCE)
    kept = Ledger(tmp_path / "results.jsonl").load()
    kept.add(one, "tests-1", Result("killed", "test_it"))
    kept.add(other, "tests-1", Result("survived"))
    again = Ledger(tmp_path / "results.jsonl").load()
    assert again.find(one, "tests-2") == Result("killed", "test_it")
    assert again.find(other, "tests-1") == Result("survived")
    assert again.find(other, "tests-2") is None
    (edited,) = [each for each in made(f"{SOURCE}\n\nX = 1\n") if each.key == one.key]
    assert again.find(edited, "tests-1") is None
    assert (again.killer(edited), again.killer(other)) == ("test_it", "")


def test_each_equivalent_mutant_has_a_reason(tmp_path: Path) -> None:
    assert all(len(one.reason) > 20 for one in equivalents().values())
    bad = tmp_path / "equivalent.toml"
    bad.write_text('[[mutant]]\nkey = "a"\nchange = "x"\nreason = " "\n')
    with pytest.raises(ValueError, match="a has no reason"):
        equivalents(bad)


def test_the_two_parts_of_the_page_are_independent(tmp_path: Path) -> None:
    page = tmp_path / "mutation.md"
    replace_first(page, "# First\n\nold\n")
    replace_section(page, section([Row("signing", killed=9, timed_out=1)], 7))
    replace_first(page, "# First\n\nnew\n")
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# First\n\nnew\n\n## Sampled mutants\n")
    assert "Seed 7, 20" in text
    assert "| signing | 10 | 9 | 1 | 0 | 0 | 100 % |" in text
    replace_section(page, section([Row("signing", killed=8)], 7))
    text = page.read_text(encoding="utf-8")
    assert text.count("## Sampled mutants") == 1
    assert "| signing | 8 | 8 |" in text


def test_survivors_without_a_reason_are_named_and_fail_the_command(
    made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    mutants = made(SOURCE)[:3]
    found = [Result("killed"), Result("survived"), Result("survived")]
    monkeypatch.setattr(command, "sample", lambda *_: mutants)
    monkeypatch.setattr(command, "RESULTS", tmp_path / "results.jsonl")
    monkeypatch.setattr(command, "tests_digest", lambda _: "same")
    monkeypatch.setattr(command, "equivalents", lambda: {mutants[1].key: None})
    kept = Ledger(tmp_path / "results.jsonl")
    for mutant, result in zip(mutants, found, strict=True):
        kept.add(mutant, "same", result)
    target = tmp_path / "page.md"
    assert command.main(["--group", "signing", "--report", str(target)]) == 1
    assert (
        "signing: 3 mutants, 1 killed, 0 timed out, 2 survived, 1 of them explained"
        in capsys.readouterr().out
    )
    assert mutants[2].key in target.read_text(encoding="utf-8")
    assert mutants[1].key not in target.read_text(encoding="utf-8")
    monkeypatch.setattr(command, "equivalents", lambda: dict.fromkeys(mutant.key for mutant in mutants[1:]))
    assert command.main(["--group", "signing"]) == 0


def test_a_mutant_is_judged_by_the_tests_that_reach_it(small: Bench) -> None:
    group = Group("small", "", ())
    tests = [f"tests/test_small.py::test_{name}" for name in ("double", "again[1]")]
    known: Any = SimpleNamespace(seconds=dict.fromkeys(tests, 1.0), tests=lambda *_: tests)
    mutants = {one.scope: one for one in mutants_of(small.root, "small.py")}
    wrong, harmless = mutants["double"], mutants[""]
    for near in (False, True):
        caught = judge(wrong, small, group, known, near=near)
        assert caught is not None
        assert (caught.outcome, caught.by in tests) == ("killed", True)
    assert judge(harmless, small, group, known) == Result("survived", asked=2)
    assert judge(harmless, small, group, known, near=True) is None
    known.tests = lambda *_: []
    for killer in tests:
        assert judge(wrong, small, group, known, killer=killer, near=True) == Result("killed", killer)
    assert (
        judge(wrong, small, group, known, killer="tests/test_small.py::test_that_is_gone", near=True) is None
    )
    assert judge(harmless, small, group, known, killer=tests[0], near=True) is None


@pytest.mark.slow
def test_it_is_known_which_tests_run_a_line_also_in_processes_that_they_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "CACHE", tmp_path)
    group = Group("cli", "generator/src/specseal", ("tests/generator/cli/test_overlay_only.py",))
    path = "generator/src/specseal/overlay/command.py"
    line = next(
        number
        for number, text in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1)
        if "for overlay in parsed" in text
    )
    with copied() as root:
        suite = root / group.near[0]
        suite.write_text(
            "import subprocess, sys\n\n"
            "def test_started(tmp_path):\n"
            "    (tmp_path / 'a.yaml').write_text('a: 1')\n"
            "    o = 'overlay: 1.0.0\\ninfo: {title: t, version: \"1\"}\\nactions: [{target: $, update: {b: 2}}]'\n"
            "    (tmp_path / 'o.yaml').write_text(o)\n"
            "    subprocess.run([sys.executable, '-m', 'specseal', 'overlay', 'a.yaml', 'o.yaml'],"
            " cwd=tmp_path, check=True)\n\n"
            "def test_other():\n"
            "    import specseal.overlay.command\n\n"
            "def test_that_cannot_stand_coverage():\n"
            "    import os\n"
            "    assert 'COVERAGE_PROCESS_START' not in os.environ\n"
        )
        monkeypatch.setattr(reaching, "copied", lambda: contextlib.nullcontext(root))
        found = reaching.reach(group)
    assert found.tests(path, [line]) == [f"{group.near[0]}::test_started"]
    assert set(found.seconds) == {f"{group.near[0]}::test_{name}" for name in ("started", "other")}
    monkeypatch.setattr(reaching, "copied", None)  # the second time the result is kept
    assert reaching.reach(group).seconds == found.seconds
