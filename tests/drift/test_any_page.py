"""Any page is read or refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specseal.diagnostics import Refused
from specseal.drift.facts import Facts
from specseal.drift.run import read_document
from tests.drift.bench import sides

PIECES = (
    *(
        "# Request parameters",
        "# 返回数据",
        "# Errors",
        "Required Field Type Description",
        "名称 类型 示例值 描述",
    ),
    *(
        "| Field | Type | Description |",
        "|---|---|---|",
        "---|---",
        "| a | String | At most 9 bytes. |",
        "a | b",
        "|",
    ),
    *(
        "required a String One of x, y.",
        "403 NO: <reason> Why",
        "  • A:b",
        "a Int 7",
        "```",
        "{",
        '"a": [1,',
        "}",
    ),
    *(
        "<table><tr><td rowspan=3>",
        "<td colspan=0>a",
        "</table>",
        "<pre>",
        "<ul><li>0: x",
        "<A>",
        "</A>",
        "&lt;",
        "\u00a0",
    ),
    *("POST https://api.example.com/a?b=c", "&d=e", "==", "---", "    code", "\t", "\\|", "", "x" * 50),
)


@settings(max_examples=150, deadline=None)
@given(
    pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=12), min_size=1, max_size=30),
    html=st.booleans(),
    product=st.sampled_from(("linkvisual", "faceid-lite")),
)
def test_any_pieces(pieces: list[str], html: bool, product: str) -> None:
    text = "\n".join(["<html><body>"] * html + pieces)
    try:
        facts = read_document(text.encode("utf-8", "replace"), "page", sides(product).product)
    except Refused as refused:
        assert all(one.code.startswith("page-") for one in refused.diagnostics)
    else:
        lines = text.count("\n") + text.count("\r") + 2
        rows = (*facts.request, *facts.response)
        assert all(isinstance(row.place, int) and 1 <= row.place <= lines for row in rows)
        assert all(1 <= one.line <= lines for one in facts.unread)


def read(text: str) -> Facts:
    """The facts of a page."""
    return read_document(text.encode(), "page", sides("linkvisual").product)


@pytest.mark.parametrize(
    "text",
    [
        "<html><body>" + "<div>" * 20_000,
        "# Sample\n" + '{"a":' * 20_000,
        "# Sample\n" + "<a>\n" * 5000 + "</a>\n" * 5000,
    ],
    ids=["html", "json", "xml"],
)
def test_a_page_that_nests_without_end(text: str) -> None:
    try:
        facts = read(text)
    except Refused as refused:
        assert [one.code for one in refused.diagnostics] == ["page-depth"]
    else:
        assert not facts.request


@pytest.mark.parametrize(
    "line",
    [
        "--- " + "|  " * 60 + "x",
        "error code " * 40,
        "403 BAD: <key> one of " + "or" * 60 + "!",
        "a String " + "default " * 2000,
    ],
    ids=["delimiter", "header", "arguments", "words"],
)
def test_lines_that_could_be_read_in_many_ways(line: str) -> None:
    """A regular expression with catastrophic backtracking would take far longer than a second."""
    page = f"# Request parameters\na | b\n{line}\n# Errors\nStatus Code Error Code Description\n{line}\n"
    assert not read(page).request
