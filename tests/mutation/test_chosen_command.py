"""Nothing counts as killed that was not: a patch that does not fit, a suite that is red without it, a survivor."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from mutation.bench import OVERTIME
from mutation.chosen import __main__
from mutation.chosen.__main__ import main
from mutation.chosen.baseline import Baseline
from mutation.chosen.judge import PROPERTIES, Verdict, judge
from mutation.chosen.patch import DoesNotFit, Patch
from mutation.chosen.patches import PATCHES
from mutation.chosen.results import Results
from mutation.chosen.table import section, summary
from mutation.tree import ROOT, NotGreen

HARMLESS = Patch(
    "harmless",
    "it says 3.1.1",
    "specs/megvii/finauth-premium.yaml",
    "openapi: 3.1.0",
    "openapi: 3.1.1",
    suites=("tests/properties/test_recipes.py",),
)
OTHER = Patch("other", "it has another name", "README.md", "# Specseal", "# Other")
TYPO = Patch("typo", "it says something else", "README.md", "a text that nobody wrote", "")
BY = "tests/properties/test_raw.py::test_it"
KILLED = Verdict(BY)


def test_there_are_enough_patches_and_each_is_one_of_its_kind() -> None:
    assert len(PATCHES) >= 150
    assert len({patch.name for patch in PATCHES}) == len(PATCHES)
    assert len({patch.digest for patch in PATCHES}) == len(PATCHES)
    assert {patch.where for patch in PATCHES} == {"contract", "generator", "client", "emulator"}
    assert all(patch.old != patch.new and patch.what for patch in PATCHES)


def test_every_property_test_is_asked() -> None:
    for path in (ROOT / "tests" / "properties").glob("test_*.py"):
        first = path.read_text(encoding="utf-8").partition("pytestmark = ")[2].partition("\n")[0]
        assert (str(path.relative_to(ROOT)) in PROPERTIES) == ("machinery" not in first), path
    assert all((ROOT / path).exists() for path in PROPERTIES)


def test_every_suite_that_a_patch_names_has_tests() -> None:
    for patch in PATCHES:
        for path in patch.suites:
            assert (ROOT / path).exists(), f"{patch.name}: {path}"


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("a.py", "one", "does not have the text 'two'"),
        ("b.py", "two", "does not have the text 'two'"),
        ("a.py", "two two", "has the text 2 times, not 1"),
    ],
)
def test_a_patch_that_does_not_fit_is_named(file: str, content: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(DoesNotFit, match=f"broken: .*{problem}"):
        Patch("broken", "", "a.py", "two", "three").texts(tmp_path)


def test_a_patch_of_several_files_changes_all_or_none(tmp_path: Path) -> None:
    for name, content in {"a.py": "two", "b.py": "one", "c.py": "two two"}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(DoesNotFit, match=r"c\.py has the text 2 times"):
        Patch("broken", "", "*.py", "two", "three").texts(tmp_path)
    sound = Patch("sound", "", "[ab].py", "two", "three").texts(tmp_path)
    assert sound == {tmp_path / "a.py": "three"}
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == "two"


class Sandbox:
    """The command with verdicts that are given, and files of its own."""

    def __init__(self, folder: Path) -> None:
        self.verdicts: dict[str, Verdict] = {}
        self.judged: list[str] = []
        self.known = ""
        self.red = ""
        self.page = folder / "page.md"
        self.results = folder / "results.json"

    def judge(self, patch: Patch, _: object, __: object, known: str) -> Verdict:
        self.judged.append(patch.name)
        self.known = known
        return replace(self.verdicts[patch.name], target=patch.target(ROOT))

    def run(self, *arguments: str, patches: tuple[Patch, ...] = (HARMLESS, OTHER)) -> int:
        self.judged.clear()
        return main([*arguments, "--report", str(self.page), "--results", str(self.results)], patches)

    def present(self, names: Iterable[str]) -> Mapping[str, str]:
        return {name: name for name in names if name}

    def require(self, tests: Iterable[str]) -> None:
        if self.red in tests:
            raise NotGreen(f"{self.red} fails without a mutant")

    @property
    def rows(self) -> list[str]:
        return [line for line in self.page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sandbox:
    made = Sandbox(tmp_path)
    monkeypatch.setattr(__main__, "judge", made.judge)
    monkeypatch.setattr(__main__, "baseline", lambda: contextlib.nullcontext(made))
    monkeypatch.setattr(__main__, "on_benches", lambda _, one, items: (one(None, item) for item in items))
    return made


def test_the_command_knows_its_mutants(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-mutant"]) == 1
    assert "unknown mutants: no-such-mutant; --list shows all" in capsys.readouterr().err
    assert main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert all(f"{patch.name} " in listed for patch in PATCHES)


def test_a_survivor_fails_the_command(sandbox: Sandbox) -> None:
    sandbox.verdicts["harmless"] = Verdict()
    assert sandbox.run(patches=(HARMLESS,)) == 1
    assert "| **nobody** |" in sandbox.rows[0]
    sandbox.verdicts["harmless"] = KILLED
    assert sandbox.run(patches=(HARMLESS,)) == 0
    assert "| `properties/test_raw.py::test_it` |" in sandbox.rows[0]


def test_the_rows_of_named_mutants_are_replaced_and_the_others_kept(sandbox: Sandbox) -> None:
    sandbox.verdicts |= {"harmless": KILLED, "other": KILLED}
    assert sandbox.run() == 0
    assert sandbox.judged == ["harmless", "other"]
    first = sandbox.rows
    sandbox.verdicts["other"] = Verdict("tests/specs/test_it.py::test_that")
    assert sandbox.run("other") == 0
    assert sandbox.judged == ["other"]
    assert sandbox.known == BY
    assert sandbox.rows[0] == first[0]
    assert "| `specs/test_it.py::test_that` |" in sandbox.rows[1]


def test_a_run_goes_on_where_the_last_one_stopped(sandbox: Sandbox) -> None:
    sandbox.verdicts |= {"harmless": KILLED, "other": KILLED}
    assert sandbox.run("--limit", "1") == 0
    assert sandbox.judged == ["harmless"]
    assert "Not judged yet: `other`." in sandbox.page.read_text(encoding="utf-8")
    assert sandbox.run() == 0
    assert sandbox.judged == ["other"]
    assert sandbox.run() == 0
    assert sandbox.judged == []


def test_a_result_is_kept_when_the_run_is_cut_off(sandbox: Sandbox) -> None:
    sandbox.verdicts["harmless"] = KILLED  # there is none for the other
    with pytest.raises(KeyError):
        sandbox.run()
    assert [line["name"] for line in json.loads(sandbox.results.read_text(encoding="utf-8"))] == ["harmless"]
    assert len(sandbox.rows) == 1


def test_a_result_holds_for_a_patch_and_for_the_files_it_changes(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("two", encoding="utf-8")
    patch = Patch("one", "", "a.py", "two", "three")
    results = Results(tmp_path / "results.json")
    results.add(patch, replace(KILLED, target=patch.target(tmp_path)), [patch])
    again = Results(tmp_path / "results.json").load()
    assert again.is_current(patch, tmp_path)
    (tmp_path / "a.py").write_text("two # a comment", encoding="utf-8")
    assert not again.is_current(patch, tmp_path)
    assert again.of(patch) is not None  # but the table goes on showing it, with its day
    changed = Patch("one", "", "a.py", "two", "four")
    assert again.of(changed) is None
    assert again.killer(changed) == BY  # which is likely to kill this one, too


def test_a_survivor_is_asked_again(tmp_path: Path) -> None:
    results = Results(tmp_path / "results.json")
    results.add(OTHER, Verdict(target=OTHER.target(ROOT)), [OTHER])
    assert not results.is_current(OTHER, ROOT)


def test_a_patch_that_does_not_fit_counts_as_neither(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.verdicts["harmless"] = KILLED
    assert sandbox.run(patches=(HARMLESS, TYPO)) == 0
    said = capsys.readouterr()
    assert "typo: README.md does not have the text" in said.err
    assert "1 mutants were judged, 1 were killed: 1 by property tests" in said.out
    assert "Not judged, because the patch does not fit any more: `typo`." in sandbox.page.read_text(
        encoding="utf-8"
    )
    assert len(sandbox.rows) == 1


def test_the_command_stops_when_a_killer_is_red_without_a_mutant(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.verdicts["other"] = KILLED
    assert sandbox.run("other") == 0
    sandbox.red = BY
    assert sandbox.run("other") == 1
    assert f"{BY} fails without a mutant" in capsys.readouterr().err
    assert sandbox.judged == []


@dataclass
class FakeBench:
    """Tests that fail as they are told, some only with a mutant."""

    root: Path
    fails: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a run gives that has this test or file among others."""
    without: bool = False
    """Whether they fail without a mutant, too."""
    refusal: str = ""
    did: list[str] = field(default_factory=list[str])
    mutated: bool = False

    @contextlib.contextmanager
    def applied(self, texts: Mapping[Path, str]) -> Generator[None]:
        assert texts == HARMLESS.texts(self.root)
        self.mutated = True
        yield
        self.mutated = False

    def run(self, what: Sequence[str], _: float) -> str:
        self.did.append(what[0] if self.mutated else f"without: {what[0]}")
        failures: Iterator[str] = (self.fails[one] for one in what if one in self.fails)
        return next(failures, "") if self.mutated or self.without else ""

    def regenerate(self) -> str:
        self.did.append("generate")
        return self.refusal

    def collected(self, files: Iterable[str]) -> frozenset[str]:
        return frozenset(
            test for test in ("tests/a.py::test_a[1]", "tests/b.py::test_b") if test[:10] in files
        )


