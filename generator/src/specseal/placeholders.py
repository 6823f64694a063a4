"""What drafts hold in place of what a person has to write: comments that begin ``TODO``, and texts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .diagnostics import Diagnostic

TODO = "TODO"
"""The first word of a comment that says what is to be decided."""
TO_WRITE = "To be written"
"""The first words of a text that a person has to write."""


LEFT = frozenset({"todo", "to-be-written"})
"""The codes of lint's notes of them."""


class Todo(NamedTuple):
    """One comment: its first and last line (from 1), and its words, without the first."""

    line: int
    last: int
    words: str


def todos(text: str) -> Iterator[Todo]:
    """The comments of a YAML file that say what is left for a person."""
    lines = [line.strip() for line in text.splitlines()]
    for number, line in enumerate(lines, 1):
        if line.startswith(f"# {TODO}: "):
            following = list(itertools.takewhile(_goes_on, lines[number:]))
            words = [line.removeprefix(f"# {TODO}: "), *(one[2:] for one in following)]
            yield Todo(number, number + len(following), " ".join(words))


def left_of(diagnostics: Iterable[Diagnostic]) -> int:
    """How many of them are notes of what is left to a person."""
    return sum(one.code in LEFT for one in diagnostics)


def _goes_on(line: str) -> bool:
    """Whether a line of a comment belongs to the one above it."""
    return line.startswith("# ") and not line.startswith((f"# {TODO}: ", "# --- "))
