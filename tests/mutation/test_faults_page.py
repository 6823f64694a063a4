"""The tests and the mutants that docs/faults.md names exist."""

from __future__ import annotations

import re

from mutation.chosen.patches import PATCHES
from mutation.tree import ROOT

PAGE = (
    (ROOT / "docs" / "faults.md")
    .read_text(encoding="utf-8")
    .partition("\n## How each kind of fault is tested\n")[2]
)
ROWS = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ") and "::" in line]


def test_every_kind_of_fault_has_tests_that_exist() -> None:
    assert len(ROWS) >= 49
    for fault, tests, neighbours, _ in ROWS:
        named = re.findall(r"`(\S+?)::(\w+)`", f"{tests} {neighbours}")
        assert named, fault
        for file, test in named:
            path = ROOT / "tests" / file
            assert path.exists(), file
            assert f"def {test}(" in path.read_text(encoding="utf-8"), f"{file} has no {test}"


def test_every_kind_of_fault_has_a_mutant() -> None:
    known = {patch.name for patch in PATCHES}
    for fault, _, _, mutants in ROWS:
        named = set(re.findall(r"`([\w-]+)`", mutants))
        assert named, fault
        assert named <= known, fault
