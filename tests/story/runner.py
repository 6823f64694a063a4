"""Runs the steps of a story in a project."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from specseal.cli import main
from specseal_emulator.testing import running
from tests.story.page import Edit, Program, Typed

#: Where the page says that its emulator is.
PORT_8080 = "http://127.0.0.1:8080"


class Runner:
    """A person at the terminal of a project, which is the current folder.

    `rename` turns what the page names into what this project has. Emulators are stopped by `stopping`.
    """

    def __init__(
        self, root: Path, stopping: contextlib.ExitStack, rename: Callable[[str], str] = str
    ) -> None:
        self.root = root
        self.stopping = stopping
        self.rename = rename
        self.code = 0
        self.address = ""

    def do(self, step: Edit | Program) -> None:
        """Edit or save a file."""
        path = self.root / self.rename(step.file)
        text = step.text if isinstance(step, Program) else step.apply(path.read_text("utf-8"))
        path.write_text(text, "utf-8")

    def type(self, step: Typed) -> list[str]:
        """What the terminal shows, standard output and standard error alike."""
        words = shlex.split(self.rename(step.command), comments=True)
        if words[:2] == ["echo", "$?"]:
            return [str(self.code)]
        if words[0] == "specseal":
            return self._specseal(words[1:])
        if words[:2] == ["specseal-emulator", "serve"]:
            return self._serve(words[2:])
        return self._other(words)

    def _specseal(self, arguments: list[str]) -> list[str]:
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(shown):
            self.code = main(arguments)
        return shown.getvalue().splitlines()

    def _serve(self, arguments: list[str]) -> list[str]:
        """On a free port and in this process, where the page has port 8080 and another terminal."""
        files = [value for name, value in pairwise(arguments) if name == "--contract"]
        assert len(arguments) == 2 * len(files), f"serve with other options: {arguments}"
        emulator = self.stopping.enter_context(running([self.root / file for file in files]))
        self.address = emulator.base_url
        return []

    def _other(self, words: list[str]) -> list[str]:
        """Another program; Python with the generated client, as after its installation."""
        if words[0] == "python":
            words = [sys.executable, *words[1:]]
            program = self.root / words[-1]
            program.write_text(program.read_text("utf-8").replace(PORT_8080, self.address), "utf-8")
        sources = os.pathsep.join(str(one) for one in sorted(self.root.glob("generated/*/src")))
        done = subprocess.run(
            words,
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": sources, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.code = done.returncode
        return done.stdout.replace(self.address or PORT_8080, PORT_8080).splitlines()