Judged = Callable[..., tuple[Any, list[str]]]


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    """The verdict on a mutant, and what was run for it."""
    target = tmp_path / HARMLESS.file
    target.parent.mkdir(parents=True)
    target.write_bytes((ROOT / HARMLESS.file).read_bytes())

    def run(known: str = "", suites: Sequence[str] = (), **settings: Any) -> tuple[Any, list[str]]:
        bench: Any = FakeBench(tmp_path, **settings)
        patch = replace(HARMLESS, suites=tuple(suites))
        verdict = judge(patch, bench, Baseline(bench), known)
        assert verdict.target == HARMLESS.target(ROOT)
        return verdict, bench.did

    return run


def test_the_test_that_killed_it_is_asked_first(judged: Judged) -> None:
    verdict, did = judged("tests/specs/test_a.py::test_a", fails={"tests/specs/test_a.py::test_a": BY})
    assert verdict.by == BY
    assert did == ["generate", "tests/specs/test_a.py::test_a", f"without: {BY}"]


def test_then_its_suites_then_the_property_tests(judged: Judged) -> None:
    asked = ["tests/specs/test_a.py::test_a", "tests/emulator", PROPERTIES[0]]
    verdict, did = judged(asked[0], asked[1:2], fails={PROPERTIES[-1]: BY})
    assert verdict.by == BY
    assert did == ["generate", *asked, f"without: {BY}"]


