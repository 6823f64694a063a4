"""A page as a sequence of blocks: what all readers of HTML, Markdown and plain text hand on.

Lines count from 1 and are those of the saved file, whatever its form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Form: TypeAlias = Literal["html", "markdown", "text"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of prose, of a list, of code, or a heading.

    ``text`` is what a reader sees, without marks; ``raw`` is what stands in the file, for examples.
    """

    number: int
    text: str
    raw: str
    kind: Literal["text", "item", "heading", "code"] = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. ``items`` are the entries of lists in it, which are also in ``text``, line by line.

    ``torn`` says that copying took the cell apart: it stood on lines of its own, and what was between them is lost.
    """

    text: str
    line: int
    items: tuple[str, ...] = ()
    torn: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, spans expanded; the first row is the header."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def line(self) -> int:
        """Where the table begins."""
        return self.rows[0][0].line


Block: TypeAlias = Line | Table


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page. ``digest`` is ``sha256:`` and the hexadecimal digest of the file's bytes."""

    name: str
    digest: str
    form: Form
    blocks: tuple[Block, ...]
