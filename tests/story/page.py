"""The page of a story, as something that can be run: typed commands with their output, edits of files, and programs.

Three kinds of fenced blocks are read; all others are left alone:

- ``console``: lines that begin with ``$ `` are typed, those below are printed. ``[…]`` alone on a line stands for
  one or more lines that are not shown.
- ``diff``: a unified diff without line numbers, of the file that its first line names.
- ``python``: a program whose first line, ``# NAME.py``, is the file that it is saved as.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ELISION = "[…]"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A command and its output; `line` and `end` are the lines of the output in the page, counted from 0."""

    command: str
    output: tuple[str, ...]
    line: int
    end: int

    def fits(self, printed: list[str]) -> bool:
        """Whether this is what was printed."""
        if ELISION not in self.output:
            return list(self.output) == printed
        pattern = "".join("(?:.*\n)+?" if one == ELISION else re.escape(one) + "\n" for one in self.output)
        return re.fullmatch(pattern, "".join(f"{one}\n" for one in printed)) is not None

    def rewritten(self, printed: list[str]) -> list[str]:
        """The output for the page, with the same number of lines left out at the same place."""
        if ELISION not in self.output:
            return printed
        before = self.output.index(ELISION)
        after = len(self.output) - before - 1
        return [*printed[:before], ELISION, *printed[len(printed) - after :]]


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What a person changes in a file."""

    file: str
    hunks: tuple[tuple[str, str], ...]
    """Old and new text of each."""

    def apply(self, text: str) -> str:
        """The edited text. Raises `ValueError` where the old text is not there exactly once."""
        for old, new in self.hunks:
            if text.count(old) != 1:
                raise ValueError(f"{self.file}: found {text.count(old)} times:\n{old}")
            text = text.replace(old, new)
        return text


@dataclass(frozen=True, kw_only=True)
class Program:
    """A file that a person saves."""

    file: str
    text: str


Step = Typed | Edit | Program


def steps(path: Path) -> list[Step]:
    """What the page says to do, in order."""
    lines = path.read_text("utf-8").split("\n")
    found: list[Step] = []
    start, kind = 0, ""
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if not kind:
            start, kind = number + 1, line.removeprefix("```") or "text"
            continue
        block = lines[start:number]
        if kind == "console":
            found += _typed(block, start)
        elif kind == "diff":
            found.append(_edit(block))
        elif kind == "python":
            found.append(Program(file=block[0].removeprefix("# "), text="\n".join([*block, ""])))
        kind = ""
    return found


def _typed(block: list[str], start: int) -> Iterator[Typed]:
    marks = [number for number, line in enumerate(block) if line.startswith("$ ")]
    for mark, end in zip(marks, [*marks[1:], len(block)], strict=True):
        output = tuple(block[mark + 1 : end])
        command = block[mark].removeprefix("$ ")
        yield Typed(command=command, output=output, line=start + mark + 1, end=start + end)


def _edit(block: list[str]) -> Edit:
    hunks: list[tuple[list[str], list[str]]] = []
    for line in block[1:]:
        if line.startswith("@@"):
            hunks.append(([], []))
            continue
        old, new = hunks[-1]
        if line[:1] != "+":
            old.append(line[1:])
        if line[:1] != "-":
            new.append(line[1:])
    joined = tuple(
        ("".join(f"{one}\n" for one in old), "".join(f"{one}\n" for one in new)) for old, new in hunks
    )
    return Edit(file=block[0].removeprefix("--- "), hunks=joined)
