"""Five faults of different kinds, each judged by the test that is quickest to catch it; `make mutation` plants all."""

from __future__ import annotations

import pytest

from mutation.faults import FAULTS
from mutation.judge import judge

BY_NAME = {fault.name: fault for fault in FAULTS}
PROPERTIES = "tests/properties"
WITNESSES = {
    "required-made-optional": ("raw", f"{PROPERTIES}/test_raw_errors.py"),
    "argument-dropped-by-template": ("client", f"{PROPERTIES}/test_client_values.py"),
    "space-as-plus": ("differential", f"{PROPERTIES}/test_recipes.py"),
    "length-off-by-one": ("client", f"{PROPERTIES}/test_client_values.py"),
    "token-used-twice": ("model", f"{PROPERTIES}/test_model_tokens.py"),
}


@pytest.mark.parametrize("name", WITNESSES)
def test_a_planted_fault_is_caught(name: str) -> None:
    ring, witness = WITNESSES[name]
    verdict = judge(BY_NAME[name], [ring], [witness])
    assert not verdict.refused
    (caught,) = verdict.caught
    assert caught.suite == ring
    assert all(test.startswith(witness) for test in caught.tests)
    assert caught.tests
