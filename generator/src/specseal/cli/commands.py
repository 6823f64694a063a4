"""One function per command of ``specseal``; each returns the exit code."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Refused
from ..overlay import apply_files
from ..project import Project, find_project
from .report import Report

if TYPE_CHECKING:
    from ..generate import Output

NOT_CURRENT = 3


def generate(options: argparse.Namespace, report: Report) -> int:
    """``specseal generate``: all products are generated before the first is written."""
    from ..generate import orphans, stale_files, write_product  # noqa: PLC0415

    project, outputs = _outputs(options, report, "Generating")
    if options.check:
        stale = [path for output in outputs for path in stale_files(project, output)]
        stale += [] if options.products else orphans(project)
        report.checked(stale)
        return NOT_CURRENT if stale else 0
    written = [(output.product.name, write_product(project, output)) for output in outputs]
    report.written(written)
    for path in orphans(project):
        report.note(f"{path} belongs to no product; remove it.")
    return 0


def lint(options: argparse.Namespace, report: Report) -> int:
    """``specseal lint``: everything that generation checks."""
    _, outputs = _outputs(options, report, "Checking")
    report.linted([output.product.name for output in outputs])
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
    report.raw(apply_files(options.openapi, options.overlays, strict=options.strict))
    return 0


def _project(options: argparse.Namespace) -> Project:
    root: Path | None = options.root
    return find_project(Path.cwd()) if root is None else Project(root.resolve())


def _outputs(options: argparse.Namespace, report: Report, doing: str) -> tuple[Project, list[Output]]:
    """The outputs of the chosen products. Raises `Refused` with the diagnostics of all that are wrong."""
    from ..generate import output_of  # noqa: PLC0415  the tools below are slow to import

    project = _project(options)
    outputs: list[Output] = []
    problems: list[Diagnostic] = []
    with report.progress(
        doing, [product.name for product in project.select(tuple(options.products))]
    ) as steps:
        for name in steps:
            (product,) = project.select((name,))
            try:
                outputs.append(output_of(project, product))
            except Refused as refused:
                problems += refused.diagnostics
    if problems:
        raise Refused(problems)
    return project, outputs
