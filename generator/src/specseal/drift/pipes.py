"""Tables drawn with pipes, also those that copying has torn apart.

Cells are counted, not lines: a row ends when it has as many cells as the header, so that a cell may go over
several lines and a row may be broken in its middle. Runs of empty cells behind a row, which copying leaves where a
page has spans, mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .blocks import Cell, Table

_DELIMITER = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*(?::?-+:?\s*)?)+$")
_PIPE = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r"\s*(```|~~~)")
_END = re.compile(r"\s*(#{1,6}(\s|$)|[{\[]\s*$|</?[A-Za-z][\w.:-]*>\s*$|(?:```|~~~)|\*\*[^*|]+\*\*\s*:?\s*$)")
"""A heading, an example, a fence, or a line in bold: none goes on with a cell."""
_ITEM = re.compile(r"[-*•◦·]\s+(?=\S)")

Clean = Callable[[str], str]


def delimiters(lines: Sequence[str]) -> list[int]:
    """Indexes of the lines that part the header of a table from its rows; none within fences."""
    found: list[int] = []
    fenced = False
    for index, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and index and _DELIMITER.match(line) and "|" in lines[index - 1]:
            found.append(index)
    return found


def read_table(lines: Sequence[str], delimiter: int, clean: Clean) -> tuple[Table, int]:
    """The table whose delimiter row has this index, and the index of the first line behind it."""
    header = [part.strip() for part in _split(lines[delimiter - 1])[0]]
    led = lines[delimiter - 1].lstrip().startswith("|")
    while header and not header[-1]:
        header.pop()
    reader = _Rows(width=len(header), led=led, clean=clean)
    index = delimiter + 1
    while index < len(lines) and not _END.match(lines[index]) and reader.take(index + 1, lines[index]):
        index += 1
    rows = [tuple(Cell(clean(text), delimiter) for text in header), *reader.result()]
    return Table(tuple(rows)), index


def _split(line: str) -> tuple[list[str], bool]:
    """The parts of a line between pipes, without the empty one before a leading pipe; whether a pipe ends it."""
    parts = _PIPE.split(line.strip())
    if len(parts) > 1 and not parts[0]:
        parts = parts[1:]
    closed = (len(parts) > 1 and not parts[-1].strip()) or line.strip() == "|"
    return (parts[:-1] if closed else parts), closed


@dataclass(slots=True)
class _Draft:
    """A cell while its lines come in."""

    line: int
    pieces: list[str] = field(default_factory=list[str])
    own_lines: int = 0
    lone_close: bool = False

    def cell(self, clean: Clean) -> Cell:
        texts = [clean(piece) for piece in self.pieces if piece.strip()]
        items = tuple(_ITEM.sub("", text, count=1) for text in texts if _ITEM.match(text))
        torn = self.own_lines > 1 or (self.own_lines == 1 and self.lone_close)
        return Cell("\n".join(texts), self.line, items, torn and not items)


@dataclass(slots=True)
class _Rows:
    """Takes line after line, and makes rows of them."""

    width: int
    led: bool
    clean: Clean
    done: list[list[_Draft]] = field(default_factory=list[list[_Draft]])
    row: list[_Draft] = field(default_factory=list[_Draft])
    open: bool = False  # whether the last cell of the row may still grow

    def take(self, number: int, line: str) -> bool:
        """Whether the line belongs to the table."""
        text = line.strip()
        if not text:
            return self._unfinished()
        if not text.strip("| "):
            if self.row and self.open:
                self.row[-1].lone_close = True
                self.open = False
            return True
        parts, closed = _split(line)
        if self._starts(text, parts):
            self._finish()
            self._add(number, parts, closed)
            return True
        if not self._unfinished():
            return False
        if self.open:
            self.row[-1].pieces.append(parts[0])
            self.row[-1].own_lines += 1
            self.open = len(parts) == 1 and not closed
            parts = parts[1:]
        elif parts:
            self._add(number, parts, closed, own=len(parts) == 1)
            return True
        self._add(number, parts, closed)
        return True

    def result(self) -> list[tuple[Cell, ...]]:
        """The rows, as wide as the header or wider."""
        self._finish()
        return [tuple(draft.cell(self.clean) for draft in row) for row in self.done]

    def _unfinished(self) -> bool:
        return bool(self.row) and (len(self.row) < self.width or self.open)

    def _starts(self, text: str, parts: list[str]) -> bool:
        filled = sum(bool(part.strip()) for part in parts)
        if self.led:
            return text.startswith("|") and bool(parts[0].strip() or filled)
        if not self._unfinished():
            return filled >= 2
        return filled >= 2 and len(parts) >= self.width - 1 and bool(parts[0].strip())

    def _add(self, number: int, parts: list[str], closed: bool, own: bool = False) -> None:
        for part in parts:
            if not part.strip() and len(self.row) >= self.width:
                continue
            self.row.append(_Draft(number, [part], own_lines=int(own)))
        if parts:
            self.open = not closed

    def _finish(self) -> None:
        while (
            self.row
            and not any(piece.strip() for piece in self.row[-1].pieces)
            and len(self.row) > self.width
        ):
            self.row.pop()
        if self.row:
            self.done.append(self.row)
        self.row, self.open = [], False
