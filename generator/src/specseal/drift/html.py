"""HTML pages: justhtml builds the tree as browsers do; here spans are expanded and lists in cells kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from justhtml import JustHTML
from justhtml.dom import Node, Text

from .blocks import Block, Cell, Line, Table

_Any: TypeAlias = Node | Text
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SILENT = {"script", "style", "template", "noscript", "svg", "head", "nav", "button", "#comment", "!doctype"}
_BREAKS = {
    *_HEADINGS,
    *("p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote", "figure"),
    *("ul", "ol", "li", "dl", "dt", "dd", "br", "hr", "pre", "table"),
}
_SPACE = re.compile(r"[^\S\n]+")
_MOST_CELLS = 100_000  # spans are the vendor's numbers


def read_html(text: str) -> list[Block]:
    """The blocks of a page in HTML."""
    walker = _Walker(text.splitlines())
    walker.visit(JustHTML(text, track_node_locations=True, sanitize=False).root)
    walker.flush()
    return walker.blocks


@dataclass(slots=True)
class _Walker:
    """Collects blocks; ``pending`` is the line of prose that is being put together."""

    source: list[str]
    blocks: list[Block] = field(default_factory=list[Block])
    pending: list[str] = field(default_factory=list[str])
    line: int = 1
    started: int = 0
    item: bool = False

    def visit(self, node: _Any) -> None:
        """Take in a node and what it holds."""
        self.line = node.origin_line or self.line
        if isinstance(node, Text):
            self._text(str(node.data or ""))
        elif node.name in _SILENT:
            return
        elif node.name == "table":
            self.flush()
            if table := _table(node, self.line):
                self.blocks.append(table)
        elif node.name in _HEADINGS:
            self.flush()
            text = _SPACE.sub(" ", _words(node).replace("\n", " ")).strip()
            if text:
                self.blocks.append(Line(self.line, text, text, "heading"))
        elif node.name == "pre":
            self.flush()
            first = self.line + self.source[self.line - 1].rstrip().endswith(
                ">"
            )  # browsers drop that line break
            for offset, raw in enumerate(_words(node, pre=True).removeprefix("\n").split("\n")):
                if raw.strip():
                    self.blocks.append(Line(first + offset, raw.strip(), raw, "code"))
        else:
            self._element(node)

    def flush(self) -> None:
        """End the line of prose."""
        text = _SPACE.sub(" ", "".join(self.pending).replace("\n", " ")).strip()
        if text:
            line = self.started or self.line
            self.blocks.append(Line(line, text, text, "item" if self.item else "text"))
        self.pending, self.started = [], 0

    def _element(self, node: Node) -> None:
        breaks = node.name in _BREAKS
        if breaks:
            self.flush()
            self.item = node.name == "li" or (self.item and node.name in {"p", "br"})
        for child in node.children or ():
            self.visit(child)
        if breaks:
            self.flush()
            self.item = self.item and node.name == "br"

    def _text(self, data: str) -> None:
        if data.strip() and not self.started:
            self.started = self.line + len(data[: len(data) - len(data.lstrip())].split("\n")) - 1
        self.pending.append(data)


def _words(node: _Any, *, pre: bool = False) -> str:
    """The text of a node: list entries and blocks begin lines of their own, white space is as browsers show it."""
    if isinstance(node, Text):
        data = str(node.data or "")
        return data if pre else _SPACE.sub(" ", data.replace("\n", " "))
    if node.name in _SILENT:
        return ""
    if node.name == "br":
        return "\n"
    inner = "".join(_words(child, pre=pre or node.name == "pre") for child in node.children or ())
    if node.name == "li":
        return f"\n• {inner.strip()}\n"
    return f"\n{inner}\n" if node.name in _BREAKS else inner


def _table(table: Node, line: int) -> Table | None:
    """The grid of a table: what spans several rows or columns stands in each of them."""
    grid: dict[tuple[int, int], Cell] = {}
    count = 0
    for y, row in enumerate(_rows(table)):
        x = 0
        count = y + 1
        for node in _children(row, {"td", "th"}):
            while (y, x) in grid:
                x += 1
            line = node.origin_line or line
            cell = _cell(node, line)
            columns, lines = _span(node, "colspan"), _span(node, "rowspan")
            if len(grid) + columns * lines > _MOST_CELLS:
                return None
            for dy in range(lines):
                for dx in range(columns):
                    grid[y + dy, x + dx] = cell
            x += columns
    wide = 1 + max((x for _, x in grid), default=0)
    rows = [tuple(grid[y, x] for x in range(wide) if (y, x) in grid) for y in range(count)]
    rows = [row for row in rows if row]
    return Table(tuple(rows)) if rows else None


def _cell(node: Node, line: int) -> Cell:
    lines = [part.strip() for part in _SPACE.sub(" ", _words(node)).split("\n")]
    lines = [part for part in lines if part]
    items = tuple(part.removeprefix("• ") for part in lines if part.startswith("• "))
    return Cell("\n".join(lines), line, items)


def _rows(table: Node) -> Iterator[Node]:
    for child in _children(table, {"tr", "thead", "tbody", "tfoot"}):
        if child.name == "tr":
            yield child
        else:
            yield from _children(child, {"tr"})


def _children(node: Node, names: set[str]) -> Iterator[Node]:
    for child in node.children or ():
        if isinstance(child, Node) and child.name in names:
            yield child


def _span(node: Node, name: str) -> int:
    value = (node.attrs or {}).get(name) or "1"
    return min(max(int(value), 1), 1000) if value.isascii() and value.isdigit() else 1
