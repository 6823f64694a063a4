"""docs/tutorial.md, step by step, against the clients of this repository."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.story.page import Program, Typed, steps
from tests.story.projects import TUTORIAL
from tests.story.runner import Runner

STEPS = steps(TUTORIAL)


def test_every_step_prints_what_the_page_shows(tmp_path: Path) -> None:
    with ExitStack() as stopping:
        runner = Runner(tmp_path, stopping)
        for step in STEPS:
            if not isinstance(step, Typed):
                runner.do(step)
                continue
            printed = runner.type(step)
            assert step.fits(printed), (
                f"docs/tutorial.md:{step.line}: `{step.command}` prints:\n" + "\n".join(printed)
            )
    programs = {step.file for step in STEPS if isinstance(step, Program)}
    assert programs == {"first.py", "wrong.py", "verification.py"}
    assert {f"python {one}" for one in programs} <= {one.command for one in STEPS if isinstance(one, Typed)}


@pytest.mark.parametrize(
    ("outcome", "printed"), [("pass", "order-7 OK passed"), ("cancelled", "order-7 CANCELLED not passed")]
)
def test_other_outcomes(outcome: str, printed: str, tmp_path: Path) -> None:
    with ExitStack() as stopping:
        runner = Runner(tmp_path, stopping)
        runner.outcome = outcome
        for step in STEPS:
            if isinstance(step, Program):
                runner.do(step)
            elif isinstance(step, Typed) and ("serve" in step.command or "verification" in step.command):
                shown = runner.type(step)
    assert shown[1:] == [printed]
