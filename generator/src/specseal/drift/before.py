"""A page against what was read from it last time: the recall floor, and rewordings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .facts import ErrorRow, Facts, Field
from .findings import Finding

#: Kinds of rows, as `Facts` and people call them.
KINDS = (
    ("request", "parameters"),
    ("response", "response fields"),
    ("errors", "error rows"),
    ("examples", "examples"),
    ("hosts", "hosts"),
)

_MOST_LINES = 10  # more are told in one finding


def counts(facts: Facts) -> dict[str, int]:
    """How many rows of each kind were read."""
    return {words: len(getattr(facts, name)) for name, words in KINDS}


def below_floor(page: Facts, before: Facts) -> Iterator[Finding]:
    """Fewer rows than last time: the reader broke, or the vendor took something out. Nobody but a person knows."""
    now, then = counts(page), counts(before)
    for words, count in then.items():
        if now[words] < count:
            yield Finding(
                code="fewer-rows",
                relation="unread",
                at=words,
                message=f"{now[words]} {words} were read; last time there were {count}.",
                remedy="Look at the page: either the reader broke, or rows are gone. "
                "`specseal accept --fewer` takes the smaller number.",
            )


def nothing_read(page: Facts) -> Iterator[Finding]:
    """A page without a parameter and without a response field was not read."""
    if not page.request and not page.response:
        yield Finding(
            code="nothing-read",
            relation="unread",
            at="page",
            message="No parameter and no response field was found.",
            remedy="Is it the right page, saved as text, Markdown or HTML, with its tables?",
        )


def reworded(page: Facts, before: Facts, found: Sequence[Finding]) -> Iterator[Finding]:
    """Rows and sentences whose words have changed while all else that they say is as it was."""
    for kind, now, then in (
        ("parameter", page.request, before.request),
        ("field", page.response, before.response),
        ("error", page.errors, before.errors),
    ):
        known = {_key(row): row for row in then}
        for row in now:
            old = known.get(_key(row))
            if old and set(old.text) != set(row.text) and replace(old, text=()) == replace(row, text=()):
                yield Finding(
                    code=f"{kind}-text",
                    relation="different",
                    at=_key(row),
                    message="Its description has been reworded since the page was accepted.",
                    remedy="Read it, and correct the spec if it means something else now.",
                    line=row.place if isinstance(row.place, int) else None,
                )
    told = {one.line for one in found}
    fresh = [page.place(digest) for digest in page.prose if digest not in before.prose]
    lines = [line for line in dict.fromkeys(fresh) if isinstance(line, int) and line not in told]
    if len(lines) > _MOST_LINES:
        shown = ", ".join(map(str, lines[:_MOST_LINES]))
        yield Finding(
            code="prose-added",
            relation="different",
            at="page",
            message=f"Sentences in {len(lines)} lines are new or reworded: {shown} and so on.",
            remedy="Was the page saved in another way? If not, read it anew.",
            line=lines[0],
        )
    else:
        for line in lines:
            yield Finding(
                code="prose-added",
                relation="different",
                at=f"line {line}",
                message="A sentence is new or reworded since the page was accepted.",
                remedy="Read it; the spec may have to say it.",
                line=line,
            )
    gone = [digest for digest in before.prose if digest not in page.prose]
    if gone and not fresh:
        yield Finding(
            code="prose-removed",
            relation="different",
            at="prose",
            message=f"{len(gone)} of the sentences that were accepted are gone.",
            remedy="Compare with the page as it was saved last time.",
        )


def _key(row: Field | ErrorRow) -> str:
    return row.at if isinstance(row, Field) else row.code
