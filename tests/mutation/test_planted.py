"""One fault of each part of the project, judged by the test that is quickest to catch it; `make mutation` plants all.

A fault whose text an edit has changed is passed over here, in favour of the next one of its part.
"""

from __future__ import annotations

import pytest

from mutation.__main__ import unfit
from mutation.faults import FAULTS
from mutation.judge import judge

BY_NAME = {fault.name: fault for fault in FAULTS}
PROPERTIES = "tests/properties"
WITNESSES = {
    "contract": [
        ("required-made-optional", "raw", f"{PROPERTIES}/test_raw_errors.py"),
        ("enum-value-dropped", "raw", f"{PROPERTIES}/test_raw_pictures.py"),
        ("condition-dropped", "raw", f"{PROPERTIES}/test_raw_errors.py"),
    ],
    "generator": [
        ("argument-dropped-by-template", "client", f"{PROPERTIES}/test_client_values.py"),
        ("constants-dropped", "client", f"{PROPERTIES}/test_client_values.py"),
        ("words-not-parted", "client", f"{PROPERTIES}/test_client_values.py"),
    ],
    "client": [
        ("space-as-plus", "differential", f"{PROPERTIES}/test_recipes.py"),
        ("query-not-sorted", "differential", f"{PROPERTIES}/test_recipes.py"),
        ("slash-kept", "differential", f"{PROPERTIES}/test_recipes.py"),
    ],
    "emulator": [
        ("length-off-by-one", "client", f"{PROPERTIES}/test_client_values.py"),
        ("token-used-twice", "model", f"{PROPERTIES}/test_model_tokens.py"),
        ("fraction-as-integer", "client", f"{PROPERTIES}/test_client_values.py"),
    ],
}


@pytest.mark.parametrize("part", WITNESSES)
def test_a_planted_fault_is_caught(part: str) -> None:
    witnesses = WITNESSES[part]
    gone = unfit([BY_NAME[name] for name, _, _ in witnesses])
    name, ring, witness = next(one for one in witnesses if one[0] not in gone)
    verdict = judge(BY_NAME[name], [ring], [witness])
    assert not verdict.refused
    (caught,) = verdict.caught
    assert caught.suite == ring
    assert all(test.startswith(witness) for test in caught.tests)
    assert caught.tests
