"""Markdown that any text of a vendor can stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_CODE_OR_TAG = re.compile(
    r"^(?P<block>`{3,})[^`\n]*\n.*?^(?P=block)`*[ ]*$"
    r"|(?<!`)(?P<span>`+)(?!`).*?(?<!`)(?P=span)(?!`)"
    r"|<(?!https?://[^<>\s]+>)",
    re.DOTALL | re.MULTILINE,
)


def without_html(markdown: str) -> str:
    """Markdown in which nothing but code and addresses keeps its ``<``: vendors' texts are no HTML of ours."""
    return _CODE_OR_TAG.sub(lambda found: "&lt;" if found[0] == "<" else found[0], markdown)


def prose(text: str) -> str:
    """Text that may hold code spans, on one line, in which nothing is taken for HTML."""
    return without_html(" ".join(text.split()))


def code(text: str) -> str:
    """Text as a code span, also where it holds back-quotes."""
    one_line = " ".join(text.split())
    longest = max((len(run) for run in re.findall("`+", one_line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if one_line.startswith("`") or one_line.endswith("`") else ""
    return f"{fence}{pad}{one_line}{pad}{fence}"


def fenced(text: str, language: str = "") -> str:
    """Text as a code block, also where it holds fences."""
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip(chr(10))}\n{fence}"


def cell(markdown: str) -> str:
    """Markdown as the cell of a table: on one line, its bars escaped."""
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(markdown.split()))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already; the empty text where there are no rows."""
    lines = [f"| {' | '.join(map(cell, row))} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines])


def blocks(*parts: str) -> str:
    """The parts that are not empty, as paragraphs."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def sentence(text: str) -> str:
    """The text with a full stop at its end."""
    stripped = text.strip()
    return stripped if not stripped or stripped[-1] in ".!?:" else f"{stripped}."
