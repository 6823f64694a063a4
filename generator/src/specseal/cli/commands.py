"""One function per command of ``specseal``; each returns the exit code."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Refused
from ..lock import locked
from ..overlay import apply_files
from ..project import Project, find_project
from .report import Report

if TYPE_CHECKING:
    from ..generate import Output

NOT_CURRENT = 3


def generate(options: argparse.Namespace, report: Report) -> int:
    """``specseal generate``: all products are generated before the first is written."""
    project = _project(options)

    def waiting() -> None:
        report.note("Waiting for another specseal that works in this project.")

    with locked(project.root, writing=not options.check, waiting=waiting):
        return _check(project, options, report) if options.check else _write(project, options, report)


def _check(project: Project, options: argparse.Namespace, report: Report) -> int:
    from ..generate import orphans, stale_files  # noqa: PLC0415

    outputs = _outputs(project, options, report, "Generating")
    stale = [path for output in outputs for path in stale_files(project, output)]
    stale += [] if options.products else orphans(project)
    report.checked(stale)
    return NOT_CURRENT if stale else 0


def _write(project: Project, options: argparse.Namespace, report: Report) -> int:
    from ..generate import orphans, write_products  # noqa: PLC0415

    written = write_products(project, _outputs(project, options, report, "Generating"))
    report.written([(output.product.name, contract or tree.changed) for output, contract, tree in written])
    for output, _, tree in written:
        folder = f"{project.generated.name}/{output.product.name}"
        for name in tree.removed:
            report.note(f"{folder}/{name} is not generated any more; it was removed.")
        for name in tree.kept:
            report.note(f"{folder}/{name} is not generated; it was kept. Keep files of your own elsewhere.")
    for path in orphans(project):
        report.note(f"{path} belongs to no product; remove it.")
    return 0


def lint(options: argparse.Namespace, report: Report) -> int:
    """``specseal lint``: everything that generation checks."""
    outputs = _outputs(_project(options), options, report, "Checking")
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


def _outputs(project: Project, options: argparse.Namespace, report: Report, doing: str) -> list[Output]:
    """The outputs of the chosen products. Raises `Refused` with the diagnostics of all that are wrong."""
    from ..generate import output_of, shared_packages  # noqa: PLC0415  the tools below are slow to import

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
    if problems := problems or shared_packages(outputs):
        raise Refused(problems)
    return outputs
