"""One chosen mutant of each part of the project, killed by the quickest test; `make mutation-chosen` judges all.

A mutant whose patch does not fit the sources any more is passed over, in favour of the next one of its part.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from mutation.chosen.__main__ import misfits
from mutation.chosen.judge import judge
from mutation.chosen.patches import PATCHES

BY_NAME = {patch.name: patch for patch in PATCHES}
PROPERTIES = "tests/properties"
WITNESSES = {
    "contract": [
        ("required-made-optional", f"{PROPERTIES}/test_raw_errors.py"),
        ("enum-value-dropped", f"{PROPERTIES}/test_raw_pictures.py"),
        ("condition-dropped", f"{PROPERTIES}/test_raw_errors.py"),
    ],
    "generator": [
        ("last-argument-dropped", f"{PROPERTIES}/test_client_values.py"),
        ("constants-dropped", f"{PROPERTIES}/test_client_values.py"),
        ("words-not-split", f"{PROPERTIES}/test_client_values.py"),
    ],
    "client": [
        ("space-as-plus", f"{PROPERTIES}/test_recipes.py"),
        ("query-not-sorted", f"{PROPERTIES}/test_recipes.py"),
        ("slash-kept", f"{PROPERTIES}/test_recipes.py"),
    ],
    "emulator": [
        ("length-off-by-one", f"{PROPERTIES}/test_client_values.py"),
        ("token-used-twice", f"{PROPERTIES}/test_model_tokens.py"),
        ("fraction-as-integer", f"{PROPERTIES}/test_client_values.py"),
    ],
}


@pytest.mark.parametrize("part", WITNESSES)
def test_a_chosen_mutant_is_killed(part: str) -> None:
    witnesses = WITNESSES[part]
    gone = misfits([BY_NAME[name] for name, _ in witnesses])
    name, witness = next(one for one in witnesses if one[0] not in gone)
    verdict = judge(replace(BY_NAME[name], suites=(witness,)), further=())
    assert not verdict.refused
    (kill,) = verdict.kills
    assert kill.suite == witness
    assert kill.by.startswith(witness)
