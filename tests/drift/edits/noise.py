"""Changes of a page that change no fact: other line ends, punctuation, markup, and order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from specseal.drift.facts import Field
from tests.drift.writer import Sheet, write

_FULL_WIDTH = str.maketrans({",": "，", ":": "：", "(": "（", ")": "）"})


def _outside_examples(change: Callable[[str], str]) -> Callable[[str], str]:
    """Apply a change to lines that are not JSON, XML or a URL."""

    def line_by_line(text: str) -> str:
        return "\n".join(
            line if re.search(r'[{}<>]|://|^\s*[\]"&]|^---|\|\|', line) else change(line)
            for line in text.split("\n")
        )

    return line_by_line


def noise(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Other texts of the same page, each with a name."""
    text = write(sheet)
    yield "Windows line ends", text.replace("\n", "\r\n")
    yield "a byte order mark", "\ufeff" + text
    yield "trailing white space", "\n".join(f"{line}  " for line in text.split("\n"))
    yield "full-width punctuation", _outside_examples(lambda line: line.translate(_FULL_WIDTH))(text)
    yield "other quotes", _outside_examples(lambda line: re.sub(r'"([^"]*)"', "“\\1”", line))(text)
    yield (
        "no full stop at line ends",
        _outside_examples(lambda line: re.sub(r"[.。](?= ?\|? ?$)", "", line))(text),
    )
    yield (
        "two spaces for one",
        _outside_examples(lambda line: re.sub(r"(?<=[a-z]) (?=[a-z])", "  ", line))(text),
    )
    if sheet.language == "zh":
        yield "spaces around words", _outside_examples(_spaced)(text)
    yield "non-breaking spaces", _outside_examples(lambda line: line.replace(". ", ".\u00a0"))(text)
    yield (
        "rows in another order",
        write(
            replace(
                sheet, facts=replace(sheet.facts, request=_rolled(sheet), errors=sheet.facts.errors[::-1])
            )
        ),
    )
    yield "a blank line between sections", text.replace("\n#", "\n\n\n#").replace("\n<h2", "\n\n<h2")
    yield "numbered headings", re.sub(r"^(# |<h2>)", r"\g<1>3、", text, flags=re.MULTILINE)
    if sheet.layout in {"pipes", "broken", "html"}:
        orders = [("name", "type", "required", "sample", "text")]
        if sheet.layout != "broken":
            orders += [
                ("name", "type", "required", "text", "sample"),
                ("text", "sample", "required", "type", "name"),
            ]
        for order in orders:
            yield f"columns {', '.join(order)}", write(replace(sheet, order=order))
    if sheet.layout in {"flat", "bulleted"}:
        for order in (
            ("name", "type", "required", "sample", "text"),
            ("name", "required", "type", "sample", "text"),
        ):
            yield f"columns {', '.join(order)}", write(replace(sheet, order=order))
    if sheet.layout == "pipes":
        yield (
            "bold and code",
            re.sub(
                r"^\| (Required|Optional|必选|可选) \| (\w+) \|",
                r"| **\1** | `\2` |",
                text,
                flags=re.MULTILINE,
            ),
        )
        yield "wide cells", text.replace(" | ", "   |   ")
    if sheet.layout == "html":
        yield "attributes", text.replace("<td", '<td class="cell" style="x"').replace("<p>", '<p id="a">')
        yield "no table heads", text.replace("<thead>", "").replace("</thead>", "").replace("<tbody>", "")
        yield "paragraphs in cells", re.sub(r"<td>([^<\n]*)</td>", r"<td><p>\1</p></td>", text)
        yield (
            "lines wrapped",
            _outside_examples(lambda line: line)(text.replace(". ", ".\n")) if "<pre" not in text else text,
        )
        yield (
            "scripts and styles",
            text.replace("<body>", "<body><script>var POST = 1;</script><style>p{}</style>"),
        )
    if sheet.layout == "bulleted":
        yield "other bullets", text.replace("•", "-")


def _spaced(line: str) -> str:
    """Spaces between Chinese and Latin text, as many editors insert them."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])", " ", line)


def _rolled(sheet: Sheet) -> tuple[Field, ...]:
    rows = sheet.facts.request
    return (*rows[1:], *rows[:1])
