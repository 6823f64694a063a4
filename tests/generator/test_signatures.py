"""No untyped tree crosses a stage behind the contract."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "generator" / "src" / "specseal"
#: The raw values of extensions are checked there.
ALLOWED = {"lint/extensions.py"}


@pytest.mark.parametrize("stage", ["plan", "render", "lint"])
def test_no_signature_has_an_untyped_map(stage: str) -> None:
    found = [
        f"{path.relative_to(SOURCES).as_posix()}: {node.name}"
        for path in sorted((SOURCES / stage).glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        for text in [ast.unparse(node.args) + ast.unparse(node.returns or ast.Constant(None))]
        if "dict[str, Any]" in text or "Mapping[str, Any]" in text
    ]
    assert [line for line in found if line.partition(":")[0] not in ALLOWED] == []
