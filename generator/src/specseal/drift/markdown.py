"""Markdown pages: markdown-it reads the structure and the inline marks, `pipes` the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .blocks import Block, Line
from .pipes import delimiters, read_table

_PARSER = MarkdownIt("commonmark")
_BREAK = re.compile(r"<br\s*/?>|</(?:li|p|div)>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|br|code|div|em|font|i|img|li|ol|p|small|span|strong|sub|sup|u|ul)\b[^<>]*>", re.IGNORECASE
)
_LIST_ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[-*+•◦·]|\d{1,2}[.)])\s+")


def read_markdown(text: str) -> list[Block]:
    """The blocks of a page in Markdown."""
    lines = text.splitlines()
    blocks: list[Block] = []
    position = 0
    for delimiter in delimiters(lines):
        if delimiter - 1 < position:
            continue  # within the table before
        blocks += _prose(lines, position, delimiter - 1)
        table, position = read_table(lines, delimiter, plain)
        blocks.append(table)
    return blocks + _prose(lines, position, len(lines))


def plain(text: str) -> str:
    """What a reader sees of a line of Markdown. HTML breaks become line breaks; an unknown ``<key>`` stays."""
    text = _LIST_ITEM.sub("\n• ", _BREAK.sub("\n", text)).replace("\\|", "|")
    return "\n".join(filter(None, (_inline(part) for part in text.split("\n"))))


def _inline(text: str) -> str:
    (token,) = _PARSER.parseInline(text.strip())
    seen = "".join(
        one.content if one.type in {"text", "code_inline", "html_inline"} else ""
        for one in token.children or ()
    )
    return _TAG.sub("", seen).strip()


def _prose(lines: Sequence[str], start: int, stop: int) -> list[Block]:
    part = list(lines[start:stop])
    tokens = _PARSER.parse("\n".join(part))
    kinds = dict(_kinds(tokens))
    found: list[Block] = []
    for index, raw in enumerate(part):
        kind = kinds.get(index, "text")
        if not raw.strip() or kind == "fence":
            continue
        if kind == "code":
            found.append(Line(start + index + 1, raw.strip(), raw, "code"))
        elif kind == "heading" or raw.lstrip().startswith("#"):
            found.append(Line(start + index + 1, plain(raw.lstrip().strip("# ")), raw, "heading"))
        elif _BULLET.match(raw):
            found.append(Line(start + index + 1, plain(_BULLET.sub("", raw, count=1)), raw, "item"))
        else:
            found.append(Line(start + index + 1, plain(raw), raw))
    return [one for one in found if isinstance(one, Line) and one.text]


def _kinds(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Which lines are headings, code or the marks of fences; the others are prose."""
    for token in tokens:
        if not token.map:
            continue
        first, last = token.map
        if token.type == "heading_open":
            yield first, "heading"
            if token.markup in {"=", "-"}:
                yield last - 1, "fence"
        elif token.type == "fence":
            yield first, "fence"
            yield from ((index, "code") for index in range(first + 1, last - 1))
            yield last - 1, "fence"
        elif token.type == "code_block":
            yield from ((index, "code") for index in range(first, last))
        elif token.type == "hr":
            yield first, "fence"
