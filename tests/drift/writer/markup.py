"""Pages in HTML."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence

from specseal.drift.facts import Field
from tests.drift.writer.pieces import cells_of, columns, examples, head
from tests.drift.writer.sentences import error_code, error_sentences
from tests.drift.writer.sheet import Sheet
from tests.drift.writer.words import COLUMNS, TITLES


def html_page(sheet: Sheet) -> str:
    """The page."""
    titles, facts = TITLES[sheet.language], sheet.facts
    lines = ["<!DOCTYPE html>", "<html><head><title>Page</title></head><body>"]
    for title, texts in head(sheet):
        lines += [f"<h2>{title}</h2>", *(f"<p>{html.escape(text)}</p>" for text in texts)]
    lines += [f"<h2>{titles['request']}</h2>", *_html_rows(sheet, facts.request, response=False)]
    lines += [f"<h2>{titles['response']}</h2>", *_html_rows(sheet, facts.response, response=True)]
    lines.append(f"<h2>{titles['examples']}</h2>")
    for title, text in examples(sheet):
        lines += [f"<p>{title}</p>", f"<pre><code>{html.escape(text)}</code></pre>"]
    if facts.errors:
        lines += [f"<h2>{titles['errors']}</h2>", *_html_errors(sheet)]
    return "\n".join([*lines, *_html_extra(sheet), "</body></html>", ""])


def _html_extra(sheet: Sheet) -> Iterator[str]:
    for line in filter(None, sheet.extra.split("\n")):
        yield f"<h2>{line.removeprefix('# ')}</h2>" if line.startswith("# ") else f"<p>{line}</p>"


def _html_rows(sheet: Sheet, rows: Sequence[Field], *, response: bool) -> Iterator[str]:
    """Equal marks span their rows; the description spans two columns; values are a list."""
    order = columns(sheet, response=response, sample=any(row.sample for row in rows))
    yield "<table><thead><tr>"
    for column in order:
        wide = ' colspan="2"' if column == "text" else ""
        yield f"<th{wide}>{COLUMNS[sheet.language][column]}</th>"
    yield "</tr></thead><tbody>"
    for index, row in enumerate(rows):
        listed = len(row.values) > 1
        cells = cells_of(row, sheet, response=response, listed=listed)
        yield "<tr>"
        for column in order:
            text = html.escape(cells[column])
            if column == "required":
                if index and rows[index - 1].required == row.required:
                    continue
                high = _run(rows, index, lambda one: one.required)
                yield f'<td rowspan="{high}"><b>{text}</b></td>'
            elif column == "text":
                values = "".join(f"<li><code>{value}</code>: {value} is meant</li>" for value in row.values)
                yield f'<td colspan="2">{text}{f"<ul>{values}</ul>" if listed else ""}</td>'
            else:
                yield f"<td>{text}</td>"
        yield "</tr>"
    yield "</tbody></table>"


def _run(rows: Sequence[Field], start: int, mark: Callable[[Field], object]) -> int:
    stop = start
    while stop < len(rows) and mark(rows[stop]) == mark(rows[start]):
        stop += 1
    return stop - start


def _html_errors(sheet: Sheet) -> Iterator[str]:
    names = COLUMNS[sheet.language]
    yield "<table><tr>" + "".join(f"<th>{names[one]}" for one in ("status", "key", "code", "text"))
    for row in sheet.facts.errors:
        said = html.escape(" ".join(error_sentences(row, sheet)))
        if row.reasons and all(reason.isupper() for reason in row.reasons):
            said += "<ul>" + "".join(f"<li>{one}: {one.lower()}" for one in row.reasons) + "</ul>"
        elif row.reasons:
            said += " " + " ".join(f'"{one}" : (R)' for one in row.reasons)
        code = html.escape(error_code(row))
        yield f"<tr><td>{row.status}<td>{row.key}<td><code>{code}</code><td>{said}"
    yield "</table>"
