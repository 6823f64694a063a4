"""The four products with pages in our own words: the contents of their facts files, in a chosen layout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from specseal.drift.facts import Facts
from specseal.drift.findings import Finding
from specseal.drift.run import Drift, drift, read_document
from specseal.drift.sides import Sides, sides_of
from specseal.project import Project
from tests.drift.writer import Language, Sheet, can_say, write

ROOT = Path(__file__).parents[2]
PRODUCTS = ("faceid-lite", "finauth-facesearch", "finauth-premium", "linkvisual")
#: The layout and the language of each vendor's saved page.
NATIVE: dict[str, tuple[str, Language]] = {
    "faceid-lite": ("broken", "zh"),
    "finauth-facesearch": ("pipes", "en"),
    "finauth-premium": ("bulleted", "en"),
    "linkvisual": ("cards", "zh"),
}


@dataclass(frozen=True)
class Bench:
    """A product whose accepted page is ``sheet``; ``standing`` findings come from what the layout cannot express."""

    sides: Sides
    sheet: Sheet
    standing: frozenset[tuple[str, str]]

    def drift(self, text: str, *, full: bool = False) -> Drift:
        """Compare a page with the spec."""
        return drift(self.sides, text.encode(), self.sheet.facts.document, full=full)

    def found(self, text: str) -> dict[tuple[str, str], Finding]:
        """The findings that an edit causes."""
        findings = {(one.code, one.at): one for one in self.drift(text).findings}
        return {key: one for key, one in findings.items() if key not in self.standing}


@cache
def sides(product: str) -> Sides:
    """The product as in this repository."""
    project = Project(ROOT)
    (chosen,) = project.select((product,))
    return sides_of(project, chosen)


@cache
def facts_of(product: str) -> Facts:
    """The facts of the vendor's page: the facts file, completed with the values of examples and lost marks."""
    held = sides(product)
    (facts,) = held.before
    spec = held.facts(held.spec.operations[0])
    values = {(one.media, one.digest): one.value for one in spec.examples}
    required = {one.at: one.required for one in spec.request}
    return replace(
        facts,
        examples=tuple(replace(one, value=values[one.media, one.digest]) for one in facts.examples),
        request=tuple(
            replace(one, required=required[one.at] if one.required is None else one.required)
            for one in facts.request
        ),
    )


@cache
def bench(product: str, layout: str, language: Language) -> Bench:
    """The product with its page written in a layout and accepted."""
    held = sides(product)
    sheet = Sheet(can_say(facts_of(product), layout), layout, language)
    text = write(sheet).encode()
    spec = held.facts(held.spec.operations[0])
    accepted = replace(read_document(text, spec.document, held.product), digest=spec.digest)
    held = replace(held, before=(accepted,))
    standing = drift(held, text, spec.document).findings
    return Bench(held, sheet, frozenset((one.code, one.at) for one in standing))
