"""Markdown as HTML: headings and error codes with anchors, tables that scroll by themselves, checked links."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_COMMENT = re.compile(r"^<!--.*?-->[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_FENCED = re.compile(r"^(?P<fence>`{3,})[^\n]*\n.*?^(?P=fence)`*[ \t]*$\n?", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of a page."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page, its headings in their order, and the codes that its tables of errors have anchors for."""

    html: str
    headings: tuple[Heading, ...]
    codes: tuple[str, ...]

    @property
    def title(self) -> str:
        """The text of the first heading; empty without one."""
        return self.headings[0].text if self.headings else ""

    @property
    def anchors(self) -> frozenset[str]:
        """What links may lead to."""
        return frozenset([*(one.anchor for one in self.headings), *map(code_anchor, self.codes)])


def render(markdown: str, link: Callable[[str, int], str | None]) -> Rendered:
    """Render a page.

    ``link`` gives the address for a target and the line (from 1) it stands near, or None for one that cannot be
    followed here: its text stays. HTML in the text is shown, not obeyed; comments are left out.
    """
    tokens = _parser().parse(_without_comments(markdown))
    headings = tuple(_anchored(tokens))
    codes = tuple(_coded(tokens))
    for token in tokens:
        if token.children:
            token.children = _linked(token.children, (token.map or [0])[0] + 1, link)
    return Rendered(_parser().renderer.render(_scrolling(tokens), _parser().options, {}), headings, codes)


def code_anchor(code: str) -> str:
    """The anchor of an error code on its operation's page."""
    return f"error-{slug(code)}"


def slug(text: str) -> str:
    """A heading as an anchor, as GitHub writes it."""
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _without_comments(markdown: str) -> str:
    """Comments blanked where they are no code, so that line numbers stay."""
    parts: list[str] = []
    at = 0
    for fenced in [*_FENCED.finditer(markdown), None]:
        end = fenced.start() if fenced else len(markdown)
        parts.append(_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), markdown[at:end]))
        if fenced:
            parts.append(fenced[0])
            at = fenced.end()
    return "".join(parts)


def _anchored(tokens: Sequence[Token]) -> list[Heading]:
    found: list[Heading] = []
    taken: dict[str, int] = {}
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            text = _text(inline)
            anchor = slug(text) or "section"
            count = taken[anchor] = taken.get(anchor, -1) + 1
            anchor = f"{anchor}-{count}" if count else anchor
            token.attrSet("id", anchor)
            found.append(Heading(int(token.tag[1]), text, anchor))
    return found


_ROLES = {"table": "table", "tr": "row", "th": "columnheader", "td": "cell"}


def _coded(tokens: Sequence[Token]) -> list[str]:
    """Name the column in each cell, for narrow screens, and give rows of a column "code" an anchor each.

    Roles are stated, because browsers drop them where a narrow screen shows cells below each other.
    """
    codes: list[str] = []
    heads: list[str] = []
    row: Token | None = None
    column = 0
    for token, inline in pairwise(tokens):
        if token.nesting == 1 and token.tag in _ROLES:
            token.attrSet("role", _ROLES[token.tag])
        match token.type:
            case "table_open":
                heads = []
            case "th_open":
                heads.append(_text(inline))
            case "tr_open":
                row, column = token, 0
            case "td_open" if row is not None:
                text = _text(inline)
                token.attrSet("data-label", heads[column])
                if not column and heads[0] == "code" and text and text not in codes:
                    row.attrSet("id", code_anchor(text))
                    codes.append(text)
                column += 1
            case _:
                pass
    return codes


def _text(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"})


def _linked(children: Sequence[Token], line: int, link: Callable[[str, int], str | None]) -> list[Token]:
    kept: list[Token] = []
    open_links: list[bool] = []
    for child in children:
        if child.type == "link_open":
            target = link(str(child.attrGet("href") or ""), line)
            open_links.append(target is not None)
            if target is None:
                continue
            child.attrSet("href", target)
        elif child.type == "link_close" and not open_links.pop():
            continue
        elif child.type == "image":
            link(str(child.attrGet("src") or ""), line)
            kept.append(Token("text", "", 0, content=child.content))
            continue
        kept.append(child)
    return kept


def _scrolling(tokens: Sequence[Token]) -> list[Token]:
    """Put tables and code where they scroll alone, reachable by keyboard, so that the page never does sideways."""
    found: list[Token] = []
    for token in tokens:
        if token.type == "table_open":
            found.append(_raw('<div class="scroll" tabindex="0" role="region" aria-label="Table">'))
        if token.type in {"fence", "code_block"}:
            found.append(_raw('<div class="scroll code" tabindex="0" role="region" aria-label="Code">'))
        found.append(token)
        if token.type in {"table_close", "fence", "code_block"}:
            found.append(_raw("</div>"))
    return found


def _raw(html: str) -> Token:
    attributes: dict[str, Any] = {"content": html}
    return Token("html_block", "", 0, **attributes)
