"""Write into the documentation what its commands print today: ``python -m tests.docs.write``."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.docs.blocks import ROOT
from tests.docs.terminal import ELISION, Terminal, fits, typed
from tests.docs.test_blocks import FOLLOWED
from tests.story.page import Typed


def rewritten(step: Typed, printed: list[str]) -> list[str]:
    """The output for the page, with as many lines shown before and behind what is left out as there were."""
    left_out = [number for number, line in enumerate(step.output) if ELISION.match(line)]
    if not left_out:
        return printed
    after = len(step.output) - left_out[0] - 1
    return [*printed[: left_out[0]], step.output[left_out[0]], *printed[len(printed) - after :]]


def write(page: str) -> None:
    """Follow a page, and rewrite the outputs that differ in more than lines and digests."""
    path = ROOT / page
    lines = path.read_text("utf-8").split("\n")
    changed: list[tuple[Typed, list[str]]] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stopping:
        os.chdir(folder)
        terminal = Terminal(Path(folder), stopping)
        for block in FOLLOWED[page]:
            terminal.follow(block)
            shows = any(step.output for step in typed(block))
            changed += [(step, terminal.printed[step.line]) for step in typed(block) if shows]
        os.chdir(ROOT)
    for step, printed in reversed(changed):
        if not fits(step.output, printed):
            lines[step.line : step.end - 1] = rewritten(step, printed)
    path.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    for name, found in FOLLOWED.items():
        if any(step.output for block in found for step in typed(block)):
            write(name)
