"""A person who follows a page: types its commands, runs its programs, and compares what is printed."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from specseal.cli import main
from specseal_emulator import Settings
from specseal_emulator.testing import running
from tests.docs.blocks import ROOT, Block
from tests.story.page import Typed
from tests.story.projects import with_finauth_premium
from tests.story.runner import PORT_8080, Runner

#: Files that hidden commands may use, as $PAGES.
PAGES = Path(__file__).parent / "pages"
#: The fixture `emulator`: other plugins of this environment take longer to load than the tests of a page to run.
PLUGIN = "specseal_emulator.pytest_plugin"
ELISION = re.compile(r"^\[….*\]$")
#: What differs from run to run, or with every edit of a source: lines, digests, tokens and times.
_VOLATILE = re.compile(
    r"(?<=[a-z]:)\d+|(?<=line )\d+|sha256:[0-9a-f]+|(?<=token=)\w+|\d+\.\d+(?= s\))|(?<=@@) .*(?= @@)"
)
#: Runs a program in which `await` and `async with` may stand outside of functions, as pages show them.
_PROGRAM = """
import ast, asyncio, inspect, sys
text = open(sys.argv[1], encoding="utf-8").read()
code = compile(text, sys.argv[1], "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
result = eval(code, {"__name__": "__main__"})
if inspect.iscoroutine(result):
    asyncio.run(result)
"""
_SHELL = re.compile(r"[|&;<>*]|\$[({A-Za-z]")


def _repository(root: Path) -> Path:
    for name in ("specs", "overlays", "releases"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def _released(root: Path) -> Path:
    """FaceID Lite alone, released as 0.1.0 today, so that only what the page changes is a change."""
    others = shutil.ignore_patterns("aliyun", "finauth-*")
    for name in ("specs", "overlays"):
        shutil.copytree(ROOT / name, root / name, ignore=others)
    shutil.copy(ROOT / "pyproject.toml", root)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        assert main(["release", "--date", "2026-11-26", "--root", str(root)]) == 0
    return root


def _project(root: Path) -> Path:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        assert main(["init", str(root / "project")]) == 0
    return root / "project"


PLACES: Mapping[str, Callable[[Path], Path]] = {
    "nothing": Path,
    "repository": _repository,
    "released": _released,
    "finauth-premium": with_finauth_premium,
    "project": _project,
}


class Terminal(Runner):
    """One page, followed from its top; ``folder`` is empty and its own."""

    def __init__(self, folder: Path, stopping: contextlib.ExitStack) -> None:
        super().__init__(folder, stopping)
        self._folder = folder
        self._programs = 0
        self.printed: dict[int, list[str]] = {}
        """What commands have printed, by their line in the page."""

    def follow(self, block: Block) -> list[str]:
        """Do what a block says; the places where something else is printed than the page shows, in words."""
        if place := block.marks.get("in"):
            root = self._folder / place
            root.mkdir()
            self._enter(PLACES[place](root))
        if block.language == "python":
            self._program(block)
            return []
        if before := block.marks.get("before"):
            self._bash(before)
        if not re.search(r"^\$ ", block.text, re.MULTILINE):
            script = "\n".join(line for line in block.text.splitlines() if not line.startswith("make "))
            self._bash(script)
            return []
        shows = any(step.output for step in typed(block))
        wrong: list[str] = []
        for step in typed(block):
            printed = self.printed[step.line] = self.type(step)
            if shows and not fits(step.output, printed):
                wrong.append(f"{block.page}:{step.line}: `{step.command}` prints:\n" + "\n".join(printed))
        return wrong

    def type(self, step: Typed) -> list[str]:
        """What the terminal shows. `make` is only looked up: what its targets do has tests of its own."""
        words = step.command.split()
        if words[0] == "make":
            return []
        if words[0] == "cd":
            self._enter(self.root / words[1])
            return []
        if _SHELL.search(step.command.partition(" #")[0]):
            return self._bash(step.command).splitlines()
        printed = super().type(step)
        if words[:2] == ["specseal-emulator", "serve"] and step.output:
            return [f"specseal-emulator: serving on {PORT_8080}"]
        return printed

    def _enter(self, root: Path) -> None:
        self.root = root
        os.chdir(root)

    def _serving(self) -> str:
        """The address of an emulator of all products, started once."""
        if not self.address:
            settings = Settings(callback_ports=("any",))
            self.emulator = self.stopping.enter_context(running(settings=settings))
            self.address = self.emulator.base_url
        return self.address

    def _environment(self) -> dict[str, str]:
        address = self._serving()
        shown = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "demo-key", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "demo-secret"}
        for name in ("FACEID", "FINAUTH"):
            shown |= {f"{name}_API_KEY": "demo-key", f"{name}_API_SECRET": "demo-secret"}
        shown |= {f"{name}_BASE_URL": address for name in ("FACEID", "FINAUTH", "LINKVISUAL")}
        return (
            os.environ
            | shown
            | {
                "PAGES": str(PAGES),
                "PYTHONDONTWRITEBYTECODE": "1",
                "NO_PROXY": "*",
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            }
        )

    def _bash(self, script: str) -> str:
        """What a script prints, on the emulator of this page; it must succeed."""
        command = ["bash", "-euo", "pipefail", "-c", script.replace(PORT_8080, self._serving())]
        return self._done(command, script)

    def _program(self, block: Block) -> None:
        """Run a program, or the tests in it; it must succeed."""
        self._programs += 1
        path = self.root / f"test_block{self._programs}.py"
        before = block.marks.get("before", "")
        path.write_text(f"{before}\n{block.text}".replace(PORT_8080, self._serving()), "utf-8")
        tests = re.search(r"^def test_", block.text, re.MULTILINE)
        options = ["-m", "pytest", "-q", "-p", PLUGIN, "--rootdir", "."] if tests else ["-c", _PROGRAM]
        self._done([sys.executable, *options, path.name], block.place)

    def _done(self, command: list[str], what: str) -> str:
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{what}\nends with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout


def typed(block: Block) -> list[Typed]:
    """The commands behind prompts, each with the lines that the page shows below it."""
    lines = block.text.replace("\\\n", "\\ ").splitlines()
    marks = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    return [
        Typed(
            command=re.sub(r"\\\s+", "", lines[mark].removeprefix("$ ")),
            output=tuple(lines[mark + 1 : end]),
            line=block.line + mark,
            end=block.line + end,
        )
        for mark, end in zip(marks, [*marks[1:], len(lines)], strict=False)
    ]


def fits(shown: tuple[str, ...], printed: list[str]) -> bool:
    """Whether a page shows what was printed. ``[…]``, or ``[… words]``, stands for lines that are not shown."""
    pattern = "".join(
        "(?:.*\n)+?" if ELISION.match(line) else re.escape(_VOLATILE.sub("#", line)) + "\n" for line in shown
    )
    return re.fullmatch(pattern, "".join(f"{_VOLATILE.sub('#', line)}\n" for line in printed)) is not None
