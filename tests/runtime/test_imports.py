"""The modules of the runtime import each other in one direction, in the sources and in every wheel."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import specseal.runtime
from tests.imports import circles, graph

RUNTIME = Path(specseal.runtime.__file__).parent
WHEELS = sorted((Path(__file__).parents[2] / "generated").glob("*/src/*/_runtime"))
#: Where an import may hide from a reader, and from the graph.
_HIDING = {"import_module", "__import__", "importlib", "exec", "eval"}


def hidden(path: Path) -> Iterator[str]:
    """What in a module reaches another one by a text: imports by name, and attributes of modules by name."""
    tree = ast.parse(path.read_text("utf-8"))
    imported = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        or (isinstance(node, ast.ImportFrom) and node.level and node.module is None)
        for alias in node.names
    }
    for node in ast.walk(tree):
        names = {
            *([node.id] if isinstance(node, ast.Name) else []),
            *([node.attr] if isinstance(node, ast.Attribute) else []),
            *([alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []),
        }
        yield from (f"line {getattr(node, 'lineno', 0)}: {name}" for name in names & _HIDING)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"getattr", "vars", "setattr"}:
            of = ast.unparse(node.args[0]) if node.args else ""
            if of in imported:
                yield f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("root", [RUNTIME, *(path.parent for path in WHEELS)], ids=lambda path: path.name)
def test_no_module_imports_what_imports_it(root: Path) -> None:
    found = graph(root)
    assert circles(found) == []
    runtime = root.name if root == RUNTIME else f"{root.name}._runtime"
    assert f"{runtime}.transport" in found[f"{runtime}.core"] | found[f"{runtime}.open_transport"]


@pytest.mark.parametrize("folder", [RUNTIME, *WHEELS], ids=lambda path: path.parent.name)
def test_no_module_is_reached_by_its_name(folder: Path) -> None:
    assert {path.name: found for path in folder.glob("*.py") if (found := list(hidden(path)))} == {}


def test_the_seam_of_the_transports_knows_none_of_them() -> None:
    found = graph(RUNTIME)
    transports = {f"runtime.{name}" for name in ("connections", "custom", "fast")}
    assert found["runtime.open_transport"] >= transports
    # and, for what only some products need, what opens bodies piece by piece and what shows a certificate
    seam = {"runtime.open_transport", "runtime.stream_bodies", "runtime.certificate"}
    assert {name for name in found if found[name] & transports} == seam


@pytest.mark.parametrize(
    "source",
    [
        "from importlib import import_module\n",
        "import importlib\n",
        "def f():\n    return __import__('x')\n",
        "from . import logs\nfound = getattr(logs, 'sending')\n",
        "import os\nfound = vars(os)['getcwd']\n",
    ],
)
def test_a_hidden_way_is_found(tmp_path: Path, source: str) -> None:
    (tmp_path / "one.py").write_text(source, "utf-8")
    assert list(hidden(tmp_path / "one.py"))


def test_a_circle_that_only_a_type_checker_sees_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "runtime"
    folder.mkdir()
    (folder / "__init__.py").write_text("", "utf-8")
    (folder / "one.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .two import x\n", "utf-8"
    )
    (folder / "two.py").write_text("def f():\n    from .one import y\n", "utf-8")
    assert circles(graph(folder)) == [["runtime.one", "runtime.two"]]
