"""`make test-deep`: green rounds go on, a failure ends them and says how to repeat it, time that is over ends them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROPERTY = """
from hypothesis import given, strategies as st
from tests.properties.profiles import NAME, examples

@examples(5)
@given(st.integers())
def test_it(number):
    assert NAME == "deep"
    {body}
"""


def run(tmp_path: Path, body: str, minutes: str) -> subprocess.CompletedProcess[str]:
    test = tmp_path / "test_it.py"
    test.write_text(PROPERTY.format(body=body), encoding="utf-8")
    command = [sys.executable, "tools/deep.py", "--minutes", minutes, "--seed", "7", "--", str(test)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_rounds_go_on_with_the_next_seed(tmp_path: Path) -> None:
    done = run(tmp_path, "pass", "0.15")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "seed 7, " in done.stdout
    assert "seed 8, " in done.stdout
    assert "the time is over: " in done.stdout


def test_a_failure_ends_them_and_says_how_to_repeat_it(tmp_path: Path) -> None:
    done = run(tmp_path, "assert number < 3", "5")
    assert done.returncode == 1
    assert "assert 3 < 3" in done.stdout
    assert (
        f"seed 7 failed; again: SPECSEAL_PROPERTIES=deep python -m pytest {tmp_path}/test_it.py"
        in done.stdout
    )
    assert "--hypothesis-seed=7" in done.stdout
