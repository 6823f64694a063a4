"""`make test-deep` runs rounds until one fails, which it says how to repeat, or the time is up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROPERTY = """
import time
from pathlib import Path
from hypothesis import given, strategies as st
from tests.properties.profiles import NAME, examples

ROUNDS = Path(__file__).with_name("rounds")

def test_rounds():
    with ROUNDS.open("a") as file:
        file.write("x")

@examples(5)
@given(st.integers())
def test_it(number):
    assert NAME == "deep"
    {body}
"""


def run(tmp_path: Path, body: str, minutes: str) -> subprocess.CompletedProcess[str]:
    test = tmp_path / "test_it.py"
    test.write_text(PROPERTY.format(body=body), encoding="utf-8")
    command = [sys.executable, "tools/deep.py", "--minutes", minutes, "--seed", "7", "--", str(test), "-n0"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.slow
def test_rounds_go_on_until_one_fails_which_can_be_repeated(tmp_path: Path) -> None:
    done = run(tmp_path, "assert len(ROUNDS.read_text()) < 3 or number < 3", "10")
    assert done.returncode == 1, done.stdout + done.stderr
    assert [line.partition(",")[0] for line in done.stdout.splitlines() if "minutes left" in line] == [
        "seed 7",
        "seed 8",
        "seed 9",
    ]
    assert "assert (3 < 3 or 3 < 3)" in done.stdout
    repeat = f"seed 9 failed; repeat: SPECSEAL_PROPERTIES=deep python -m pytest {tmp_path}/test_it.py -n0"
    assert f"{repeat} --hypothesis-seed=9" in done.stdout


def test_the_time_ends_a_round(tmp_path: Path) -> None:
    done = run(tmp_path, "time.sleep(100)", "0.05")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "time is up: 0 rounds passed, the round of seed 7 was not finished" in done.stdout
