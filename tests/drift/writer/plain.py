"""Pages in plain text: rows on lines, or cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specseal.drift.facts import Field
from tests.drift.writer.pieces import cells_of, columns, examples, head
from tests.drift.writer.sentences import error_code, error_sentences
from tests.drift.writer.sheet import Sheet
from tests.drift.writer.words import COLUMNS, TITLES


def flat(sheet: Sheet) -> str:
    """A page with a line for each row."""
    titles, facts, bulleted = TITLES[sheet.language], sheet.facts, sheet.layout == "bulleted"
    lines: list[str] = []
    for title, texts in head(sheet):
        lines += ["", f"# {title}", "", *texts]
    lines += ["", f"# {titles['request']}", "", *_flat_rows(sheet, facts.request, response=False)]
    swallowed = "  • " if bulleted else ""
    lines += [f"{swallowed}# {titles['response']}", "", *_flat_rows(sheet, facts.response, response=True)]
    lines += ["", f"# {titles['examples']}", ""]
    for title, text in examples(sheet):
        lines += [title, "", text, ""]
    if facts.errors:
        lines += [f"# {titles['errors']}", ""]
        names = COLUMNS[sheet.language]
        lines.append(" ".join(names[column] for column in ("status", "key", "code", "text")))
        for index, row in enumerate(facts.errors):
            after_list = bulleted and index and facts.errors[index - 1].reasons
            lead = "  • " if after_list else ""
            lines.append(
                f"{lead}{row.status} {row.key} {error_code(row)} {' '.join(error_sentences(row, sheet))}"
            )
            lines += [f"  • {reason}:{reason.lower()}" for reason in row.reasons]
    return "\n".join([*lines, *([sheet.extra] if sheet.extra else []), ""])


def _flat_rows(sheet: Sheet, rows: Sequence[Field], *, response: bool) -> Iterator[str]:
    order = columns(sheet, response=response, sample=False)
    yield " ".join(COLUMNS[sheet.language][column] for column in order)
    for row in rows:
        listed = sheet.layout == "bulleted" and len(row.values) > 1
        cells = cells_of(row, sheet, response=response, listed=listed)
        yield " ".join(cells[column] for column in order)
        if listed:
            yield from (f"  • {value}: {value} is meant" for value in row.values)


def cards(sheet: Sheet) -> str:
    """A page with a few lines for each row."""
    titles, facts = TITLES[sheet.language], sheet.facts
    lines = [titles["note"], ""]
    if facts.rate:
        lines += [titles["rate"].format(calls=facts.rate.calls), ""]
    names = COLUMNS[sheet.language]
    lines += [
        titles["request"],
        "",
        " ".join(names[one] for one in ("name", "type", "required", "sample", "text")),
    ]
    lines += _card_rows(sheet, facts.request, response=False)
    lines += [titles["response"], "", " ".join(names[one] for one in ("name", "type", "sample", "text"))]
    lines += _card_rows(sheet, facts.response, response=True)
    lines += [titles["asks"], ""]
    for host in facts.hosts:
        first, *others = [f"{row.name}={row.sample or 'x'}" for row in facts.request if row.type != "file"]
        lines += [
            f"{host.url}{facts.path}?{first}".replace("https", "http(s)"),
            *(f"&{one}" for one in others),
            "",
        ]
    for title, text in examples(sheet):
        lines += [title, "", text, ""]
    return "\n".join([*lines, *([sheet.extra] if sheet.extra else []), ""])


def _card_rows(sheet: Sheet, rows: Sequence[Field], *, response: bool) -> Iterator[str]:
    for row in rows:
        cells = cells_of(row, sheet, response=response)
        mark = "" if response or row.lost else f" {cells['required']}"
        yield f"{cells['name']} {cells['type']}{mark}{f' {row.sample}' if row.sample else ''}"
        yield ""
        yield cells["text"]
        yield ""
