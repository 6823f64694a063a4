"""The generator takes all four products as they are, in every stage."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import pytest

from specseal.contract import build_contract, with_stage
from specseal.lint import lint_contract
from specseal.project import find_project
from specseal.signing import parse_recipe, prove

Stage = Literal["wire", "client", "portal"]


@pytest.mark.parametrize("stage", get_args(Stage))
def test_every_stage_passes_lint(product: str, stage: Stage, root: Path) -> None:
    project = find_project(root)
    (chosen,) = project.select((product,))
    document = build_contract(project, chosen).document
    if stage != "wire":
        document, inputs = with_stage(project, chosen, document, stage)
        assert inputs, "every product has an overlay of this stage"
    lint_contract(document)


def test_every_recipe_comes_out_on_its_vectors(product: str, root: Path) -> None:
    project = find_project(root)
    (chosen,) = project.select((product,))
    document = build_contract(project, chosen).document
    for name, scheme in document["components"]["securitySchemes"].items():
        pointer = f"/components/securitySchemes/{name}/x-signing"
        prove(parse_recipe(scheme["x-signing"], root=document, pointer=pointer))
