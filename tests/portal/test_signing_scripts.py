"""The recipes as JavaScript: every vector comes out as in Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specseal.document import load
from specseal.generate import check_product
from specseal.portal.javascript import signing_module
from specseal.project import Project
from specseal.signing import Recipe, parse_recipe
from specseal.signing.primitives import PRIMITIVES
from tests.portal.support import ROOT, Feeds
from tools.zoo import exhibits, expecting, stored

pytestmark = pytest.mark.system
Node = Callable[[str, Any], Any]
RECIPES = ROOT / "tests/generator/signing/recipes"


def recipes_of(root: Path) -> dict[str, Recipe]:
    """Every recipe of a project, by product and scheme."""
    project = Project(root)
    return {
        f"{product.name} {name}": recipe
        for product in project.products()
        for name, recipe in check_product(project, product).signers.recipes.items()
    }


def known_schemes() -> dict[str, Recipe]:
    """Those of AWS, Tencent, Binance and others."""
    found: dict[str, Recipe] = {}
    for path in sorted(RECIPES.glob("*.yaml")):
        document = load(path, path.name).data
        found[path.stem] = parse_recipe(document["x-signing"], root=document, pointer="/x-signing")
    return found


def zoo() -> dict[str, Recipe]:
    """The recipes of public schemes, with their independent answers, but for those with a private key."""
    found: dict[str, Recipe] = {}
    for exhibit in exhibits():
        value = expecting(exhibit, stored()[exhibit.name])
        recipe = parse_recipe(value, root={"x-signing": value}, pointer="/x-signing")
        if not any(PRIMITIVES[name].module == "keys" for name in recipe.primitives):
            found[f"zoo {exhibit.name}"] = recipe
    return found


def given(script: Path, scheme: str, recipe: Recipe) -> list[dict[str, Any]]:
    return [
        {
            "script": str(script),
            "scheme": scheme,
            "method": vector.request.method,
            "url_scheme": vector.request.scheme,
            "host": vector.request.host,
            "path": vector.request.path,
            "query": vector.request.query,
            "form": vector.request.form,
            "json": {
                name: text if isinstance(text, str) else "" for name, text in vector.request.json.items()
            },
            "headers": vector.request.headers,
            "body": vector.request.body if vector.request.body is not None else encoded(vector.request.json),
            "credentials": vector.credentials,
            "settings": vector.settings,
            "clock": vector.clock,
            "random": vector.random,
        }
        for vector in recipe.vectors
    ]


def encoded(fields: dict[str, Any]) -> str | None:
    """The JSON that is sent."""
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False) if fields else None


def test_every_vector_comes_out_in_node(node: Node, feeds: Feeds, tmp_path: Path) -> None:
    recipes = recipes_of(ROOT) | recipes_of(feeds.project) | known_schemes() | zoo()
    jobs: list[dict[str, Any]] = []
    wanted: list[tuple[str, Any]] = []
    for number, (name, recipe) in enumerate(recipes.items()):
        script = tmp_path / f"signing{number}.js"
        script.write_text(signing_module({"scheme": recipe}, "A test."), "utf-8")
        jobs += given(script, "scheme", recipe)
        wanted += [(f"{name}: {vector.name}", vector.expected) for vector in recipe.vectors]
    found = node("signing.mjs", jobs)
    assert len(found) == len(wanted) > 15
    for (name, expected), outcome in zip(wanted, found, strict=True):
        assert "error" not in outcome, f"{name}: {outcome}"
        for (place, field), value in expected.items():
            assert outcome[place].get(field) == value, f"{name}: {place} {field}"


def test_the_script_of_the_feed_is_that_one(node: Node, feeds: Feeds) -> None:
    recipe = recipes_of(feeds.project)["parcels nimbus"]
    job, *_ = given(feeds.made_up / "parcels/signing.js", "nimbus", recipe)
    (outcome,) = node("signing.mjs", [job])
    ((place, field), value) = next(iter(recipe.vectors[0].expected.items()))
    assert outcome[place][field] == value


def test_what_python_refuses_node_refuses_too(node: Node, feeds: Feeds) -> None:
    recipe = recipes_of(ROOT)["linkvisual acs3"]
    job = given(feeds.ours / "linkvisual/signing.js", "acs3", recipe)[0]
    absent = {**job, "credentials": {**job["credentials"], "access_key_secret": ""}}
    unmoved = {**job, "query": {}}
    found = node("signing.mjs", [absent, unmoved])
    assert found[0] == {
        "error": "Signing needs the credential 'access_key_secret', which was not given or is empty."
    }
    assert "'Action'" in found[1]["error"]
