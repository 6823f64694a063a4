"""The parts of a page, by what their headings announce."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import Block, Line, Table
from .words import Role, is_title, role_of


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
