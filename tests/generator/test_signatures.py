"""No untyped tree crosses a stage behind the contract."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "generator" / "src" / "specseal"
ALLOWED = {
    "lint/extensions.py: _schemas",  # the raw values of extensions are checked there
    "render/files.py: _context",  # what a template is given, by name
}
_MAPS = {"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict"}
_ANYTHING = {"Any", "object"}


def untyped(annotation: ast.expr) -> bool:
    """Whether an annotation has a map in it whose values may be anything, or of which nothing is said."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return untyped(ast.parse(annotation.value, mode="eval").body)
    subscripted = {id(node.value) for node in ast.walk(annotation) if isinstance(node, ast.Subscript)}
    for node in ast.walk(annotation):
        if isinstance(node, ast.Subscript) and _name(node.value) in _MAPS:
            values = node.slice.elts[-1] if isinstance(node.slice, ast.Tuple) else node.slice
            if _name(values) in _ANYTHING:
                return True
        elif _name(node) in _MAPS and id(node) not in subscripted:
            return True
    return False


def signatures(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The annotations of functions, and of the fields of classes, which are arguments of their constructors."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name, args=args) | ast.AsyncFunctionDef(name=name, args=args):
                every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
                found = [one.annotation for one in every if one] + [node.returns]
                yield from ((name, one) for one in found if one)
            case ast.ClassDef(name=name, body=body):
                yield from ((name, one.annotation) for one in body if isinstance(one, ast.AnnAssign))
            case _:
                pass


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("stage", ["plan", "render", "lint"])
def test_no_signature_has_an_untyped_map(stage: str) -> None:
    found = [
        f"{path.relative_to(SOURCES).as_posix()}: {name}"
        for path in sorted((SOURCES / stage).rglob("*.py"))
        for name, annotation in signatures(ast.parse(path.read_text("utf-8")))
        if untyped(annotation)
    ]
    assert [line for line in found if line not in ALLOWED] == []


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("dict[str, Any]", True),
        ("Mapping[str, object] | None", True),
        ("tuple[dict[str, typing.Any], ...]", True),
        ("'dict[str, Any]'", True),
        ("list[dict]", True),
        ("dict[str, str]", False),
        ("Mapping[str, list[Any]]", False),
        ("Any", False),
    ],
)
def test_untyped_maps_are_seen(annotation: str, expected: bool) -> None:
    assert untyped(ast.parse(annotation, mode="eval").body) is expected
    (found,) = [one for _, one in signatures(ast.parse(f"async def f(*, a: {annotation}): ..."))]
    assert untyped(found) is expected
