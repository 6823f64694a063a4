"""``specseal init`` and ``specseal new``: beginnings."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic, Location, Refused
from ..project import Product, Project, find_project
from .pages import rows_read
from .parser import error, refuse_shared
from .report import Report

if TYPE_CHECKING:
    from ..scaffold.new import Beginning

UNREADABLE = 5


def add_parsers(subparsers: Any, shared: argparse.ArgumentParser) -> None:
    """Add both commands to the command line."""
    init = subparsers.add_parser(
        "init",
        parents=[shared],
        help="start a project in an empty folder",
        description="Write a project with one example product: spec, overlays, page, tests, Makefile and CI.",
    )
    init.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="DIR", help="default: here")
    init.set_defaults(command=init_command)

    new = subparsers.add_parser(
        "new",
        parents=[shared],
        help="start a product: a spec and overlays, drafted from a saved page if given",
        description="Exit codes: 0 written, 1 the name is refused, 5 the page could not be read.",
    )
    new.add_argument("name", nargs="?", metavar="VENDOR/PRODUCT")
    new.add_argument(
        "--from-doc",
        metavar="FILE|-",
        help="the saved page: text, Markdown or HTML; - reads standard input",
    )
    new.add_argument(
        "--add-to",
        metavar="PRODUCT",
        help="add the operation of a further page to this product, whose files are kept",
    )
    new.set_defaults(command=new_command)


def init_command(options: argparse.Namespace, report: Report) -> int:
    """``specseal init [DIR]``."""
    from ..scaffold.init import project_files  # noqa: PLC0415
    from ..scaffold.placing import place  # noqa: PLC0415

    refuse_shared(options, "root")
    files = project_files()
    place(options.folder, files)
    if report.json:
        report.object({"ok": True, "folder": str(options.folder), "files": sorted(files)})
        return 0
    for name in sorted(files):
        print(options.folder / name)
    enter = "" if options.folder == Path() else f"cd {options.folder} && "
    report.note(
        f"Next: {enter}make test. Then `specseal new VENDOR/PRODUCT --from-doc FILE`; README.md explains more."
    )
    return 0


def new_command(options: argparse.Namespace, report: Report) -> int:
    """``specseal new VENDOR/PRODUCT [--from-doc FILE|-]``, ``specseal new --add-to PRODUCT --from-doc FILE|-``."""
    from ..scaffold.names import new_product  # noqa: PLC0415
    from ..write import Writing  # noqa: PLC0415

    if (options.name is None) == (options.add_to is None):
        error(options, "name the new product, VENDOR/PRODUCT, or one to --add-to")
    if options.add_to is not None and options.from_doc is None:
        error(options, "--add-to needs the page of the operation: --from-doc FILE")
    root: Path | None = options.root
    project = find_project(Path.cwd()) if root is None else Project(root.resolve())
    if options.add_to is None:
        product = new_product(project, options.name)
    else:
        (product,) = project.select((options.add_to,))
    try:
        beginning = _beginning(product, options.from_doc, further=options.add_to is not None)
    except Refused as refused:
        if not all(one.code.startswith("page-") for one in refused.diagnostics):
            raise
        report.refused(refused.diagnostics)
        return UNREADABLE
    with Writing() as writing:
        for path, text in beginning.files.items():
            writing.file(path, text)
    _tell(report, product, beginning, _diagnostics(project, product))
    return 0


def _beginning(product: Product, page: str | None, *, further: bool) -> Beginning:
    from ..scaffold.adding import add_from  # noqa: PLC0415
    from ..scaffold.new import begin_empty, begin_from  # noqa: PLC0415

    begin = add_from if further else begin_from
    if page is None:
        return begin_empty(product)
    if page == "-":
        return begin(product, sys.stdin.buffer.read(), None)
    try:
        data = Path(page).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "Save the vendor's page, and name the file with --from-doc."
        raise Refused(
            Diagnostic("page-unreadable", f"Cannot read it: {reason}.", Location(page), hint)
        ) from error
    return begin(product, data, Path(page).name)


def _diagnostics(project: Project, product: Product) -> tuple[Diagnostic, ...]:
    """What lint says of the draft."""
    from ..generate import check_product  # noqa: PLC0415

    try:
        check_product(project, product)
    except Refused as refused:
        return refused.diagnostics
    return ()


def _tell(report: Report, product: Product, beginning: Beginning, found: tuple[Diagnostic, ...]) -> None:
    todos = [(product.shown(path), line, words) for path, line, words in beginning.todos()]
    if report.json:
        report.object(
            {
                "ok": True,
                "product": product.name,
                "files": [product.shown(path) for path in beginning.files],
                "rows": beginning.rows,
                "todo": [{"file": file, "line": line, "text": words} for file, line, words in todos],
                "diagnostics": [one.to_json() for one in found],
            }
        )
        return
    for path in beginning.files:
        print(product.shown(path))
    if beginning.rows:
        report.note(f"read: {rows_read(beginning.rows)}")
    for file, line, words in todos:
        report.note(f"{file}:{line}: TODO: {words}")
    for one in found:
        report.note(str(one))
    count = f"{len(found)} problem{'' if len(found) == 1 else 's'}"
    state = f"lint reports {count}" if found else "lint reports no problem"
    report.note(
        f"{product.name}: {len(todos)} to resolve (TODO); {state}. Next: edit; `specseal lint {product.name}` lists"
        " what is left."
    )
