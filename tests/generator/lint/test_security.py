"""Each check of security refuses more than one wrong example, at the root and at an operation."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.generator.schemes import SIGNED

OTHER = json.loads(json.dumps(SIGNED).replace("x-sign\\", "x-other\\").replace('"x-sign"', '"x-other"'))


def secure(sandbox: Any, where: str, security: list[dict[str, Any]], **schemes: dict[str, Any]) -> str:
    """Put security requirements somewhere; the pointer of that place."""
    sandbox.spec["components"]["securitySchemes"] = {"acme": copy.deepcopy(SIGNED), "other": OTHER} | schemes
    (sandbox.spec if where == "root" else sandbox.operation)["security"] = security
    return "/security" if where == "root" else "/paths/~1thing/post/security"


def told(sandbox: Any) -> list[tuple[str, str]]:
    return [(one.code, one.location.pointer) for one in sandbox.problems()]


WHERE = pytest.mark.parametrize("where", ["root", "operation"])


@WHERE
@pytest.mark.parametrize("security", [[{"acme": []}], [{"acme": []}, {"other": []}]])
def test_one_recipe_at_a_time_is_what_is_supported(sandbox: Any, where: str, security: Any) -> None:
    secure(sandbox, where, security)
    assert "def sign_acme" in sandbox.file("_signing.py")
    assert ("def sign_other" in sandbox.file("_signing.py")) == (len(security) == 2)


@WHERE
@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize("names", [("acme", "other"), ("other", "acme")])
def test_two_recipes_for_one_request(sandbox: Any, where: str, index: int, names: tuple[str, str]) -> None:
    security: list[dict[str, Any]] = [{"acme": []}]
    security.insert(index, {name: [] for name in names})
    secure(sandbox, where, security)
    printed = sandbox.file("_signing.py")
    called = [f"sign_{name}(request, credentials, sources)" for name in names]
    assert f"def sign_{names[0]}_and_{names[1]}(" in printed
    assert f"    {called[0]}\n    return {called[1]}\n" in printed


@WHERE
def test_two_recipes_that_set_the_same_field(sandbox: Any, where: str) -> None:
    place = secure(sandbox, where, [{"acme": [], "again": []}], again=SIGNED)
    (problem,) = sandbox.problems()
    assert (problem.code, problem.location.pointer) == ("security-conflict", f"{place}/0")
    assert "'acme' and 'again' both set headers[\"x-sign\"]" in problem.message


@WHERE
@pytest.mark.parametrize(
    ("security", "at"),
    [
        ([{"nobody": []}], [0]),
        ([{"acme": []}, {"nobody": []}], [1]),
        ([{"nobody": []}, {"acme": []}, {"Acme": []}], [0, 2]),
    ],
)
def test_a_scheme_that_is_not_declared(sandbox: Any, where: str, security: Any, at: list[int]) -> None:
    place = secure(sandbox, where, security)
    assert told(sandbox) == [("security-undeclared", f"{place}/{index}") for index in at]


@pytest.mark.parametrize("scheme", [{"type": "http", "scheme": "digest"}, {"type": "http", "scheme": "acme"}])
def test_a_scheme_that_no_client_could_follow(sandbox: Any, scheme: dict[str, Any]) -> None:
    secure(sandbox, "root", [{"plain": []}], plain=scheme)
    assert ("security-recipe", "/components/securitySchemes/plain") in told(sandbox)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("credentials", [], "signing-shape"),
        ("credentials", ["api_key", "other"], "signing-unused"),
        ("secrets", ["other"], "signing-name"),
        ("steps", 'headers["x-sign"] = api_key.upper()', "signing-syntax"),
        ("vectors", [{"name": "one"}], "signing-vector"),
    ],
)
def test_a_wrong_recipe_is_told_where_it_stands(sandbox: Any, key: str, value: Any, code: str) -> None:
    wrong = copy.deepcopy(SIGNED)
    wrong["x-signing"][key] = value
    secure(sandbox, "root", [{"wrong": []}], wrong=wrong)
    found = told(sandbox)
    assert code in {each for each, _ in found}
    assert all(pointer.startswith("/components/securitySchemes/wrong/x-signing") for _, pointer in found)


def test_an_operation_may_do_without(sandbox: Any) -> None:
    secure(sandbox, "root", [{"nobody": []}])
    sandbox.operation["security"] = []
    assert sandbox.output().files
