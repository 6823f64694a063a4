"""Whether a README renders on an index: it is CommonMark with tables there, and knows no files of the repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token


def readme_problems(text: str) -> list[str]:
    """What a reader on an index would see broken, by line."""
    found: list[str] = []
    for token, line in _flat(MarkdownIt("commonmark").enable("table").parse(text), 1):
        target = token.attrs.get("href", token.attrs.get("src"))
        if isinstance(target, str) and not re.match(r"https?://|mailto:", target):
            found.append(
                f"line {line}: {target!r} leads nowhere on an index; give a complete URL, or no link"
            )
        if token.type == "inline" and re.search(r"^\|[ :|-]*-[ :|-]*\|?$", token.content, re.MULTILINE):
            found.append(f"line {line}: this table does not render")
        if token.type in {"html_block", "html_inline"} and not token.content.lstrip().startswith("<!--"):
            found.append(f"line {line}: HTML is left out by indexes")
    if not text.strip():
        found.append("line 1: it is empty")
    return found


def _flat(tokens: Iterable[Token], line: int) -> Iterator[tuple[Token, int]]:
    """All tokens, also those inside of paragraphs, each with the line on which its block starts, from 1."""
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        yield token, line
        yield from _flat(token.children or (), line)
