"""Plain text, as a browser copies it: no marks but bullets, and here and there the ``#`` of a heading."""

from __future__ import annotations

import re

from .blocks import Block, Line

_BULLET = re.compile(r"(?:[-*+•◦·●▪–]|\d{1,2}[.)](?=\s))\s*(?=\S)")


def read_text(text: str) -> list[Block]:
    """The blocks of a page in plain text. A heading that a list has swallowed is a heading."""
    found: list[Block] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.replace("\u00a0", " ").strip()
        if not line:
            continue
        bullet = _BULLET.match(line)
        seen = line[bullet.end() :] if bullet else line
        if seen.startswith("#"):
            found.append(Line(number, seen.strip("# "), raw, "heading"))
        else:
            found.append(Line(number, seen, raw, "item" if bullet else "text"))
    return found
