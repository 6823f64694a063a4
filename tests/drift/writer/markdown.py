"""Pages in Markdown, with tables that are whole or broken by copying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specseal.drift.facts import Field
from tests.drift.writer.pieces import cells_of, columns, examples, head
from tests.drift.writer.sentences import error_code, error_sentences
from tests.drift.writer.sheet import Sheet
from tests.drift.writer.words import COLUMNS, TITLES


def markdown(sheet: Sheet) -> str:
    """The page."""
    titles, facts = TITLES[sheet.language], sheet.facts
    lines: list[str] = []
    for title, texts in head(sheet):
        lines += [f"# {title}", *texts]
    lines += [f"# {titles['request']}", *_pipes(sheet, facts.request, response=False)]
    lines += [f"# {titles['response']}", *_pipes(sheet, facts.response, response=True)]
    lines.append(f"# {titles['examples']}")
    for title, text in examples(sheet):
        lines += [title, *([text] if sheet.layout == "broken" else ["", "```", text, "```"])]
    if facts.errors:
        lines += [f"# {titles['errors']}", *_error_pipes(sheet)]
    return "\n".join([*lines, *([sheet.extra] if sheet.extra else []), ""])


def _pipes(sheet: Sheet, rows: Sequence[Field], *, response: bool) -> Iterator[str]:
    order = columns(sheet, response=response, sample=any(row.sample for row in rows))
    broken = sheet.layout == "broken"
    titles = [COLUMNS[sheet.language][column] for column in order]
    yield _line(titles, broken)
    yield "|".join(["---"] * (len(order) + 21)) if broken else _line(["---"] * len(order), broken)
    for index, row in enumerate(rows):
        cells = cells_of(row, sheet, response=response)
        values = [cells[column].replace("|", "\\|") for column in order]
        if broken and order[-1] == "text" and (row.lost or index % 3 == 2):
            yield " | ".join(values[:-1]) + " |"
            yield values[-1] + ("" if row.lost else " |")
            if row.lost:
                yield "|"
            yield "|" * 21
        elif not broken and index == 1 and order[0] == "name":
            yield f"| {values[0]} |"  # a broken row
            yield " | ".join(values[1:]) + " |"
        else:
            yield _line(values, broken)


def _line(cells: Sequence[str], broken: bool) -> str:
    return " | ".join(cells) + " | " + "|" * 21 if broken else "| " + " | ".join(cells) + " |"


def _error_pipes(sheet: Sheet) -> Iterator[str]:
    order, broken = ["status", "key", "code", "text"], sheet.layout == "broken"
    titles = [COLUMNS[sheet.language][column] for column in order]
    yield _line(titles, broken)
    yield "|".join(["---"] * 25) if broken else _line(["---"] * 4, broken)
    for row in sheet.facts.errors:
        said = error_sentences(row, sheet)
        said += [f'"{reason}" :(R)' for reason in row.reasons]
        code = error_code(row).replace(": <", ":<")
        yield _line([str(row.status), row.key or "", code, " ".join(said)], broken)
