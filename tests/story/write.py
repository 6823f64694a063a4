"""Run the stories of docs/ and write what their commands print today: ``python -m tests.story.write``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.story.page import Typed, steps
from tests.story.projects import PAGE, TUTORIAL, with_finauth_premium
from tests.story.runner import Runner


def write(page: Path, prepare: Callable[[Path], Path]) -> None:
    """Rewrite the output of each command; commands, edits and sentences stay."""
    lines = page.read_text("utf-8").split("\n")
    outputs: list[tuple[Typed, list[str]]] = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as stopping:
        root = prepare(Path(name))
        os.chdir(root)
        runner = Runner(root, stopping)
        for step in steps(page):
            if isinstance(step, Typed):
                outputs.append((step, step.rewritten(runner.type(step))))
            else:
                runner.do(step)
        os.chdir(page.parent)
    for step, printed in reversed(outputs):
        lines[step.line : step.end] = printed
    page.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    write(PAGE, with_finauth_premium)
    write(TUTORIAL, Path)
