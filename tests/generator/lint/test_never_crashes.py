"""However a spec is spoiled, the command works or refuses; it never ends in a traceback."""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from specseal.diagnostics import Refused
from specseal.document import load, plain
from specseal.generate import check_product, package_of
from specseal.project import Project

ROOT = Path(__file__).parents[3]
SPOILED: tuple[Any, ...] = (None, "text", [], {}, 5, True, ["a"], {"$ref": "#/components/schemas/Nothing"})
PRODUCTS = ("megvii/finauth-facesearch", "megvii/faceid-lite", "aliyun/linkvisual")


def places(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every key and index below a node."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def spoil(spec: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """A copy with another value at a place; without the place where the value is ``...``."""
    changed = copy.deepcopy(spec)
    node = changed
    for step in path[:-1]:
        node = node[step]
    if value is ...:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return changed


def judge(project: Project, spec_path: Path, spec: Any) -> None:
    spec_path.write_text(json.dumps(spec), "utf-8")
    product = next(one for one in project.products() if one.spec == spec_path)
    try:
        package_of(check_product(project, product))
    except Refused as refused:
        assert all(one.message for one in refused.diagnostics)


@pytest.mark.parametrize("value", [..., *SPOILED], ids=repr)
def test_the_smallest_spec_spoiled_everywhere(sandbox: Any, value: Any) -> None:
    sandbox.spec["x-error-body"] = {
        "code": ["/error"],
        "separator": ":",
        "failed_when": [{"pointer": "/error"}],
    }
    sandbox.operation["x-errors"] = {
        "BAD": {"status": 400, "key": "error", "description": "Bad.", "retryable": False}
    }
    sandbox.operation["parameters"] = [
        {"name": "q", "in": "query", "schema": {"type": "string", "enum": ["a"]}}
    ]
    sandbox.operation["responses"]["default"] = {"description": "Failed."}
    sandbox.body["encoding"] = {"id": {"contentType": "text/plain"}}
    project = sandbox.save()
    path = project.root / "specs/acme/thing.yaml"
    for place in list(places(sandbox.spec)):
        judge(project, path, spoil(sandbox.spec, place, value))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("product", PRODUCTS)
def test_real_specs_and_overlays_spoiled_somewhere(product: str, seed: int, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    shutil.copytree(ROOT / "overlays", tmp_path / "overlays")
    project = Project(tmp_path)
    vendor = product.partition("/")[0]
    files = [f"specs/{product}.yaml", f"overlays/{product}/wire.yaml", f"overlays/{vendor}/wire.yaml"]
    dice = random.Random(f"{product} {seed}")
    for _ in range(12):
        name = dice.choice(files)
        original = (ROOT / name).read_bytes()
        content = plain(load(ROOT / name).data)
        changed = spoil(content, dice.choice(list(places(content))), dice.choice([..., *SPOILED]))
        (tmp_path / name).write_text(json.dumps(changed), "utf-8")
        found = next(one for one in project.products() if one.name == product.partition("/")[2])
        try:
            package_of(check_product(project, found))
        except Refused:
            pass
        finally:
            (tmp_path / name).write_bytes(original)
