"""The first calls in the READMEs of wheels run, with the emulator's demo data in place of what a user knows."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, Block
from tests.docs.terminal import Terminal

DEMO = {
    'group_id="…"': 'group_id="demo_group"',
    'face_token="…"': 'face_token="9eab9fe14a402295fb78409a81abfc3c"',
}
#: FaceID Lite's needs pictures; tests/clients/test_readme.py follows it to the outcome.
READMES = [
    path for path in sorted((ROOT / "generated").glob("*/README.md")) if path.parent.name != "faceid-lite"
]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.parent.name)
def test_the_first_calls_run(readme: Path, tmp_path: Path) -> None:
    first, with_async, *_ = re.findall(r"```python\n(.*?)```", readme.read_text("utf-8"), re.DOTALL)
    assert "async def" in with_async
    with ExitStack() as stopping:
        terminal = Terminal(tmp_path, stopping)
        for text in (first, with_async):
            known = re.sub("|".join(map(re.escape, DEMO)), lambda found: DEMO[found[0]], text)
            terminal.follow(Block(readme.parent.name, 0, "python", known))
