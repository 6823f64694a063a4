"""The tests that are generated with a client pass against the emulator of its contract, without a module."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.mark.parametrize("product", ["tencent-faceid"])
def test_they_pass(product: str, tmp_path: Path) -> None:
    for folder in ("specs", "overlays"):
        shutil.copytree(EXAMPLES / product / folder, tmp_path / folder)
    subprocess.run(
        [sys.executable, "-m", "specseal", "generate"], cwd=tmp_path, check=True, capture_output=True
    )
    project = tmp_path / "generated" / product
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        str(project / "tests"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
