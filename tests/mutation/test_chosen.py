"""A chosen mutant of the generator and one of the emulator, killed by tests; `make mutation-chosen` judges all.

A mutant whose patch does not fit the sources any more is passed over, in favour of the next one of its part.
"""

from __future__ import annotations

import pytest

from mutation.bench import bench
from mutation.chosen.__main__ import misfits
from mutation.chosen.baseline import Baseline
from mutation.chosen.judge import judge
from mutation.chosen.patches import PATCHES
from mutation.chosen.results import Results

BY_NAME = {patch.name: patch for patch in PATCHES}
WITNESSES = (
    ("last-argument-dropped", "constants-dropped", "error-row-dropped"),
    ("length-off-by-one", "fraction-as-integer", "secret-unverified"),
)


@pytest.mark.slow
def test_a_chosen_mutant_of_generator_and_emulator_is_killed() -> None:
    results = Results().load()
    with bench() as clean:
        baseline = Baseline(clean)
        for names in WITNESSES:
            gone = misfits([BY_NAME[name] for name in names])
            patch = next(BY_NAME[name] for name in names if name not in gone)
            known = results.killer(patch).partition("[")[0]
            verdict = judge(patch, clean, baseline, known)
            assert verdict.by.startswith(known or "tests/"), (patch.name, verdict)
