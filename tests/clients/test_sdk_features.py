"""The list of features names tests that are there, and a proof for each claim."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "sdk-features.md").read_text("utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| feature"))
]


def test_each_yes_names_its_proof_and_each_no_its_reason() -> None:
    assert len(ROWS) > 40
    for feature, here, proof in ROWS:
        assert here.startswith(("yes", "no:", "no, ")), feature
        assert proof or not here.startswith("yes"), feature


def test_the_proofs_exist() -> None:
    for feature, _, proof in ROWS:
        for path, name in re.findall(r"`(tests/[\w/.]+)::(\w+)`", proof):
            tree = ast.parse((ROOT / path).read_text("utf-8"))
            assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, feature
        assert proof.count("`") == 2 * len(re.findall(r"`tests/[\w/.]+::\w+`", proof)), feature
