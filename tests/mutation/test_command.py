"""The proof fails closed: a fault that does not fit, a test that is red without one, a fault that nobody catches."""

from __future__ import annotations

from pathlib import Path

import pytest

from mutation import __main__, judge
from mutation.__main__ import main
from mutation.fault import Fault, Unfit
from mutation.faults import FAULTS
from mutation.judge import Caught, Verdict, suites
from mutation.report import report, summary
from mutation.tree import ROOT, copied

HARMLESS = Fault(
    "harmless",
    "a comment is missing",
    "specs/megvii/finauth-premium.yaml",
    "openapi: 3.1.0",
    "openapi: 3.1.1",
)
TYPO = Fault("typo", "it says something else", "README.md", "a text that nobody wrote", "")


def test_there_are_enough_faults_and_each_is_planted_once() -> None:
    assert len(FAULTS) >= 40
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert len({(fault.file, fault.old, fault.new) for fault in FAULTS}) == len(FAULTS)
    assert {fault.where for fault in FAULTS} == {"contract", "generator", "client", "emulator"}
    assert all(fault.old != fault.new and fault.what for fault in FAULTS)


def test_every_ring_is_asked() -> None:
    assert {"raw", "client", "model", "differential"} <= set(suites())
    named = {path for files in suites().values() for path in files}
    for path in (ROOT / "tests" / "properties").glob("test_*.py"):
        assert (str(path.relative_to(ROOT)) in named) == (
            'ring("machinery")' not in path.read_text(encoding="utf-8")
        )


def test_a_copy_is_planted_and_the_project_is_not(tmp_path: Path) -> None:
    fault = HARMLESS
    before = (ROOT / fault.file).read_bytes()
    with copied() as root:
        assert (root / fault.file).read_bytes() == before
        fault.plant(root)
        assert (root / fault.file).read_text(encoding="utf-8") == before.decode().replace(
            fault.old, fault.new
        )
    assert not root.exists()
    assert (ROOT / fault.file).read_bytes() == before


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("a.py", "one", "does not have the text 'two'"),
        ("b.py", "two", "does not have the text 'two'"),
        ("a.py", "two two", "has the text 2 times, not 1"),
    ],
)
def test_a_fault_that_does_not_fit_is_named(file: str, content: str, told: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(Unfit, match=f"broken: .*{told}"):
        Fault("broken", "", "a.py", "two", "three").plant(tmp_path)
    assert (tmp_path / file).read_text(encoding="utf-8") == content


def test_the_command_knows_its_faults(capsys) -> None:
    assert main(["no-such-fault"]) == 1
    assert "no such fault: no-such-fault; --list names them" in capsys.readouterr().err
    assert main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert all(f"{fault.name} " in listed for fault in FAULTS)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> dict[str, Verdict]:
    """What judging says of a fault, by its name; ``none`` is the sources as they are."""
    said: dict[str, Verdict] = {"none": Verdict(Fault("none", "", "", "", ""))}
    monkeypatch.setattr(__main__, "judge", lambda fault, *_: said[fault.name if fault else "none"])
    return said


def test_the_command_fails_when_nobody_catches_a_fault(
    judged: dict[str, Verdict], tmp_path: Path, capsys
) -> None:
    judged["harmless"] = Verdict(HARMLESS)
    target = tmp_path / "report.md"
    assert main(["--report", str(target)], faults=[HARMLESS]) == 1
    assert "**nobody**" in target.read_text(encoding="utf-8")
    judged["harmless"].caught.append(Caught("raw", ["tests/properties/test_raw.py::test_it"]))
    assert main(["--report", str(target)], faults=[HARMLESS]) == 0
    assert "| raw | `test_raw.py::test_it` |" in target.read_text(encoding="utf-8")


def test_a_fault_whose_text_is_gone_is_named_and_counts_as_neither(
    judged: dict[str, Verdict], tmp_path: Path, capsys
) -> None:
    judged["harmless"] = Verdict(HARMLESS, [Caught("raw", ["tests/properties/test_raw.py::test_it"])])
    target = tmp_path / "report.md"
    assert main(["--report", str(target)], faults=[HARMLESS, TYPO]) == 0
    said = capsys.readouterr()
    assert "typo: README.md does not have the text" in said.err
    assert "1 faults were planted and 1 were caught" in said.out
    assert "Not planted, for their text is gone: `typo`." in target.read_text(encoding="utf-8")
    assert "| `typo`" not in target.read_text(encoding="utf-8")


def test_the_command_stops_when_the_sources_are_red(judged: dict[str, Verdict], capsys) -> None:
    judged["none"].caught.append(Caught("client", ["tests/properties/test_clients.py::test_it"]))
    assert main([], faults=[HARMLESS]) == 1
    assert (
        "client fails without any fault: tests/properties/test_clients.py::test_it" in capsys.readouterr().err
    )


def test_sound_sources_are_judged_sound_and_a_harmless_change_escapes() -> None:
    witness = ["tests/properties/test_recipes.py"]
    assert judge.judge(None, ["differential"], witness).escaped
    assert judge.judge(HARMLESS, ["differential"], witness).escaped


def test_what_the_generator_refuses_is_told() -> None:
    wrong = Fault("wrong", "it is no OpenAPI", HARMLESS.file, "openapi: 3.1.0", "openapi: 9.9.9")
    verdict = judge.judge(wrong)
    assert "openapi" in verdict.refused
    assert not verdict.escaped
    assert "the generator" in report([verdict])


def test_a_suite_that_runs_over_its_time_has_caught_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "SECONDS", 0.01)
    (caught,) = judge.judge(HARMLESS, ["differential"], ["tests/properties/test_recipes.py"]).caught
    assert caught.note == "it ran over its time"


def test_the_summary_counts() -> None:
    verdicts = [
        Verdict(HARMLESS, [Caught("raw", ["a"]), Caught("client", ["b"])]),
        Verdict(TYPO, [Caught("model", ["c"])]),
        Verdict(HARMLESS, refused="no"),
        Verdict(TYPO),
    ]
    assert summary(verdicts) == (
        "4 faults were planted and 3 were caught. By ring: raw 1, client 1, model 1, differential 0. "
        "1 were caught by the client ring or the differential checks (25 %). The generator refused 1 by itself."
    )


def test_the_committed_report_is_of_these_faults() -> None:
    page = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    told = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert told <= {fault.name for fault in FAULTS}
    assert "**nobody**" not in page
