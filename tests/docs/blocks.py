"""The fenced blocks of the documentation, with what comments above them say about running them.

A comment directly above a fence, invisible to readers, may say

- ``<!-- not run: WHY -->``: the block cannot run here, or only shows a shape. Its commands, options and targets must
  exist all the same.
- ``<!-- in: PLACE -->``: the folder that commands are typed in, from this block on: ``nothing`` (an empty folder, the
  default), ``repository`` (the specs, overlays and releases of this repository), ``released`` (FaceID Lite alone, with
  what it is now as its last release), ``finauth-premium`` (its page is ``page.txt``, accepted) or ``project`` (what
  ``specseal init`` writes).
- ``<!-- recipe: CREDENTIALS -->``: the block is the steps of a signing recipe with these credentials, or its beginning.
  The last one is the secret.
- ``<!-- before: COMMANDS -->``: what is done first, unseen: bash before a console block, Python before a Python block.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
MARKS = frozenset({"not run", "in", "before", "recipe"})
_COMMENT = r"^[ ]*<!--.*?-->\n"
_BLOCK = re.compile(
    rf"(?P<marks>(?:{_COMMENT})*)^(?P<indent>[ ]*)```(?P<language>[\w-]*)\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
_MARK = re.compile(r"<!--\s*([a-z ]+):\s(.*?)\s*-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block; ``line`` is the first line of its text, counted from 1."""

    page: str
    line: int
    language: str
    text: str
    marks: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def place(self) -> str:
        """For a person who looks for it."""
        return f"{self.page}:{self.line}"

    @property
    def commands(self) -> list[str]:
        """What is typed: the lines behind a prompt, or all lines where none has one. Lines that go on are joined."""
        joined = self.text.replace("\\\n", " ")
        lines = [line for line in joined.splitlines() if line.strip()]
        typed = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        return typed or lines


def pages() -> list[Path]:
    """Every page that a person wrote; the READMEs of wheels have a test of their own."""
    single = [ROOT / name for name in ("README.md", "CONTRIBUTING.md")]
    return [
        *single,
        *sorted((ROOT / "docs").glob("*.md")),
        *sorted(ROOT.glob("*/README.md")),
    ]


def blocks(path: Path) -> list[Block]:
    """The blocks of a page, from its top."""
    text = path.read_text("utf-8")
    page = path.relative_to(ROOT).as_posix()
    found: list[Block] = []
    for match in _BLOCK.finditer(text):
        marks = dict(_MARK.findall(match["marks"]))
        assert marks.keys() <= MARKS, f"{page}: unknown marks {sorted(marks.keys() - MARKS)}"
        line = text.count("\n", 0, match.start("text")) + 1
        found.append(Block(page, line, match["language"], textwrap.dedent(match["text"]), marks))
    return found
