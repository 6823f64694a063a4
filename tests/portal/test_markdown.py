"""Texts of vendors in Markdown: as they were, and nothing that a browser would run."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from specseal.portal.markdown import blocks, code, fenced, prose, table, without_html

RENDER = MarkdownIt("commonmark").enable("table").render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <b> c", "a &lt;b> c"),
        ("`a<b>` <script>", "`a<b>` &lt;script>"),
        ("``a`<b>`` <i>", "``a`<b>`` &lt;i>"),
        ("open ` tick <i>", "open ` tick &lt;i>"),
        ("see <https://a.test/?b=<c>", "see &lt;https://a.test/?b=&lt;c>"),
        ("see <https://a.test/?b>", "see <https://a.test/?b>"),
        ("```sh\ncat <file\n```\n<b>", "```sh\ncat <file\n```\n&lt;b>"),
    ],
)
def test_html_is_text(text: str, expected: str) -> None:
    assert without_html(text) == expected


@pytest.mark.parametrize("text", ["a", "`", "``", "a ` b `` c", "`a`", "<b>", "a\nb"])
def test_code_shows_what_it_is_given(text: str) -> None:
    shown = " ".join(text.split()).replace("<", "&lt;").replace(">", "&gt;")
    assert RENDER(code(text)) == f"<p><code>{shown}</code></p>\n"


@pytest.mark.parametrize("text", ["a\n", "```\nb\n```\n", "````\n"])
def test_a_block_shows_what_it_is_given(text: str) -> None:
    assert RENDER(fenced(text, "text")) == f'<pre><code class="language-text">{text}</code></pre>\n'


def test_a_table_keeps_its_columns() -> None:
    rendered = RENDER(table(("a", "b"), [("x | y", "one\ntwo"), (code("p|q"), "<i>")]))
    assert rendered.count("<td>") == 4
    assert "<td>x | y</td>" in rendered
    assert "<td><code>p|q</code></td>" in rendered


def test_parts_are_paragraphs() -> None:
    assert blocks("a", "", " \n", "\nb\n") == "a\n\nb"
    assert prose("a\n <b>") == "a &lt;b>"
