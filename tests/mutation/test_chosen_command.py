"""Nothing counts as killed that was not: a patch that does not fit, a suite that is red without it, a survivor."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mutation.chosen import __main__, baseline, judge
from mutation.chosen.__main__ import main
from mutation.chosen.judge import Kill, Verdict, suites
from mutation.chosen.patch import DoesNotFit, Patch
from mutation.chosen.patches import PATCHES
from mutation.chosen.results import Results
from mutation.chosen.table import section, summary
from mutation.tree import ROOT, copied

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
KILLED = Verdict([Kill("raw", "tests/properties/test_raw.py::test_it")])


def test_there_are_enough_patches_and_each_is_one_of_its_kind() -> None:
    assert len(PATCHES) >= 150
    assert len({patch.name for patch in PATCHES}) == len(PATCHES)
    assert len({patch.digest for patch in PATCHES}) == len(PATCHES)
    assert {patch.where for patch in PATCHES} == {"contract", "generator", "client", "emulator"}
    assert all(patch.old != patch.new and patch.what for patch in PATCHES)


def test_every_property_suite_is_asked() -> None:
    assert {"raw", "client", "model", "differential"} <= set(suites())
    named = {path for paths in suites().values() for path in paths}
    for path in (ROOT / "tests" / "properties").glob("test_*.py"):
        assert (str(path.relative_to(ROOT)) in named) == (
            'suite("machinery")' not in path.read_text(encoding="utf-8")
        )


def test_every_suite_that_a_patch_names_has_tests() -> None:
    for patch in PATCHES:
        for suite in patch.suites:
            for path in judge.paths(suite):
                assert (ROOT / path).exists(), f"{patch.name}: {path}"


def test_a_copy_is_patched_and_the_project_is_not() -> None:
    before = (ROOT / HARMLESS.file).read_bytes()
    with copied() as root:
        assert (root / HARMLESS.file).read_bytes() == before
        HARMLESS.apply(root)
        assert (root / HARMLESS.file).read_text(encoding="utf-8") == before.decode().replace(
            HARMLESS.old, HARMLESS.new
        )
    assert not root.exists()
    assert (ROOT / HARMLESS.file).read_bytes() == before


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
        Patch("broken", "", "a.py", "two", "three").apply(tmp_path)
    assert (tmp_path / file).read_text(encoding="utf-8") == content


def test_a_patch_of_several_files_changes_all_or_none(tmp_path: Path) -> None:
    for name, content in {"a.py": "two", "b.py": "one", "c.py": "two two"}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(DoesNotFit, match=r"c\.py has the text 2 times"):
        Patch("broken", "", "*.py", "two", "three").apply(tmp_path)
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == "two"
    Patch("sound", "", "[ab].py", "two", "three").apply(tmp_path)
    assert [(tmp_path / name).read_text(encoding="utf-8") for name in ("a.py", "b.py")] == ["three", "one"]


class Sandbox:
    """The command with verdicts that are given, and files of its own."""

    def __init__(self, folder: Path) -> None:
        self.verdicts: dict[str, Verdict] = {}
        self.judged: list[str] = []
        self.page = folder / "page.md"
        self.results = folder / "results.json"

    def judge(self, patch: Patch, _: object) -> Verdict:
        self.judged.append(patch.name)
        said = self.verdicts[patch.name]
        return Verdict(said.kills, said.refused, patch.target(ROOT))

    def run(self, *arguments: str, patches: tuple[Patch, ...] = (HARMLESS, OTHER)) -> int:
        self.judged.clear()
        return main([*arguments, "--report", str(self.page), "--results", str(self.results)], patches)

    @property
    def rows(self) -> list[str]:
        return [line for line in self.page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sandbox:
    made = Sandbox(tmp_path)
    monkeypatch.setattr(__main__, "judge", made.judge)
    monkeypatch.setattr(__main__, "baseline", lambda _: {})
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
    assert "| raw | `test_raw.py::test_it` |" in sandbox.rows[0]


def test_the_rows_of_named_mutants_are_replaced_and_the_others_kept(sandbox: Sandbox) -> None:
    sandbox.verdicts |= {"harmless": KILLED, "other": KILLED}
    assert sandbox.run() == 0
    assert sandbox.judged == ["harmless", "other"]
    first = sandbox.rows
    sandbox.verdicts["other"] = Verdict([Kill("specs", "tests/specs/test_it.py::test_that")])
    assert sandbox.run("other") == 0
    assert sandbox.judged == ["other"]
    assert sandbox.rows[0] == first[0]
    assert "| specs | `tests/specs/test_it.py::test_that` |" in sandbox.rows[1]


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
    results.add(patch, Verdict(KILLED.kills, target=patch.target(tmp_path)), [patch])
    again = Results(tmp_path / "results.json").load()
    assert again.is_current(patch, tmp_path)
    (tmp_path / "a.py").write_text("two # a comment", encoding="utf-8")
    assert not again.is_current(patch, tmp_path)
    assert again.of(patch) is not None  # but the table goes on showing it, with its day
    assert again.of(Patch("one", "", "a.py", "two", "four")) is None


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
    assert "1 mutants were judged, 1 were killed" in said.out
    assert "Not judged, because the patch does not fit any more: `typo`." in sandbox.page.read_text(
        encoding="utf-8"
    )
    assert len(sandbox.rows) == 1


def test_the_command_stops_when_a_suite_is_red_without_a_mutant(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(__main__, "baseline", baseline.baseline)
    monkeypatch.setattr(baseline, "run", lambda _root, suite, *_: Kill(suite, "tests/test_it.py::test_it"))
    monkeypatch.setattr(baseline, "FILE", sandbox.results.with_name("baseline.json"))
    assert sandbox.run("other") == 1
    assert "raw fails without a mutant: tests/test_it.py::test_it" in capsys.readouterr().err
    assert sandbox.judged == []


def test_how_long_suites_take_is_measured_once_for_the_same_sources(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(baseline, "run", lambda _root, suite, *_: asked.append(suite))
    monkeypatch.setattr(baseline, "_sources", lambda: "1")
    file = tmp_path / "baseline.json"
    assert set(baseline.baseline(["raw", "model", "raw"], file)) == {"raw", "model"}
    assert set(baseline.baseline(["raw", "client"], file)) == {"raw", "model", "client"}
    assert asked == ["raw", "model", "client"]
    monkeypatch.setattr(baseline, "_sources", lambda: "2")
    baseline.baseline(["raw"], file)
    assert asked == ["raw", "model", "client", "raw"]


def test_a_harmless_change_survives() -> None:
    assert judge.judge(HARMLESS, further=()).survived


def test_what_the_generator_refuses_is_reported(tmp_path: Path) -> None:
    wrong = Patch("wrong", "it is no OpenAPI", HARMLESS.file, "openapi: 3.1.0", "openapi: 9.9.9")
    verdict = judge.judge(wrong)
    assert "openapi" in verdict.refused
    assert not verdict.survived
    results = Results(tmp_path / "results.json")
    results.add(wrong, verdict, [wrong])
    assert "| the generator |" in section([wrong], results)


def test_a_suite_that_exceeds_its_time_limit_has_killed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "ROOM", 0.01)
    (kill,) = judge.judge(HARMLESS, {"tests/properties/test_recipes.py": 0.0}).kills
    assert kill.by == "exceeded its time limit"


def test_a_suite_that_cannot_start_has_killed_it() -> None:
    (kill,) = judge.judge(replace(HARMLESS, suites=("tests/no_such_folder",))).kills
    assert kill.by == "pytest, which exited with 4"


def test_the_property_suites_are_asked_when_the_suites_of_a_patch_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def run(_: Path, suite: str, *__: object) -> Kill | None:
        asked.append(suite)
        return Kill(suite, "a") if suite == "model" else None

    monkeypatch.setattr(judge, "run", run)
    assert [kill.suite for kill in judge.judge(HARMLESS).kills] == ["model"]
    assert asked == ["tests/properties/test_recipes.py", "raw", "client", "model", "differential"]


def test_the_summary_counts(tmp_path: Path) -> None:
    results = Results(tmp_path / "results.json")
    patches = [Patch(name, "", "a.py", name, "") for name in "abcd"]
    for patch, verdict in zip(
        patches,
        [
            Verdict([Kill("raw", "a"), Kill("client", "b")]),
            Verdict([Kill("specs", "c")]),
            Verdict(refused="no"),
            Verdict(),
        ],
        strict=True,
    ):
        results.add(patch, verdict, patches)
    assert summary([result for patch in patches if (result := results.of(patch))]) == (
        "4 mutants were judged, 3 were killed. The property suites killed 1 (raw 1, client 1, model 0, "
        "differential 0), the generator refused 1, and other suites killed 1."
    )


def test_the_committed_page_is_of_these_mutants() -> None:
    page = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    shown = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert shown <= {patch.name for patch in PATCHES}
    assert "**nobody**" not in page
