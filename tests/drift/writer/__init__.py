"""Writes pages from facts in our own words, in every known layout, in English and Chinese."""

from __future__ import annotations

from dataclasses import replace

from specseal.drift.facts import Facts, Field
from tests.drift.writer.markdown import markdown
from tests.drift.writer.markup import html_page
from tests.drift.writer.plain import cards, flat
from tests.drift.writer.sheet import Sheet
from tests.drift.writer.words import TITLES, Language

__all__ = ["LAYOUTS", "TITLES", "Language", "Sheet", "can_say", "write"]

LAYOUTS = ("pipes", "broken", "flat", "bulleted", "cards", "html")


def write(sheet: Sheet) -> str:
    """The text of the page."""
    return {
        "pipes": markdown,
        "broken": markdown,
        "flat": flat,
        "bulleted": flat,
        "cards": cards,
        "html": html_page,
    }[sheet.layout](sheet)


def can_say(facts: Facts, layout: str) -> Facts:
    """The facts that a layout can express: broken tables lose marks, and only cards and tables have sample values."""
    keeps: set[str] = set() if layout in {"flat", "bulleted"} else {"sample"}
    if layout in {"broken", "cards"}:
        keeps.add("lost")

    def shown(one: Field) -> Field:
        return replace(
            one,
            lost=one.lost and "lost" in keeps,
            sample=one.sample if "sample" in keeps else None,
            required=None if layout == "cards" and one.lost else one.required,  # the mark is lost
        )

    return replace(
        facts, request=tuple(map(shown, facts.request)), response=tuple(map(shown, facts.response))
    )
