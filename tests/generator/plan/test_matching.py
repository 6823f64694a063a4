"""Samples match their patterns, whatever characters these ask for."""

from __future__ import annotations

import re

import pytest

from specseal.plan.matching import matching


@pytest.mark.parametrize(
    ("pattern", "least"),
    [
        ("^[\u4e00-\u9fa5]{2,4}$", 0),
        ("^[\u4e00-\u9fa5]+$", 5),
        ("^[^ -~]+$", 0),
        ("^[\u00e9\u00e8]$", 0),
        (r"^[^\x00-\u9fff]$", 0),
        (r"^\d{4}-\d{2}$", 0),
    ],
)
def test_a_text_that_matches(pattern: str, least: int) -> None:
    text = matching(pattern, least)
    assert text is not None
    assert re.search(pattern, text)
    assert len(text) >= least


@pytest.mark.parametrize("pattern", [r"^[^\s\S]$", "(?=a)b", "("])
def test_patterns_without_a_sample(pattern: str) -> None:
    assert matching(pattern) is None
