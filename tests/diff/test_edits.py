"""Edits of contracts are classed as callers would class them, and three opinions are held against each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from specseal.diff import rules
from specseal.diff.compare import compare
from specseal.diff.rules import RULES
from tests.diff.bench import PAGE, after, before, outcomes, table
from tests.diff.edits import EDITS, Edit

#: Rules that need two projects, or a break that no edit can make.
_ELSEWHERE = {"product-added", "product-removed", "python-api-only"}


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_an_edit_is_reported_as_what_it_is(edit: Edit) -> None:
    difference = compare(before(edit.product), after(edit))
    assert {one.code for one in difference.changes} == edit.codes
    for one in difference.changes:
        assert one.old is not None
        assert one.new is not None
        assert (one.old.file, one.new.file) == ("old.json", "new.json")
        assert one.old.line
        assert one.new.line
        assert one.message.endswith(".")
        assert one.at


def test_every_rule_is_met() -> None:
    assert {code for edit in EDITS for code in edit.codes} | _ELSEWHERE == set(RULES)


@pytest.mark.parametrize(
    "product", ["thing", "faceid-lite", "finauth-facesearch", "finauth-premium", "linkvisual"]
)
def test_a_contract_is_no_change_to_itself(product: str) -> None:
    again = after(Edit(product, "nothing", lambda _: None, frozenset()))
    assert compare(before(product), again).changes == ()
    assert again.package is not None, "its Python names are compared too"


@pytest.mark.slow
def test_griffe_and_a_type_check_see_what_the_rules_say_they_see(tmp_path: Path) -> None:
    """On the edits of the products and every third of the others; `make changes` takes all of them."""
    thing = [one for one in EDITS if one.product == "thing"]
    chosen = (*thing[::3], *(one for one in EDITS if one.product != "thing"))
    found = outcomes(chosen, tmp_path)
    wrong = [
        f"{one.edit}: expected {one.expected}, seen {one.seen}: {one.griffe} {one.types}"
        for one in found
        if one.seen != one.expected
    ]
    assert not wrong
    assert not [str(one.edit) for one in found if one.reason == "?"], "a disagreement without a reason"
    page = PAGE.read_text("utf-8").splitlines()
    assert len(found) >= 40
    assert not [row for row in table(found).splitlines() if row not in page], "run `make changes`"


def test_the_rules_are_documented() -> None:
    page = PAGE.read_text("utf-8")
    assert rules.table() in page, "run `make changes`"
    listed = [line for line in page.partition("<!-- edits -->")[2].splitlines() if line.startswith("| ")]
    assert len(listed) - 1 == len(EDITS), "run `make changes`"
