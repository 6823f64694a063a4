"""Small pages in every format, with the damage of copying and pasting."""

from __future__ import annotations

import textwrap

import pytest

from specseal.diagnostics import Refused
from specseal.drift.blocks import Line, Table
from specseal.drift.examples import parse_xml
from specseal.drift.facts import ErrorRow, Facts, Field
from specseal.drift.layouts import layout_of
from specseal.drift.page import read_page
from specseal.drift.reading import Layout, read


def facts(text: str, vendor: str = "nobody-known") -> Facts:
    """The facts of a page."""
    return read(read_page(textwrap.dedent(text).encode(), "page"), layout_of(vendor))


def tables(text: str) -> list[list[list[str]]]:
    """The texts of all cells of all tables."""
    page = read_page(textwrap.dedent(text).encode(), "page")
    return [
        [[cell.text for cell in row] for row in one.rows] for one in page.blocks if isinstance(one, Table)
    ]


def test_a_row_that_was_broken_by_copying_is_one_row() -> None:
    (table,) = tables(
        """
        | Field | Type | Description |
        |---|---|---|
        | info |
        map | What is known. |
        | name | string | Its name. |
        """
    )
    assert table[1:] == [["info", "map", "What is known."], ["name", "string", "Its name."]]


def test_trailing_empty_cells_and_multiline_cells() -> None:
    page = read_page(
        textwrap.dedent(
            """
            必选/可选 | 参数 | 类型 | 说明 | |||||
            ---|---|---|---|---|---|---|---|---
            必选 | a | String | 一 | |||||
            可选 | b | String |
            二
            |
            |||||
            可选 | c | int |
            三 |
            |||||
            可选 | d | int |
            四
            五 |
            """
        ).encode(),
        "page",
    )
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    assert [[cell.text for cell in row] for row in table.rows[1:]] == [
        ["必选", "a", "String", "一"],
        ["可选", "b", "String", "二"],
        ["可选", "c", "int", "三"],
        ["可选", "d", "int", "四\n五"],
    ]
    assert [(row[3].line, row[3].torn) for row in table.rows[1:]] == [
        (4, False),
        (6, True),
        (10, False),
        (13, True),
    ]


def test_a_row_with_an_extra_cell_is_aligned_by_content() -> None:
    read = facts(
        """
        # Request parameters
        Required | Parameter | Type | Description
        ---|---|---|---
        Required | a | String | One.
        with mode = 0 | Optional | b | Int | Two.
        """
    )
    assert [(one.at, one.type, one.required) for one in read.request] == [
        ("/a", "string", True),
        ("/b", "integer", False),
    ]


def test_spans_and_lists_in_cells_of_html() -> None:
    read = facts(
        """
        <html><body><h2>Request parameters</h2>
        <table><tr><th>Required<th>Field<th>Type<th colspan=2>Description
        <tr><td rowspan=2>Required<td>a<td>String<td colspan=2>The language:<ul>
        <li>0: English (default)<li>1: Chinese</ul>
        <tr><td>b<td>String<td colspan=2>At most 9 bytes.
        <tr><td>Optional<td>c<td>Int<td colspan=2>From 1 to 5.
        </table></body></html>
        """
    )
    assert read.request == (
        Field("/a", "string", True, values=("0", "1"), default="0", text=read.request[0].text),
        Field("/b", "string", True, max_bytes=9, text=read.request[1].text),
        Field("/c", "integer", False, minimum=1, maximum=5, text=read.request[2].text),
    )
    assert [one.place for one in read.request] == [4, 6, 7]


def test_plain_text_with_a_heading_and_a_row_inside_a_list() -> None:
    read = facts(
        """
        # Parameters
        Required/optional parameter type Parameter Description
        required a String At most 8 bytes.
          • A remark.
          • # Return Values
            Field type illustrate
            id String Always returned.
            # ERROR Message
            Status Code Error Message Description
            403 REFUSED: <reason> Why:
          • NO_MONEY:not paid
          • NO_RIGHT:not allowed
          • 500 BROKEN Try again.
        """
    )
    assert [one.at for one in read.request] == ["/a"]
    assert [(one.at, one.required) for one in read.response] == [("/id", True)]
    assert [(one.code, one.status, one.reasons) for one in read.errors] == [
        ("REFUSED", 403, ("NO_MONEY", "NO_RIGHT")),
        ("BROKEN", 500, ()),
    ]


