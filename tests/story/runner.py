"""Runs the steps of a story in a project."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from specseal.cli import main
from specseal_emulator import Settings
from specseal_emulator.testing import Running, running
from tests.story.page import Edit, Program, Typed

#: Where the page says that its emulator is.
PORT_8080 = "http://127.0.0.1:8080"


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


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
        self.emulator: Running | None = None
        self.outcome = "no-pass"
        self.port = free_port()
        """Stands for 9000."""

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
        options = list(zip(arguments[::2], arguments[1::2], strict=True))
        assert {name for name, _ in options} <= {"--contract", "--set", "--port"}, arguments
        files = [self.root / value for name, value in options if name == "--contract"]
        chosen = [value.replace("=9000", "=any") for name, value in options if name == "--set"]
        emulator = self.stopping.enter_context(running(files or None, settings=Settings.parse(chosen)))
        self.emulator = emulator
        self.address = emulator.base_url
        return []

    def _other(self, words: list[str]) -> list[str]:
        """Another program; Python with the generated client, as after its installation."""
        if words[0] == "python":
            words = [sys.executable, *words[1:]]
            program = self.root / words[-1]
            text = program.read_text("utf-8").replace(PORT_8080, self.address)
            program.write_text(text.replace("9000", str(self.port)), "utf-8")
        sources = os.pathsep.join(str(one) for one in sorted(self.root.glob("generated/*/src")))
        with subprocess.Popen(
            words,
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": sources, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout
            watch = threading.Timer(60, process.kill)
            watch.start()
            printed = [self._as_on_the_page(line.rstrip("\n")) for line in process.stdout]
            watch.cancel()
        self.code = process.returncode
        return printed

    def _as_on_the_page(self, line: str) -> str:
        """The line with the page's address. Where it says what to open, `outcome` is chosen there."""
        if line.startswith("open ") and self.emulator:
            token = line.partition("token=")[2]
            self.emulator.finish(token, self.outcome)
            line = line.replace(token, "TOKEN")
        return line.replace(self.address or PORT_8080, PORT_8080)
