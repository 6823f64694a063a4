"""The output of `make demo` is readable, and the picture in the README shows it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from demo.run import fit

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two …"),
        ("one two three", 8, "one …"),
        ("one  two\nthree", 13, "one two three"),
        ("an-id,another", 8, "an-id,…"),
        ("longer", 5, "…"),
        ("", 5, ""),
    ],
)
def test_text_is_cut_between_words(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown
    assert len(shown) <= width


@pytest.mark.parametrize("columns", [80, 200])
def test_each_call_is_one_aligned_line(columns: int) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "demo" / "run.py")],
        env=os.environ | {"COLUMNS": str(columns), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    *lines, counted, last = done.stdout.splitlines()
    calls = [line for line in lines if line]
    starts = {re.match(r"✓ ✓  (\S+\.\S+ +)(\S.*?  +)\S", line) for line in calls}
    assert None not in starts, calls
    assert len({tuple(map(len, match.groups())) for match in starts if match}) == 1
    assert max(map(len, calls)) <= columns
    assert counted == f"All {2 * len(calls)} calls, half of them async, had the documented result."
    (page,) = re.findall(r"docs/\S+\.md", last)
    assert (ROOT / page).exists()


def test_the_picture_shows_what_the_demo_prints() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "demo" / "picture.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
