"""The hints of diagnostics, read from the sources: which texts a hint may have, with gaps for what varies."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parents[3] / "generator" / "src" / "specseal"
STAGES = ("document", "overlay", "contract", "lint", "signing")
FILES = ("project.py", "output.py")

#: What makes a diagnostic: the position of its code, and of its hint, among the positional arguments.
_MAKERS = {
    "Diagnostic": (0, 3),
    "Problem": (0, 3),
    "Wrong": (0, 3),
    "unsupported": (None, 2),
    "_stop": (0, 3),
    "wrong": (0, 99),
    "_refuse": (None, 2),
    "_problem": (0, 4),
}
_CODES = {"unsupported": "unsupported", "_refuse": "overlay-invalid"}
#: Modules whose own `_problem` takes a hint.
_OWN = ("document/build.py", "overlay/apply.py")


@dataclass(frozen=True)
class Made:
    """One place that makes a diagnostic."""

    where: str
    """File and line."""
    code: str
    """Empty where it is not written out there."""
    hint: str | None
    """A regular expression; ``None`` where there is no hint."""


class _Module:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = ast.parse(path.read_text("utf-8"))

    def made(self) -> Iterator[Made]:
        yield from self._inside(self.tree, ())

    def _inside(self, node: ast.AST, functions: tuple[ast.FunctionDef, ...]) -> Iterator[Made]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                yield from self._inside(child, (*functions, child))
                continue
            if isinstance(child, ast.Call):
                yield from self._call(child, functions)
            yield from self._inside(child, functions)

    def _call(self, call: ast.Call, functions: tuple[ast.FunctionDef, ...]) -> Iterator[Made]:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        file = self.path.relative_to(SOURCES).as_posix()
        if name not in _MAKERS or any(one.name == name for one in functions):
            return
        if name == "_problem" and file not in _OWN:
            return
        coded, position = _MAKERS[name]
        code = _CODES.get(name, "")
        if coded is not None and len(call.args) > coded and isinstance(call.args[coded], ast.Constant):
            code = str(ast.literal_eval(call.args[coded]))
        if any(one.arg == "severity" and ast.unparse(one.value) == "'note'" for one in call.keywords):
            return  # it has no effect, so there is nothing to do
        found = next((one.value for one in call.keywords if one.arg == "hint"), None)
        starred = [one for one in call.args if isinstance(one, ast.Starred)]
        if found is None and starred and name == "unsupported":
            found = ast.Subscript(starred[0].value, ast.Constant(-1))
        elif found is None and len(call.args) > position:
            found = call.args[position]
        where = f"{file}:{call.lineno}"
        texts = list(self._texts(found, functions)) if found is not None else [""]
        for text in texts:
            yield Made(where, code, text or None)

    def _texts(self, node: ast.expr, functions: tuple[ast.FunctionDef, ...]) -> Iterator[str]:
        match node:
            case ast.Constant(value=str(text)):
                yield re.escape(text)
            case ast.JoinedStr(values=values):
                yield "".join(
                    re.escape(one.value)
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                    else ".*"
                    for one in values
                )
            case ast.IfExp(body=one, orelse=other):
                yield from self._texts(one, functions)
                yield from self._texts(other, functions)
            case ast.Name(id=name):
                yield from self._named(name, functions)
            case ast.Subscript():
                yield from self._table(node)
            case ast.Call(
                func=ast.Name(id="next"), args=[_, default]
            ):  # in a table of texts; its default is one too
                yield from self._texts(default, functions)
            case ast.Call(func=ast.Name(id=name)):
                function = next(
                    one
                    for one in ast.walk(self.tree)
                    if isinstance(one, ast.FunctionDef) and one.name == name
                )
                for part in ast.walk(function):
                    if isinstance(part, ast.Return) and part.value is not None:
                        yield from self._texts(part.value, (function,))
            case ast.Attribute() | ast.Call(func=ast.Attribute()):
                return  # what another place has made, or what a vector has shown: no remedy of its own
            case _:
                raise TypeError(f"{self.path}:{node.lineno}: {ast.unparse(node)}")

    def _named(self, name: str, functions: tuple[ast.FunctionDef, ...]) -> Iterator[str]:
        """What a name may stand for; nothing where it is a parameter, which a caller gives."""
        inside = [one for function in functions[-1:] for one in ast.walk(function)]
        found = [
            one.value
            for one in (*inside, *self.tree.body)
            if isinstance(one, ast.Assign | ast.AnnAssign)
            for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
            if isinstance(target, ast.Name) and target.id == name and one.value is not None
        ]
        arguments = {
            one.arg for function in functions for one in ast.walk(function) if isinstance(one, ast.arg)
        }
        if not found and name not in arguments:
            raise TypeError(f"{self.path}: {name}")
        for value in dict.fromkeys(found):
            yield from self._texts(value, functions)

    def _table(self, node: ast.Subscript) -> Iterator[str]:
        holder = node.value
        while isinstance(holder, ast.Subscript):
            holder = holder.value
        name = ast.unparse(holder)
        for one in ast.walk(self.tree):
            if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == name:
                assert isinstance(one.value, ast.Dict)
                for value in one.value.values:
                    assert isinstance(value, ast.Tuple)
                    yield from self._texts(value.elts[-1], ())


def every_hint() -> list[Made]:
    """All places that make a diagnostic, with each text that its hint may have."""
    paths = [SOURCES / name for name in FILES]
    paths += [path for stage in STAGES for path in sorted((SOURCES / stage).glob("*.py"))]
    return [one for path in paths for one in _Module(path).made()]
