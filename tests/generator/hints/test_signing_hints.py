"""Hints about signing recipes: their steps, what else they list, and their vectors."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from specseal.document import dump_yaml, loads, locate
from specseal.signing import parse_recipe, prove

from .recipes import CHANGES, STEPS
from .told import told

CORRECT = "Correct the vector, or the recipe."
VECTOR: dict[str, Any] = {
    "name": "one",
    "credentials": {"secret": "s", "key": "k"},
    "request": {"method": "POST", "url": "https://a.example/"},
    "expect": {"form": {"all": "sk"}},
}


def recipe(value: Any) -> Any:
    return parse_recipe(value, root={"x-signing": value}, pointer="/x-signing")


def with_steps(steps: str) -> dict[str, Any]:
    """A recipe whose other parts fit, and of which nothing is unused."""
    all_ = "headers" if "body" in steps or "json" in steps or "sha1(query_string(query))" in steps else "form"
    rest = f"{all_}['all'] = secret + key + f'{{ttl}}'\n{all_}['token'] = token\n"
    late = "signing" if "late" in steps or "'b')" in steps else ""
    return {
        "credentials": ["secret", "key", "token?"],
        "secrets": ["secret", "key", "token"],
        "settings": {"ttl": 5},
        "steps": f"{rest}{steps}\n" if late else f"{steps}\n{rest}",
        "vectors": [VECTOR],
    }


@pytest.mark.parametrize(("code", "steps", "mended", "hint"), STEPS, ids=[row[0] for row in STEPS])
def test_steps_of_recipes(code: str, steps: str, mended: str, hint: str) -> None:
    value = with_steps(steps) if steps != "#only" else with_steps("") | {"steps": "# nothing"}
    told(lambda: recipe(value), code, hint)
    assert recipe(with_steps(mended))


@pytest.mark.parametrize(("code", "steps", "mended", "hint"), STEPS, ids=[row[0] for row in STEPS])
def test_the_line_of_a_step_is_named(code: str, steps: str, mended: str, hint: str) -> None:
    """In a file, whatever is wrong with one step is told at a line of the block, and not at its key."""
    value = with_steps(steps) if steps != "#only" else with_steps("") | {"steps": "# nothing\n"}
    data = loads(dump_yaml({"x-signing": value}), "recipe.yaml").data
    key = locate(data, "/x-signing/steps").line or 0
    lines = str(value["steps"]).count("\n")
    found = told(lambda: parse_recipe(data["x-signing"], root=data, pointer="/x-signing"), code, hint)
    for one in found:
        assert one.location is not None and one.location.line is not None
        whole = one.code in {"signing-shape", "signing-limit"} or "no step uses" in one.message
        assert one.location.line - key in range(0 if whole else 1, lines + 2), one


@pytest.mark.parametrize(("code", "changes", "mended", "hint"), CHANGES, ids=[row[0] for row in CHANGES])
def test_recipes(code: str, changes: dict[str, Any], mended: dict[str, Any], hint: str) -> None:
    right = {
        "credentials": ["secret", "key"],
        "secrets": ["secret", "key"],
        "steps": "form['all'] = secret + key",
        "vectors": [VECTOR],
    }
    told(lambda: recipe(right | changes), code, hint)
    assert recipe(right | mended)
    told(lambda: recipe(None), "signing-shape", "Write a map (docs/signing.md).")


def test_vectors() -> None:
    right = with_steps("")
    right = {"credentials": ["secret", "key"], "secrets": ["secret", "key"]}
    right |= {"steps": "form['all'] = secret + key\nform['x'] = hex(sha1(secret))", "vectors": [VECTOR]}
    told(lambda: prove(recipe(right)), "signing-vector", "Add it to `expect` of a vector.")
    wrong = copy.deepcopy(right)
    wrong["vectors"][0]["expect"]["form"]["x"] = "0"
    told(lambda: prove(recipe(wrong)), "signing-vector", f"{CORRECT} sha1 covered '***'.")
    wrong["vectors"][0]["expect"]["form"]["x"] = "a0f1490a20d0211c997b44bc357e1972deab8ae3"
    prove(recipe(wrong))


def test_paths() -> None:
    value: dict[str, Any] = {"credentials": ["secret", "key?"], "secrets": ["secret"]}
    value |= {"steps": "form['all'] = secret + given(key)", "vectors": [VECTOR]}
    told(lambda: prove(recipe(value)), "signing-vector", "Add a vector without it.")
    without = {"credentials": {"secret": "s"}, "expect": {"form": {"all": "s"}}}
    prove(recipe(value | {"vectors": [VECTOR, VECTOR | without]}))
