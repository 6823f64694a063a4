"""Run docs/vendor-change.md and write what its commands print today: ``python -m tests.story.write``."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.story.page import Typed, steps
from tests.story.projects import PAGE, with_finauth_premium
from tests.story.runner import Runner


def write() -> None:
    """Rewrite the output of each command; commands, edits and sentences stay."""
    lines = PAGE.read_text("utf-8").split("\n")
    outputs: list[tuple[Typed, list[str]]] = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as stopping:
        root = with_finauth_premium(Path(name))
        os.chdir(root)
        runner = Runner(root, stopping)
        for step in steps(PAGE):
            if isinstance(step, Typed):
                outputs.append((step, step.rewritten(runner.type(step))))
            else:
                runner.do(step)
        os.chdir(PAGE.parent)
    for step, printed in reversed(outputs):
        lines[step.line : step.end] = printed
    PAGE.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    write()
