"""The generator takes all four products as they are, in every stage."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import pytest

from specseal.contract import resolve_product, with_stage
from specseal.generate import check_product
from specseal.project import find_project

Stage = Literal["client", "portal"]


def test_nothing_is_wrong_with_a_product(product: str, root: Path) -> None:
    project = find_project(root)
    (chosen,) = project.select((product,))
    checked = check_product(project, chosen)
    assert set(checked.signers.recipes) == {scheme.name for scheme in checked.contract.schemes}


@pytest.mark.parametrize("stage", get_args(Stage))
def test_every_product_has_an_overlay_of_each_later_stage(product: str, stage: Stage, root: Path) -> None:
    project = find_project(root)
    (chosen,) = project.select((product,))
    _, inputs = with_stage(project, chosen, resolve_product(project, chosen).document, stage)
    assert inputs
