"""A chosen mutant of the generator and one of the emulator, killed by tests; `make mutation-chosen` judges all.

A mutant whose patch does not fit the sources any more is passed over, in favour of the next one of its part.
"""

from __future__ import annotations

from mutation.bench import bench
from mutation.chosen.__main__ import misfits
from mutation.chosen.baseline import Baseline
from mutation.chosen.judge import judge
from mutation.chosen.patches import PATCHES

BY_NAME = {patch.name: patch for patch in PATCHES}
VALUES = "tests/properties/test_client_values.py"
WITNESSES = (
    {"last-argument-dropped": VALUES, "constants-dropped": VALUES, "words-not-split": VALUES},
    {"length-off-by-one": VALUES, "fraction-as-integer": VALUES},
)


def test_a_chosen_mutant_of_generator_and_emulator_is_killed() -> None:
    with bench() as clean:
        baseline = Baseline(clean)
        for witnesses in WITNESSES:
            gone = misfits([BY_NAME[name] for name in witnesses])
            name, witness = next(one for one in witnesses.items() if one[0] not in gone)
            verdict = judge(BY_NAME[name], clean, baseline, witness)
            assert verdict.by.startswith(witness), (name, verdict)