def test_fields_are_nested_as_the_example_shows_them() -> None:
    read = facts(
        """
        # 返回数据
        | 名称 | 类型 | 描述 |
        |---|---|---|
        | Data | Struct | 数据。 |
        | List | Array of item | 列表。 |
        | Name | String | 名称。 |
        | Total | Integer | 总数。 |
        | Name | String | 名称。 |
        # 示例
        {"Data": {"List": [{"Name": "a"}], "Total": 1}, "Name": "b"}
        """
    )
    assert [one.at for one in read.response] == [
        "/Data",
        "/Data/List",
        "/Data/List/*/Name",
        "/Data/Total",
        "/Name",
    ]


def test_the_key_of_errors_is_a_field_of_failures_only() -> None:
    read = facts(
        """
        # Response
        | Field | Type | Description |
        |---|---|---|
        | error | String | Returned only when the request fails. |
        # Errors
        | Status Code | Error Code | Description |
        |---|---|---|
        | 400 | BAD:<key> | It is one of a, b. |
        """
    )
    assert read.errors == (
        ErrorRow("BAD", 400, "error", "argument", arguments=("a", "b"), text=read.errors[0].text),
    )


def test_examples_in_json_in_xml_and_in_neither() -> None:
    read = facts(
        """
        # Sample
        Success response
        { "a": "<b>", "c": [1,
        2] }
        Failure response
        <Answer><Code>1</Code></Answer>
        Failure response
        {
        "a": 1,
        "b": 2,,
        }
        """
    )
    assert [(one.media, one.outcome, one.place) for one in read.examples] == [
        ("application/json", "success", 4),
        ("text/xml", "failure", 7),
    ]
    assert [(one.line, one.what.partition(" (")[0]) for one in read.unread] == [(11, "an example in JSON")]


def test_an_example_is_the_same_in_another_layout() -> None:
    first = facts('# Sample\n{"a": 1, "b": [2]}\n').examples
    second = facts('# Sample\n{\n  "b": [\n  2\n  ],\n  "a": 1\n}\n').examples
    assert first == second


def test_xml_with_a_document_type_is_not_parsed() -> None:
    assert parse_xml("<a><b>1</b></a>") is not None
    assert parse_xml("<a><![CDATA[<b>]]></a>") is not None
    assert parse_xml('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>') is None
    assert parse_xml("<a>") is None


def test_unknown_tables_are_reported_where_rows_are_expected() -> None:
    read = facts(
        """
        # Request parameters
        | Wanted | Thing |
        |---|---|
        | yes | a |
        # History
        | Date | Change |
        |---|---|
        | 2026 | first |
        """
    )
    assert [(one.line, one.what) for one in read.unread] == [
        (3, "a table with the columns 'Wanted', 'Thing'")
    ]


def test_lengths_in_types_and_codes_of_digits() -> None:
    read = facts(
        """
        # 请求参数
        | 参数名 | 是否必填 | 类型 | 描述 |
        |---|---|---|---|
        | order_no | 是 | String(32) | 订单号。 |
        | amount | 否 | Long(10) | 金额。 |
        # 错误码
        | 错误码 | 错误描述 |
        |---|---|
        | 10001 | 参数错误。 |
        """
    )
    assert [(one.at, one.type, one.required, one.max_length) for one in read.request] == [
        ("/order_no", "string", True, 32),
        ("/amount", "integer", False, None),
    ]
    assert [(one.code, one.status) for one in read.errors] == [("10001", None)]
    assert not read.unread


def test_unreadable_cells_are_reported() -> None:
    read = facts(
        """
        # Request parameters
        | Required | Parameter | Type | Description |
        |---|---|---|---|
        | sometimes | a | String | One. |
        | Required | b | Varchar2(30) | Two. |
        | Required | c d | String | Three. |
        # Errors
        | Status Code | Error Code | Description |
        |---|---|---|
        | 4xx | BAD | Four. |
        """
    )
    assert [(one.line, one.what) for one in read.unread] == [
        (5, "the required 'sometimes' of a"),
        (6, "the type 'Varchar2(30)' of b"),
        (7, "a row whose name is 'c d'"),
        (11, "the status '4xx' of BAD"),
    ]


