"""A project of one module and its tests, for what runs pytest: quicker than a copy of this one."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

from mutation.bench import Bench
from mutation.tree import ROOT

TESTS = """
import time
from pathlib import Path

import pytest
import small


def test_double():
    assert small.double(2) == 4


@pytest.mark.parametrize("times", [1, 2])
def test_again(times):
    assert small.double(times) == 2 * times


def test_waiting():
    time.sleep(small.WAITS)
"""


@pytest.fixture(scope="package")
def small(tmp_path_factory: pytest.TempPathFactory) -> Generator[Bench]:
    """A bench with ``small.py`` and the tests ``tests/test_small.py``."""
    root = tmp_path_factory.mktemp("small")
    shutil.copytree(ROOT / "mutation", root / "mutation", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "small.py").write_text("WAITS = 0\n\n\ndef double(number):\n    return 2 * number\n")
    (root / "tests").mkdir()
    (root / "tests" / "test_small.py").write_text(TESTS)
    (root / "generated").mkdir()
    (root / "generated" / "client.py").write_text("AS = 'before'\n")
    with contextlib.closing(Bench(Path(root))) as made:
        yield made
