"""The edits of contracts, compared: by `specseal diff`, by griffe, and by a type check of the code of before.

``python -m tests.diff.bench`` writes what came out, and the table of rules, into ``docs/diff.md``.
"""

from __future__ import annotations

import ast
import functools
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from specseal.diff.api import Break, breaks_of, load_rendered
from specseal.diff.compare import Difference, compare
from specseal.diff.rules import table as rules_table
from specseal.diff.sides import Side, side_of_document, sources
from specseal.diff.typecheck import run_mypy
from specseal.document import load as load_document
from specseal.document import loads, plain
from specseal.project import Project
from specseal.release.calls import calls_of
from specseal.render import render_package
from tests.diff.edits import EDITS, Contract, Edit

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "diff.md"
THING = Path(__file__).with_name("thing.yaml")
_SHARED = "shared_runtime"


@functools.cache
def contract_text(product: str) -> str:
    """The contract of a product as it is, as JSON."""
    if product == "thing":
        return json.dumps(plain(load_document(THING).data))
    project = Project(ROOT)
    (found,) = project.select((product,))
    return json.dumps(plain(sources(project, found).document))


@functools.cache
def before(product: str) -> Side:
    """The side that edits start from."""
    return side_of_document(loads(contract_text(product), "old.json").data, "old", product)


@functools.cache
def after(edit: Edit) -> Side:
    """The side that an edit makes."""
    document: dict[str, Any] = json.loads(contract_text(edit.product))
    edit.apply(Contract(document))
    return side_of_document(loads(json.dumps(document), "new.json").data, "new", edit.product)


@dataclass
class Outcome:
    """What each of the three says of an edit."""

    edit: Edit
    difference: Difference
    new: Side
    griffe: tuple[Break, ...] = ()
    types: tuple[str, ...] = ()

    @property
    def expected(self) -> tuple[bool, bool]:
        """Whether griffe and the type check should see a break, by the rules of the changes."""
        named = {"api", "names"}
        seen = {
            one.rule.seen for one in self.difference.of("breaking") if one.rule.seen not in named or one.names
        }
        return bool(seen & named), bool(seen & {"api", "types"})

    @property
    def seen(self) -> tuple[bool, bool]:
        """Whether they see one."""
        return bool(self.griffe), bool(self.types)

    @property
    def reason(self) -> str:
        """Why the three do not agree; empty where they do."""
        breaking = self.difference.worst == "breaking"
        if self.edit.why:
            return self.edit.why
        if self.seen == (breaking, breaking):
            return ""
        if breaking and self.seen == (False, False):
            return "Only what travels changed; the code is the same."
        if breaking and self.seen == (False, True):
            return "griffe compares names, not types."
        if breaking and self.seen == (True, False):
            return "It may be left out as before, so that types do not show it."
        return "?"


def outcomes(edits: tuple[Edit, ...], folder: Path) -> list[Outcome]:
    """All edits, compared by all three; mypy runs once for all of them."""
    befores = {
        product: Rendered.of(before(product)) for product in dict.fromkeys(one.product for one in edits)
    }
    loaded = {
        product: load_rendered(one.module, one.files, folder / "griffe" / product)
        for product, one in befores.items()
    }
    found: list[Outcome] = []
    surfaces: dict[int, Mapping[str, str]] = {}
    for number, edit in enumerate(edits):
        new = after(edit)
        one = Outcome(edit, compare(before(edit.product), new), new)
        found.append(one)
        if new.package is None:
            continue
        rendered, old = Rendered.of(new), befores[edit.product]
        if rendered.module == old.module and rendered.surface == old.surface:
            continue  # nobody who reads the packages can see a difference
        surfaces[number] = rendered.surface
        if rendered.module == old.module:
            module = load_rendered(rendered.module, rendered.files, folder / "griffe" / str(number))
            one.griffe = breaks_of(loaded[edit.product], module)
    _check_types(found, surfaces, folder / "types")
    return found


