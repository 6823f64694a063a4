"""The facts that are written into a page are read from it, in every layout and both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from specseal.drift.facts import Facts
from specseal.drift.run import read_document
from tests.drift.bench import NATIVE, PRODUCTS, bench, facts_of, sides
from tests.drift.writer import LAYOUTS, Language, Sheet, can_say, write

CASES = [
    (product, layout, language)
    for product in PRODUCTS
    for layout in LAYOUTS
    for language in ("en", "zh")
    if layout != "cards" or product == "linkvisual"
]


def rows(facts: Facts, name: str) -> Any:
    """A part of the facts, without the wording of the page."""
    value = getattr(facts, name)
    if name in {"request", "response", "errors"}:
        return {getattr(row, "at", None) or row.code: replace(row, text=()) for row in value}
    return value


@pytest.mark.parametrize(("product", "layout", "language"), CASES)
def test_every_fact_comes_back(product: str, layout: str, language: Language) -> None:
    facts = can_say(facts_of(product), layout)
    text = write(Sheet(facts, layout, language))
    read = read_document(text.encode(), facts.document, sides(product).product)
    for name in ("method", "path", "media", "version", "rate", "request", "response", "errors", "examples"):
        assert rows(read, name) == rows(facts, name), name
    assert [host.url for host in read.hosts] == [host.url for host in facts.hosts]
    assert not read.unread


@pytest.mark.parametrize(("product", "layout", "language"), CASES)
def test_every_row_names_its_line(product: str, layout: str, language: Language) -> None:
    facts = can_say(facts_of(product), layout)
    lines = write(Sheet(facts, layout, language)).split("\n")
    read = read_document("\n".join(lines).encode(), facts.document, sides(product).product)
    for row in (*read.request, *read.response):
        assert isinstance(row.place, int)
        assert row.name.rstrip("12") in lines[row.place - 1], row.at
    for error in read.errors:
        assert isinstance(error.place, int)
        assert error.code in lines[error.place - 1]


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_vendors_own_layout_leaves_no_difference(product: str) -> None:
    assert bench(product, *NATIVE[product]).standing == frozenset()
