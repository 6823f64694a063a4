"""Facts files keep what was read, except places and the values of examples."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from specseal.drift.facts import ErrorRow, Facts, Field, Host, Rate
from specseal.drift.store import facts_path, facts_text, load_facts, with_facts
from specseal.project import Product
from tests.drift.bench import PRODUCTS, sides

ALL = Facts(
    document="a.md",
    digest="sha256:1",
    method="POST",
    path="/a",
    rate=Rate(100, 1, "account", 7),
    hosts=(Host("https://api.example.com", "Here", 1),),
    request=(
        Field("/a", "integer", False, minimum=0, maximum=9.5, default="0", values=("0", "1"), place=2),
        Field("/b", "string", True, max_length=0, ports=(443,), lost=True, text=("12345678",), place=3),
    ),
    response=(Field("/c", "string", failure=True, sample="x", unit=None),),
    errors=(ErrorRow("E", 400, "error", "reason", ("R",), place=4),),
    prose=("abcdefab",),
    places=(("path", 1),),
)


def stored(tmp_path: Path, *pages: Facts) -> tuple[Facts, ...]:
    """The pages, written and read back."""
    product = Product("thing", "acme", tmp_path)
    product.spec.parent.mkdir(parents=True)
    facts_path(product).write_text(facts_text(pages), "utf-8")
    return load_facts(product)


def test_everything_but_places_is_kept(tmp_path: Path) -> None:
    (back,) = stored(tmp_path, ALL)
    assert back == ALL
    assert back.request[0].required is False, "optional is not the same as unknown"
    assert back.request[0].place is None


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_facts_files_of_this_repository_are_up_to_date(product: str) -> None:
    held = sides(product)
    assert facts_path(held.product).read_text("utf-8") == facts_text(held.before)


def test_a_page_replaces_its_older_state(tmp_path: Path) -> None:
    other, newer = replace(ALL, document="b.md"), replace(ALL, digest="sha256:2")
    assert with_facts(with_facts((ALL,), other), newer) == (newer, other)
    assert stored(tmp_path, newer, other) == (newer, other)
