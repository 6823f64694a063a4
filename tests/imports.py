"""Who imports whom in a package, drawn from its sources, and the circles in it.

Whatever kind of import it is, it counts: at the top, within a function, for type checkers only, or by
``import_module`` with a name that stands in the source. Whoever imports ``a.b.c`` imports ``a.b`` too, whose
``__init__`` runs first, unless it is within ``a.b`` itself.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

Graph = Mapping[str, frozenset[str]]


def graph(root: Path) -> Graph:
    """The modules of the package in a folder, by their full names, and those of the package that each imports."""
    modules = {_name(root, path): path for path in sorted(root.rglob("*.py"))}
    return {name: frozenset(_imported(name, path, modules)) - {name} for name, path in modules.items()}


def circles(found: Graph) -> list[list[str]]:
    """The groups of modules that import each other, directly or by way of others; none when all is well."""
    order: list[str] = []
    seen: set[str] = set()
    for name in found:
        _visit(name, found, seen, order)
    reverse: dict[str, set[str]] = {name: set() for name in found}
    for name, others in found.items():
        for other in others:
            reverse[other].add(name)
    groups: list[list[str]] = []
    seen = set()
    for name in reversed(order):
        group: list[str] = []
        _visit(name, reverse, seen, group)
        if len(group) > 1:
            groups.append(sorted(group))
    return sorted(groups)


def _visit(
    start: str, found: Mapping[str, frozenset[str] | set[str]], seen: set[str], order: list[str]
) -> None:
    if start in seen:
        return
    seen.add(start)
    stack = [(start, iter(sorted(found[start])))]
    while stack:
        name, others = stack[-1]
        following = next((other for other in others if other not in seen), None)
        if following is None:
            order.append(name)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(sorted(found[following]))))


def _name(root: Path, path: Path) -> str:
    parts = path.relative_to(root.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(name: str, path: Path, modules: Mapping[str, Path]) -> Iterator[str]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for named in _named(ast.parse(path.read_text(encoding="utf-8")), package, modules):
        parts = named.split(".")
        for length in range(1, len(parts) + 1):
            module = ".".join(parts[:length])
            # a package that holds the importing module runs already
            if module in modules and (module == named or not f"{name}.".startswith(f"{module}.")):
                yield module


def _named(tree: ast.AST, package: str, modules: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node.module or "", node.level, package)
            for alias in node.names:  # a module of the package, or something that the package itself has
                yield f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules else base
        elif isinstance(node, ast.Call) and _is_import(node.func) and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                level = len(first.value) - len(first.value.lstrip("."))
                yield _absolute(first.value.lstrip("."), level, package)


def _absolute(module: str, level: int, package: str) -> str:
    if not level:
        return module
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *([module] if module else [])])


def _is_import(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in {"import_module", "__import__"}


def absent(package: ModuleType) -> list[str]:
    """The names in ``__all__`` of any module of a package that the module does not have."""
    names = [
        one.name
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if "__main__" not in one.name
    ]
    return [
        f"{name}: {offered}"
        for name in names
        for module in [importlib.import_module(name)]
        for offered in getattr(module, "__all__", ())
        if not hasattr(module, offered)
    ]