def _check_types(found: list[Outcome], surfaces: Mapping[int, Mapping[str, str]], folder: Path) -> None:
    """The code of before against the package of each edit that has another surface."""
    for name, text in _shared():
        _write(folder / _SHARED / f"{name}.py", text)
    _write(
        folder / "msgspec.pyi",
        "class Struct:\n    def __init_subclass__(cls, **kwargs: object) -> None: ...\n",
    )
    code: dict[str, Outcome] = {}
    for number, modules in surfaces.items():
        one, name = found[number], f"edit{number}"
        old, new = before(one.edit.product).package, one.new.package
        if old is None or new is None:
            raise AssertionError("what has a surface is a package")
        # who imports the old name finds nothing of this package under it
        for module, text in modules.items() if new.module == old.module else [("__init__", "")]:
            _write(folder / name / f"{module}.pyi", text)
        _write(
            folder / f"code{number}.py", calls_of(old, "0.1.0").replace(f"from {old.module}", f"from {name}")
        )
        code[f"code{number}.py"] = one
    arguments = ["--ignore-missing-imports", "--no-site-packages", *(str(folder / name) for name in code)]
    for problem in run_mypy(arguments, folder):
        if found_in := code.get(Path(problem.file).name):
            found_in.types = (*found_in.types, problem.text)
    shutil.rmtree(folder)


@dataclass(frozen=True)
class Rendered:
    """The files of the package of a side."""

    module: str
    files: Mapping[str, str]
    surface: Mapping[str, str]
    """The modules that callers see, as stubs over one runtime for all packages."""

    @staticmethod
    def of(side: Side) -> Rendered:
        """What is written of a side of which a client can be made."""
        if side.package is None or side.signers is None:
            raise AssertionError(f"there is no package of {side.label}")
        files = render_package(side.package, side.signers)
        base = f"src/{side.package.module}/"
        shown = {
            name: files[f"{base}{name}.py"] for name in ("__init__", "_client", "errors", "models", "types")
        }
        stubs = {
            name: signatures(text).replace("from ._runtime.", f"from {_SHARED}.")
            for name, text in shown.items()
        }
        return Rendered(side.package.module, files, stubs | {"_operations": ""})


@functools.cache
def _shared() -> tuple[tuple[str, str], ...]:
    modules = [one for one in files("specseal.runtime").iterdir() if one.name.endswith(".py")]
    return tuple((one.name.removesuffix(".py"), signatures(one.read_text("utf-8"))) for one in modules)


def signatures(source: str) -> str:
    """A module without the bodies of its functions, and without a word of documentation."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name="__init__"):
                pass  # it says which attributes there are
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                node.body = [ast.Expr(ast.Constant(...))]
            case ast.ClassDef() | ast.Module():
                node.body = list(_without_words(node.body)) or [ast.Expr(ast.Constant(...))]
            case _:
                pass
    return ast.unparse(tree) + "\n"


def _without_words(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for one in body:
        if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)):
            yield one


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def table(found: list[Outcome]) -> str:
    """The outcomes as a Markdown table, for the documentation."""
    said = {True: "breaks", False: "–"}
    lines = [
        "| product | edit | `specseal diff` | griffe | old code | why they differ |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.edit.product} | {one.edit.name} | {one.difference.worst or 'no change'} | {said[one.seen[0]]} "
        f"| {said[one.seen[1]]} | {one.reason} |"
        for one in found
    ]
    return "\n".join(lines)


def with_tables(page: str, found: list[Outcome]) -> str:
    """The page with both tables as they are today."""
    for name, text in (("rules", rules_table()), ("edits", table(found))):
        start, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
        before_it, _, rest = page.partition(start)
        page = f"{before_it}{start}\n{text}\n{end}{rest.partition(end)[2]}"
    return page


def main() -> None:
    """Write the page."""
    with TemporaryDirectory() as folder:
        found = outcomes(EDITS, Path(folder))
    if wrong := [str(one.edit) for one in found if one.seen != one.expected or one.reason == "?"]:
        raise SystemExit(f"griffe or mypy see something else than the rules say: {', '.join(wrong)}")
    PAGE.write_text(with_tables(PAGE.read_text("utf-8"), found), "utf-8")
    print(f"{len(found)} edits, {sum(not one.reason for one in found)} of them judged alike by all three")


if __name__ == "__main__":
    main()
