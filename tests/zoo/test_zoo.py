"""The recipes of the zoo come out as the independent answers that are kept; `make zoo` asks for them anew."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tools.zoo import PAGE, Exhibit, exhibits, page, problems, stored

FOUND = exhibits()
ANSWERS = stored()


@pytest.mark.parametrize("exhibit", FOUND, ids=lambda one: one.name)
def test_a_recipe_comes_out_as_the_vendors_own_code(exhibit: Exhibit) -> None:
    assert problems(exhibit, ANSWERS[exhibit.name]) == []


def test_at_least_55_schemes_are_exact_and_none_is_missing() -> None:
    assert sum(not one.limit for one in FOUND) >= 55
    assert {one.name for one in FOUND} == set(ANSWERS)
    assert len(list((Path(__file__).parents[2] / "zoo/schemes").iterdir())) == len(FOUND)


def test_the_page_lists_every_scheme_and_how_it_was_checked() -> None:
    """Run `make zoo` when this fails."""
    assert page(FOUND, ANSWERS) == PAGE.read_text("utf-8")


def test_an_answer_that_differs_is_told() -> None:
    exhibit = next(one for one in FOUND if one.name == "aws4")
    answers = copy.deepcopy(ANSWERS["aws4"])
    answers[0]["expect"]["headers"]["x-amz-date"] = "20000101T000000Z"
    (told,) = problems(exhibit, answers)
    assert "expected '20000101T000000Z', got '20150830T123600Z'" in told
    assert problems(exhibit, [{"error": "no such package"}]) == ["no such package"]
    assert problems(exhibit, answers[:1]) == ["there are not as many answers as vectors"]
