"""The page about signing lists the primitives as the generator knows them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from specseal.signing.reference import reference

PAGE = (Path(__file__).parents[3] / "docs" / "signing.md").read_text("utf-8")
SIGNATURES = re.findall(r"^\| `(\w+\([^`]*\))` \|", PAGE, re.MULTILINE)


def test_the_page_has_the_table_of_primitives() -> None:
    """Write what `reference()` returns into the page when this fails."""
    assert reference() in PAGE


def test_the_language_has_these_primitives_and_no_others(bench: Any) -> None:
    (problem,) = bench.problems('headers["x"] = md4(key)\nform["s"] = secret')
    listed = problem.hint.removeprefix("Expected one of: ").removesuffix(".").split(", ")
    assert listed == [signature.partition("(")[0] for signature in SIGNATURES]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_call_with_too_many_or_too_few_arguments_names_the_signature(bench: Any, signature: str) -> None:
    name, _, rest = signature.partition("(")
    most = 0 if rest == ")" else rest.replace(", …", "").count(",") + 1
    wrong = 0 if "…" in rest else most + 1
    given = ", ".join(["key"] * wrong)
    steps = f'headers["x"] = {name}({given})\nform["s"] = secret + key'
    (problem,) = bench.problems(steps, secrets=["key", "secret"])
    assert problem.message.startswith(f"{signature} takes ")
    assert problem.message.endswith(f"arguments, not {wrong}.")
