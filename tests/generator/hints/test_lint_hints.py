"""Hints of `specseal lint`: about specs and the overlays of their products."""

from __future__ import annotations

from typing import Any

import pytest

from specseal.generate import check_product

from .specs import ROWS, Row
from .told import told


def ids() -> list[str]:
    return [f"{number}-{row.code}" for number, row in enumerate(ROWS)]


@pytest.mark.parametrize("row", ROWS, ids=ids())
def test_specs(sandbox: Any, row: Row) -> None:
    def checked() -> object:
        project = sandbox.save()
        (product,) = project.products()
        return check_product(project, product)

    row.refused(sandbox)
    told(checked, row.code, row.hint)
    row.mended(sandbox)
    assert checked()
