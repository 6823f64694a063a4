"""One function per command of ``specseal``, returning the exit code."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ..current import is_current, remember
from ..diagnostics import Diagnostic, Refused
from ..lock import locked
from ..output import Output, orphans, shared_packages, stale_files, write_products
from ..placeholders import left_of
from ..project import Product, Project, find_project
from .report import Report

NOT_CURRENT = 3
T = TypeVar("T")


def generate(options: argparse.Namespace, report: Report) -> int:
    """``specseal generate``: all products are generated before the first is written."""
    project = _project(options)

    def waiting() -> None:
        report.note("Waiting for another specseal process in this project.")

    with locked(project.root, writing=not options.check, waiting=waiting):
        chosen = project.select(tuple(options.products))
        changed = [product for product in chosen if not is_current(project, product)]
        outputs = _outputs(project, changed, report) if changed else []
        if options.check:
            return _check(project, options, report, outputs)
        report.told(one for output in outputs for one in output.told if one.severity == "warning")
    _write(project, report, chosen, outputs)
    _tell_unfinished(report, outputs)
    for path in orphans(project):
        report.note(f"{path} does not belong to a product; remove it.")
    return 0


def _tell_unfinished(report: Report, outputs: Sequence[Output]) -> None:
    for output in outputs:
        if count := left_of(output.told):
            name = output.product.name
            report.note(f"{name}: {count} left to decide or write; `specseal lint {name}` lists them.")


def _check(project: Project, options: argparse.Namespace, report: Report, outputs: Sequence[Output]) -> int:
    stale = [path for output in outputs for path in stale_files(project, output)]
    stale += [] if options.products else orphans(project)
    schemas = [] if options.products else _stale_schemas(project)
    report.checked(stale, schemas)
    return NOT_CURRENT if stale or schemas else 0


def _stale_schemas(project: Project) -> list[str]:
    """The outdated schemas of a project that keeps them."""
    if not (project.root / "schemas").is_dir():
        return []
    from ..editor.files import stale_schemas  # noqa: PLC0415  slow to import

    return stale_schemas(project.root)


def _write(project: Project, report: Report, chosen: Sequence[Product], outputs: Sequence[Output]) -> None:
    written = dict(
        zip((output.product.name for output in outputs), write_products(project, outputs), strict=True)
    )
    for output in outputs:
        if not written[output.product.name].kept:  # reported each time, so it does not count as current
            remember(project, output.product)
    report.written(
        [(product.name, product.name in written and written[product.name].changed) for product in chosen]
    )
    for product, tree in written.items():
        folder = f"{project.generated.name}/{product}"
        for name in tree.removed:
            report.note(f"{folder}/{name} is no longer generated; removed.")
        for name in tree.kept:
            report.note(f"{folder}/{name} is not a generated file; kept. Move it elsewhere.")


def lint(options: argparse.Namespace, report: Report) -> int:
    """``specseal lint``: all checks of generation."""
    from ..generate import check_product  # noqa: PLC0415  slow to import

    project = _project(options)
    names = [product.name for product in project.select(tuple(options.products))]
    checked = _each(project, names, report, "Checking", check_product)
    _refuse_shared_packages(project, {one.resolved.product: one.package for one in checked})
    left = {one.resolved.product.name: left_of(one.told) for one in checked}
    report.linted(names, dict.fromkeys(told for one in checked for told in one.told), left)
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
    project = find_project(Path.cwd()) if root is None else Project(root.resolve())
    return replace(project, lenient=getattr(options, "lenient", False))


def _outputs(project: Project, products: Sequence[Product], report: Report) -> list[Output]:
    """The outputs of products. Raises `Refused` with the diagnostics of all of them."""
    from ..generate import output_of  # noqa: PLC0415  slow to import

    outputs = _each(project, [product.name for product in products], report, "Generating", output_of)
    _refuse_shared_packages(project, {output.product: output.package for output in outputs})
    return outputs


def _refuse_shared_packages(project: Project, packages: Mapping[Product, str]) -> None:
    if problems := shared_packages(project, packages):
        raise Refused(problems)


def _each(
    project: Project,
    names: Sequence[str],
    report: Report,
    doing: str,
    work: Callable[[Project, Product], T],
) -> list[T]:
    """The result for each product. Raises `Refused` with the diagnostics of all of them."""
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
        raise Refused(dict.fromkeys(problems))  # what is wrong for all products is said once
    return found
