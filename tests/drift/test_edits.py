"""Every realistic edit of a page is reported with its place in page and spec; noise is not. See docs/drift.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from specseal.drift.accept import accept
from tests.drift.bench import NATIVE, PRODUCTS, ROOT, bench
from tests.drift.edits import Edit, edits, noise
from tests.drift.writer import Language, write

#: Each page in the layout and language of the vendor's, and as HTML in the other language.
PAGES: list[tuple[str, str, Language]] = [
    page
    for product in PRODUCTS
    for layout, language in (NATIVE[product],)
    for page in ((product, layout, language), (product, "html", "en" if language == "zh" else "zh"))
]


def missed(edit: Edit, found: set[tuple[str, str]]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The expected findings that are missing, and the unexpected ones."""
    loose = {code for code, at in edit.expected if at == "*"}
    exact = {(code, at) for code, at in edit.expected if at != "*"}
    return exact - found, {(code, at) for code, at in found if code not in loose} - exact


@pytest.mark.parametrize(("product", "layout", "language"), PAGES)
def test_every_edit_is_reported_and_nothing_else(product: str, layout: str, language: Language) -> None:
    held = bench(product, layout, language)
    made = edits(held.sheet)
    assert len({edit.name for edit in made}) == len(made) >= 60
    wrong = {
        edit.name: difference
        for edit in made
        if any(difference := missed(edit, set(held.found(write(edit.sheet)))))
    }
    assert wrong == {}


@pytest.mark.parametrize(("product", "layout", "language"), PAGES)
def test_noise_is_not_reported(product: str, layout: str, language: Language) -> None:
    held = bench(product, layout, language)
    assert {name: found for name, text in noise(held.sheet) if (found := set(held.found(text)))} == {}


def test_findings_name_both_places_and_the_remedy() -> None:
    held = bench("faceid-lite", *NATIVE["faceid-lite"])
    spec = Path(ROOT / "specs/megvii/faceid-lite.yaml").read_text("utf-8").split("\n")
    for edit in edits(held.sheet):
        page = write(edit.sheet).split("\n")
        for (code, at), one in held.found(write(edit.sheet)).items():
            assert one.remedy
            if code.startswith(("parameter-", "error-")) and not code.endswith("-removed"):
                assert one.line is not None
                assert at.strip("/").rstrip("12") in page[one.line - 1], edit.name
            if code.startswith(("parameter-", "field-")) and not code.endswith(("-added", "-text")):
                assert one.place is not None
                assert one.place.line is not None
                assert at.rpartition("/")[2] in spec[one.place.line - 1], edit.name


@pytest.mark.parametrize(
    ("product", "old", "new", "at"),
    [
        ("faceid-lite", '"time_used": 5', '"time_used": "5"', "success application/json /time_used"),
        ("finauth-premium", '"error": "BAD', '"code": "BAD', "failure application/json"),
        ("linkvisual", '"Success": true', '"Success": "yes"', "success application/json /Success"),
        ("linkvisual", "<Success>true<", "<Success>yes<", "success text/xml /Success"),
    ],
)
def test_an_example_that_the_contract_does_not_allow(product: str, old: str, new: str, at: str) -> None:
    held = bench(product, *NATIVE[product])
    text = write(held.sheet)
    found = held.found(text.replace(old, new))
    one = found["example-invalid", at]
    assert one.line is not None
    assert text.split("\n")[one.line - 1].lstrip()[0] in "{<"


DRAFTED = (
    "parameter-added",
    "parameter-limit",
    "parameter-default",
    "error-added",
    "host-added",
    "field-added",
)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_draft_of_accept_resolves_the_finding(product: str) -> None:
    """One edit of each kind; the draft leaves no finding open and causes no new one."""
    held = bench(product, *NATIVE[product])
    kinds: dict[tuple[str, ...], Edit] = {}
    for edit in edits(held.sheet):
        codes = tuple(sorted({code for code, _ in edit.expected}))
        if set(codes) <= set(DRAFTED) and not edit.name.endswith("None"):
            kinds.setdefault((*codes, edit.name.rpartition(" ")[0].partition(" ")[2]), edit)
    assert len(kinds) >= 5
    for edit in kinds.values():
        found = held.drift(write(edit.sheet))
        accepted = accept(held.sides, found)
        assert accepted.drafted, edit.name
        assert accepted.left == (), edit.name


def test_the_figures_in_the_documentation() -> None:
    table = (ROOT / "docs/drift.md").read_text("utf-8")
    for product, layout, language in PAGES:
        sheet = bench(product, layout, language).sheet
        row = f"| {product} | {layout}, {language} | {len(edits(sheet))} | {len(list(noise(sheet)))} |"
        assert row in table, row
