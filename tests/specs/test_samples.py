"""The code samples of the portal are Python, and call what the clients have."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

Reader = Callable[[str], dict[str, Any]]


def updates(root: Path, product: str, stage: str) -> list[dict[str, Any]]:
    """All updates of a product's overlay of a stage."""
    (path,) = root.glob(f"overlays/*/{product}/{stage}.yaml")
    return [action["update"] for action in yaml.safe_load(path.read_text("utf-8"))["actions"]]


def snake_case(name: str) -> str:
    """``PageNo`` and ``page_no`` to ``page_no``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def test_samples_call_the_client(product: str, root: Path, contract_of: Reader) -> None:
    contract = contract_of(product)
    ((_, item),) = contract["paths"].items()
    operation = item["post"]
    (client,) = (
        one["x-client"] for one in updates(root, product, "client") if "class" in one.get("x-client", {})
    )
    samples = [sample for one in updates(root, product, "portal") for sample in one.get("x-codeSamples", [])]
    schemas = contract["components"]["schemas"]
    fields = [parameter["name"] for parameter in operation.get("parameters", [])]
    fields += [name for key, one in schemas.items() if key.endswith("Request") for name in one["properties"]]
    assert len(samples) == 2
    for sample, name in zip(samples, (client["class"], f"Async{client['class']}"), strict=True):
        tree = ast.parse(sample["source"])
        imported = [node for node in tree.body if isinstance(node, ast.ImportFrom)][-1]
        assert (imported.module, [one.name for one in imported.names]) == (client["package"], [name])
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        (made,) = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id == name]
        known = {"api_key", "api_secret", "access_key_id", "access_key_secret", "region", "signature"}
        assert {keyword.arg for keyword in made.keywords} <= known
        (called,) = [one for one in calls if isinstance(one.func, ast.Attribute)]
        assert isinstance(called.func, ast.Attribute)
        assert called.func.attr == snake_case(operation["operationId"])
        assert called.args == []
        given = {keyword.arg for keyword in called.keywords}
        assert given <= {snake_case(field) for field in fields}
        assert sample["lang"] == "Python"


def test_samples_read_what_answers_have(root: Path, product: str, contract_of: Reader) -> None:
    """Every attribute that a sample reads is a field of some response."""
    schemas = contract_of(product)["components"]["schemas"]
    known = {snake_case(name) for one in schemas.values() for name in one["properties"]}
    for one in updates(root, product, "portal"):
        for sample in one.get("x-codeSamples", []):
            tree = ast.parse(sample["source"])
            called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
            read = {
                node.attr
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and id(node) not in called
            }
            assert read <= known
