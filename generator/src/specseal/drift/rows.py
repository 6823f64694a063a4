"""Rows of tables, whether they have cells still or not: values by column, with the line each row stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .blocks import Cell, Line, Table
from .words import (
    CODE,
    CODE_OF_WORDS,
    DECLARED,
    NAME,
    REQUIRED,
    TYPE,
    WHERE,
    Column,
    column_of,
    columns_in,
    even,
    required_in,
    type_in,
    where_in,
)


@dataclass(slots=True)
class Row:
    """One row. ``values`` has what the row holds, by column; ``columns`` are those its table has."""

    line: int
    columns: tuple[Column, ...]
    values: dict[Column, str]
    items: list[str] = field(default_factory=list[str])
    torn: bool = False

    def get(self, column: Column) -> str:
        """The text of a column, in one line but for ``text``; empty where the row has none."""
        return self.values.get(column, "").strip()


def header_of(table: Table) -> tuple[Column, ...]:
    """The columns of a table; ``other`` where a title is not known, or names rows a second time."""
    found: list[Column] = []
    for cell in table.rows[0]:
        column = column_of(cell.text)
        found.append("other" if column == "name" and "name" in found else column)
    return tuple(found)


_ERRORS = re.compile(r"\berrors?\b|error_|错误|返回码", re.IGNORECASE)


def says_errors(table: Table) -> bool:
    """Whether the title of a column of codes says that they are those of errors."""
    return any(column_of(cell.text) == "code" and _ERRORS.search(cell.text) for cell in table.rows[0])


def unknown_columns(table: Table) -> list[str]:
    """The titles of columns that hold something and are not read, because the titles are not known."""
    return [
        title.text
        for index, title in enumerate(table.rows[0])
        if title.text
        and column_of(title.text) == "other"
        and any(_filled(row, index) for row in table.rows[1:])
    ]


def _filled(row: Sequence[Cell], index: int) -> bool:
    return index < len(row) and bool(row[index].text)


def rows_of(table: Table) -> Iterator[Row]:
    """The rows of a table below its header. Empty rows are left out."""
    header = header_of(table)
    for cells in table.rows[1:]:
        if any(cell.text for cell in cells):
            yield _row(header, cells)


def _row(header: tuple[Column, ...], cells: Sequence[Cell]) -> Row:
    spare = len(cells) - len(header)
    shifts = sorted(range(min(spare, 0), max(spare, 0) + 1), key=abs)
    best = max(shifts, key=lambda shift: _fits(header, cells, shift))
    values: dict[Column, str] = {}
    items: list[str] = []
    torn, line = False, cells[0].line
    for index, column in enumerate(header):
        at = index + best
        cell = cells[at] if 0 <= at < len(cells) else None
        if cell is None or (column != "text" and values.get(column) and not _is(column, cell.text)):
            continue
        if column == "text":  # a table may have a column of meanings and one of remarks
            told = values.get(column, "")
            if cell.text != told:  # a cell that spans both is told once
                values[column] = f"{told}\n{cell.text}".strip()
                items += cell.items
        else:
            values[column] = cell.text
        if column in {"name", "code"}:
            line = cell.line  # not that of a cell which spans rows above
        torn = torn or cell.torn
    return Row(line, header, values, items, torn)


def _fits(header: tuple[Column, ...], cells: Sequence[Cell], shift: int) -> int:
    """How many cells are what their column says, when the row is moved by so many cells."""
    count = 0
    for index, column in enumerate(header, shift):
        count += 0 <= index < len(cells) and _is(column, cells[index].text)
    return count


def _is(column: Column, text: str) -> bool:
    text = even(text).strip()
    if column == "required":
        return required_in(text) is not None
    if column == "type":
        return type_in(text) is not None
    if column == "where":
        return where_in(text) is not None
    if column == "name":
        return re.fullmatch(NAME, text) is not None
    if column == "status":
        return re.fullmatch(r"[1-5]\d\d", text) is not None
    return column == "code" and re.fullmatch(f"{CODE}|{CODE_OF_WORDS}", text) is not None


_PARTS: dict[Column, str] = {
    "required": rf"(?i:(?P<required>{REQUIRED}))",
    "name": rf"(?P<name>{NAME})",
    "type": rf"(?i:(?P<type>{TYPE}))",
    "where": rf"(?i:(?P<where>{WHERE}))",
    "default": r"(?P<default>\S+)",
    "status": r"(?P<status>[1-5]\d\d)",
    "key": r"(?P<key>[A-Za-z_]\w*)",
    "code": rf"(?P<code>{CODE})",
    "sample": r"(?P<sample>.+?)",
    "text": r"(?P<text>.*?)",
    "other": r"(?:\S+)",
}


def flat_rows(lines: Sequence[Line], columns: tuple[Column, ...]) -> Iterator[Row]:
    """The rows of a table whose cells copying has run together, and what stands between them and belongs to them.

    Where the table has sample values, a row's first line ends with one, and its description follows in lines of
    its own.
    """
    pattern = _pattern(columns)
    row: Row | None = None
    for line in lines:
        match = pattern.fullmatch(even(line.text).strip())
        if match:
            if row:
                yield row
            values: dict[Column, str] = {}
            for column in columns:
                value = match.groupdict().get(column)
                if value:
                    values[column] = value
            row = Row(line.number, columns, values)
        elif row:
            row.values["text"] = f"{row.values.get('text', '')}\n{line.text}".strip()
            if line.kind == "item":
                row.items.append(line.text)
    if row:
        yield row


def declared_rows(lines: Sequence[Line]) -> Iterator[Row]:
    """Fields that stand in lines of their own with their type, each with its description in the lines below."""
    row: Row | None = None
    for line in lines:
        if match := DECLARED.fullmatch(even(line.text).strip()):
            if row:
                yield row
            required = (match["required"] or "optional").lower()
            values: dict[Column, str] = {"name": match["name"], "type": match["type"], "required": required}
            row = Row(line.number, ("name", "type", "required", "text"), values)
        elif row:
            row.values["text"] = f"{row.values.get('text', '')}\n{line.text}".strip()
    if row:
        yield row


_LISTED = re.compile(
    r"(?P<code>-?\d+|[A-Za-z][A-Za-z0-9]*(?:[_.][\w.]+)+|[A-Z][A-Z0-9_]{2,})\s*(?:--+|[-–—:=])\s*(?P<text>\S.*)"
)
_SUCCESS = re.compile(r"0+|ok|success", re.IGNORECASE)


def listed_codes(lines: Sequence[Line]) -> Iterator[Row]:
    """Error codes that are items of a list: ``101 – a field is empty``. Those of successes are left out."""
    for line in lines:
        match = _LISTED.fullmatch(even(line.text).strip()) if line.kind == "item" else None
        if match and not _SUCCESS.fullmatch(match["code"]):
            yield Row(line.number, ("code", "text"), {"code": match["code"], "text": match["text"]})


def _pattern(columns: tuple[Column, ...]) -> re.Pattern[str]:
    known: list[Column] = [column for column in columns if not ("sample" in columns and column == "text")]
    parts = [_PARTS[known[0]]]
    for column in known[1:]:
        optional = column in {"sample", "text"} or (column == "required" and "sample" in columns)
        parts.append(rf"(?:\s+{_PARTS[column]})?" if optional else rf"\s+{_PARTS[column]}")
    return re.compile("".join(parts))


def header_in(lines: Sequence[Line]) -> tuple[int, tuple[Column, ...]] | None:
    """The index of the first line that is a header of run-together columns, and the columns.

    A title such as "parameter type" may be one column or two; the rows below decide.
    """
    for index, line in enumerate(lines):
        if candidates := columns_in(line.text):
            texts = [even(one.text).strip() for one in lines[index + 1 :]]
            return index, max(candidates, key=lambda columns: _matches(columns, texts))
    return None


def _matches(columns: tuple[Column, ...], texts: Sequence[str]) -> int:
    pattern = _pattern(columns)
    return sum(pattern.fullmatch(text) is not None for text in texts)
