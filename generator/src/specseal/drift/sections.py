"""The parts of a page, by what their headings announce."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import Block, Line, Table
from .words import Role, is_title, role_of

_CALLS = re.compile(
    r"^(?:请求|传输|调用|提交|接口)\s*(?:方式|方法|格式|地址|URL|协议)"
    r"|^(?:HTTP |request )?(?:method|url|address|endpoint|format)$|^content[- ]type$",
    re.IGNORECASE,
)
"""What a table about the protocol has in its first column."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, to the next heading."""

    role: Role
    title: str
    line: int
    blocks: tuple[Block, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of prose."""
        return tuple(block for block in self.blocks if isinstance(block, Line))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables."""
        return tuple(block for block in self.blocks if isinstance(block, Table))


def protocol_of(sections: Sequence[Section]) -> list[Section]:
    """Tables of two columns that say how to call, as sections of lines such as ``请求格式: 表单``."""
    found: list[Section] = []
    for section in sections:
        for table in section.tables:
            if all(len(row) == 2 for row in table.rows) and any(
                _CALLS.search(row[0].text) for row in table.rows
            ):
                lines = [
                    Line(row[0].line, f"{row[0].text}: {row[1].text}", f"{row[0].text}: {row[1].text}")
                    for row in table.rows
                ]
                found.append(Section("other", section.title, table.line, tuple(lines)))
    return found


def sections_of(blocks: Sequence[Block]) -> list[Section]:
    """All sections in their order; the first has no title. A heading nobody knows keeps to ``other``."""
    found: list[Section] = []
    role: Role = "other"
    title, line = "", 1
    held: list[Block] = []
    for block in blocks:
        if isinstance(block, Line) and block.kind in {"heading", "text"}:
            heads = block.kind == "heading" or is_title(block.text)
            if heads:
                found.append(Section(role, title, line, tuple(held)))
                role, title, line, held = role_of(block.text) or "other", block.text, block.number, []
                continue
        held.append(block)
    found.append(Section(role, title, line, tuple(held)))
    return [section for section in found if section.title or section.blocks]
