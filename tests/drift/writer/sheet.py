"""A page to write."""

from __future__ import annotations

from dataclasses import dataclass

from specseal.drift.facts import Facts
from tests.drift.writer.words import Language


@dataclass(frozen=True)
class Sheet:
    """A page to write. ``words`` adds a sentence to rows, by pointer or code; ``extra`` ends the page."""

    facts: Facts
    layout: str
    language: Language = "en"
    order: tuple[str, ...] = ("required", "name", "type", "sample", "text")
    words: tuple[tuple[str, str], ...] = ()
    extra: str = ""

    def said(self, key: str) -> str:
        """The sentence added to a row."""
        return dict(self.words).get(key, "")
