"""One function per command of ``specseal``; each returns the exit code."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from ..current import is_current, remember
from ..diagnostics import Diagnostic, Refused
from ..output import Output, orphans, stale_files, write_product
from ..project import Product, Project, find_project
from .report import Report

NOT_CURRENT = 3
T = TypeVar("T")


def generate(options: argparse.Namespace, report: Report) -> int:
    """``specseal generate``: all products are generated before the first is written."""
    project = _project(options)
    chosen = project.select(tuple(options.products))
    changed = [product for product in chosen if not is_current(project, product)]
    outputs = _outputs(project, changed, report) if changed else []
    if options.check:
        stale = [path for output in outputs for path in stale_files(project, output)]
        stale += [] if options.products else orphans(project)
        report.checked(stale)
        return NOT_CURRENT if stale else 0
    written = dict.fromkeys((product.name for product in chosen), False)
    for output in outputs:
        written[output.product.name] = write_product(project, output)
        remember(project, output.product)
    report.written(list(written.items()))
    for path in orphans(project):
        report.note(f"{path} belongs to no product; remove it.")
    return 0


def lint(options: argparse.Namespace, report: Report) -> int:
    """``specseal lint``: everything that generation checks."""
    from ..generate import check_product  # noqa: PLC0415  the tools below are slow to import

    project = _project(options)
    names = [product.name for product in project.select(tuple(options.products))]
    _each(project, names, report, "Checking", check_product)
    report.linted(names)
    return 0


def products(options: argparse.Namespace, report: Report) -> int:
    """``specseal products``."""
    report.products([(one.name, one.vendor, one.shown(one.spec)) for one in _project(options).products()])
    return 0


def contract(options: argparse.Namespace, report: Report) -> int:
    """``specseal contract PRODUCT``: JSON in either format."""
    from ..generate import check_product  # noqa: PLC0415

    project = _project(options)
    (product,) = project.select((options.product,))
    report.raw(check_product(project, product).resolved.text())
    return 0


def overlay(options: argparse.Namespace, report: Report) -> int:
    """``specseal overlay OPENAPI OVERLAY…``."""
    from ..overlay import apply_files  # noqa: PLC0415

    report.raw(apply_files(options.openapi, options.overlays, strict=options.strict))
    return 0


def _project(options: argparse.Namespace) -> Project:
    root: Path | None = options.root
    return find_project(Path.cwd()) if root is None else Project(root.resolve())


def _outputs(project: Project, products: Sequence[Product], report: Report) -> list[Output]:
    """The outputs of products. Raises `Refused` with the diagnostics of all that are wrong."""
    from ..generate import output_of  # noqa: PLC0415  the tools below are slow to import

    return _each(project, [product.name for product in products], report, "Generating", output_of)


def _each(
    project: Project,
    names: Sequence[str],
    report: Report,
    doing: str,
    work: Callable[[Project, Product], T],
) -> list[T]:
    """What is made of each product. Raises `Refused` with the diagnostics of all that are wrong."""
    found: list[T] = []
    problems: list[Diagnostic] = []
    with report.progress(doing, names) as steps:
        for name in steps:
            (product,) = project.select((name,))
            try:
                found.append(work(project, product))
            except Refused as refused:
                problems += refused.diagnostics
    if problems:
        raise Refused(problems)
    return found