def test_a_parameter_that_is_listed_twice_is_one_unless_the_rows_disagree() -> None:
    page = """
        # Request parameters
        | Required | Parameter | Type | Description |
        |---|---|---|---|
        | Required | id | String | With mode 0. At most 9 bytes. |
        | Required | id | String | With mode 1. At most {} bytes. |
        """
    assert [(one.at, len(one.text)) for one in facts(page.format(9)).request] == [("/id", 4)]
    assert not facts(page.format(9)).unread
    (unread,) = facts(page.format(8)).unread
    assert (unread.line, unread.what) == (6, "the second row of /id, which says otherwise")


def test_a_package_may_bring_the_layout_of_a_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    layout = Layout()

    class Entry:
        value = "acme.pages:LAYOUT"

        def load(self) -> object:
            return layout

    monkeypatch.setattr("specseal.drift.layouts.entry_points", lambda **_: [Entry()])
    assert layout_of("acme-of-this-test") is layout
    layout = "no layout"  # type: ignore[assignment]  # what a package may get wrong
    with pytest.raises(TypeError, match=r"acme\.pages:LAYOUT is str; a layout is a specseal"):
        layout_of("acme-of-that-test")


def test_markdown_is_read_as_markdown() -> None:
    read = facts(
        """
        Request parameters
        ==================

        | **Required** | Parameter | Type | Description |
        |:---|:---:|---|---|
        | Required | `a_b` | *String* | One of `x`, `y`. See [there](https://example.com/z). |
        | Optional | c | String | With a \\| pipe.<br>At most 5 bytes. |

        ```json
        {"not": "a table"}
        ```
        """
    )
    assert [(one.at, one.values, one.max_bytes) for one in read.request] == [
        ("/a_b", ("x", "y"), None),
        ("/c", (), 5),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"\xff\xfe", "page-encoding"), (b" \n", "page-empty"), (b"x" * (8 * 1024 * 1024 + 1), "page-size")],
)
def test_a_file_that_is_not_a_page_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_page(data, "page")
    assert [one.code for one in refused.value.diagnostics] == [code]


def test_lines_of_html_are_those_of_the_file() -> None:
    page = read_page(
        b"<html><body>\n<p>one</p>\n<pre>\n{\n</pre>\n<ul>\n<li>two</li></ul></body></html>", "page"
    )
    lines = [block for block in page.blocks if isinstance(block, Line)]
    assert [(one.number, one.text, one.kind) for one in lines] == [
        (2, "one", "text"),
        (4, "{", "code"),
        (7, "two", "item"),
    ]


def test_a_parameter_that_stands_for_several_is_the_layout_of_one_vendor() -> None:
    page = """
        # Request parameters
        | Required | Parameter | Type | Description |
        |---|---|---|---|
        | Required | picture[x] | File | x may be repeated, 1 <= x <= 3. |
        """
    assert [one.at for one in facts(page).request] == ["/picture[x]"]
    assert [(one.at, one.required) for one in facts(page, "megvii").request] == [
        ("/picture1", True),
        ("/picture2", False),
        ("/picture3", False),
    ]


@pytest.mark.parametrize("title", ["In", "Location", "参数位置"])
def test_a_column_says_where_a_parameter_travels(title: str) -> None:
    found = facts(
        f"""
        ## Parameters
        | Name | {title} | Type | Required | Description |
        |---|---|---|---|---|
        | id | Path | string | Yes | Which one. |
        | full | query | boolean | No | All of it. |
        | X-Trace | request header | string | No | An id. |
        | note | formData | string | No | A text. |
        | sign | elsewhere | string | No | A text. |
        """
    )
    assert [(one.name, one.where) for one in found.request] == [
        ("id", "path"),
        ("full", "query"),
        ("X-Trace", "header"),
        ("note", "body"),
        ("sign", None),
    ]
    assert [one.what for one in found.unread] == ["the place 'elsewhere' of sign"]


@pytest.mark.parametrize(("cell", "reported"), [("one of a, b", ["the column 'Gloss'"]), ("", [])])
def test_a_column_that_nobody_knows_is_reported_where_it_holds_something(
    cell: str, reported: list[str]
) -> None:
    found = facts(
        f"""
        # Request parameters

        | Name | Type | Required | Gloss |
        |---|---|---|---|
        | kind | string | yes | {cell} |
        """
    )
    assert [one.at for one in found.request] == ["/kind"]
    assert [one.what for one in found.unread] == reported