def test_what_no_test_notices_survives(judged: Judged) -> None:
    verdict, did = judged()
    assert verdict.survived
    assert did == ["generate", PROPERTIES[0]]


def test_clients_are_regenerated_for_the_tests_that_use_them(judged: Judged) -> None:
    known = "tests/generator/lint/test_hints.py::test_a"
    _, did = judged(known, ["tests/runtime/test_clock.py"], fails={known: known})
    assert did == [known, f"without: {known}"]
    _, did = judged(known, ["tests/runtime/test_clock.py"])
    assert did == [known, "tests/runtime/test_clock.py", "generate", PROPERTIES[0]]


def test_what_the_generator_refuses_is_reported(judged: Judged, tmp_path: Path) -> None:
    verdict, did = judged(refusal="Generating a\na.yaml:1:1: it is | no OpenAPI")
    assert not verdict.survived
    assert did == ["generate"]
    results = Results(tmp_path / "results.json")
    results.add(HARMLESS, verdict, [HARMLESS])
    assert "| the generator: a.yaml:1:1: it is \\| no OpenAPI |" in section([HARMLESS], results)


def test_a_test_that_fails_without_the_mutant_kills_nothing(judged: Judged) -> None:
    with pytest.raises(NotGreen, match="::test_a fails without a mutant"):
        judged(fails=dict.fromkeys((PROPERTIES[0], "tests/a.py::test_a"), "tests/a.py::test_a"), without=True)


def test_a_time_limit_kills_without_a_test(judged: Judged) -> None:
    verdict, did = judged(fails={PROPERTIES[0]: OVERTIME})
    assert verdict == Verdict(OVERTIME, target=verdict.target)
    assert did == ["generate", PROPERTIES[0]]


def test_each_killer_runs_once_without_mutants(tmp_path: Path) -> None:
    bench: Any = FakeBench(tmp_path)
    clean = Baseline(bench)
    clean.require(["tests/a.py::test_a[1]", "", OVERTIME])
    clean.require(["tests/a.py::test_a[1]"])
    assert bench.did == ["without: tests/a.py::test_a[1]"]


def test_a_killer_whose_case_is_gone_stands_for_all_its_cases(tmp_path: Path) -> None:
    bench: Any = FakeBench(tmp_path)
    known = ["tests/a.py::test_a[1]", "tests/a.py::test_a[old…", "tests/b.py::test_gone", "", OVERTIME]
    assert Baseline(bench).present(known) == {
        "tests/a.py::test_a[1]": "tests/a.py::test_a[1]",
        "tests/a.py::test_a[old…": "tests/a.py::test_a",
    }


def test_the_summary_counts(tmp_path: Path) -> None:
    results = Results(tmp_path / "results.json")
    patches = [Patch(name, "", "a.py", name, "") for name in "abcd"]
    for patch, verdict in zip(
        patches,
        [Verdict(BY), Verdict("tests/specs/test_a.py::c"), Verdict(refused="no"), Verdict()],
        strict=True,
    ):
        results.add(patch, verdict, patches)
    assert summary([result for patch in patches if (result := results.of(patch))]) == (
        "4 mutants were judged, 3 were killed: 1 by property tests, 1 by other tests, and 1 by the generator, which "
        "refused them."
    )


def test_the_committed_page_is_of_these_mutants() -> None:
    page = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    shown = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert shown <= {patch.name for patch in PATCHES}
    assert "**nobody**" not in page
