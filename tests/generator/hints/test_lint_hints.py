"""Hints of `specseal lint`: about specs and the overlays of their products."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specseal.document import value_at
from specseal.generate import check_product

from .specs import ROWS, Row
from .told import told


@pytest.mark.parametrize("row", ROWS, ids=[f"{number}-{row.code}" for number, row in enumerate(ROWS)])
def test_specs(sandbox: Any, row: Row) -> None:
    def checked() -> object:
        project = sandbox.save()
        (product,) = project.products()
        return check_product(project, product)

    row.refused(sandbox)
    for one in told(checked, row.code, row.hint):
        assert one.location is not None and one.location.line, one
        if one.location.file.startswith("specs/"):
            written = json.loads((sandbox.root / one.location.file).read_text("utf-8"))
            there = value_at(written, one.location.pointer) is not None
            assert there or not one.location.pointer or one.code == "openapi-version", one
    row.mended(sandbox)
    assert checked()
