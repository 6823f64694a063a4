"""``specseal portal``: the feed for documentation portals."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic, Refused
from ..lock import locked
from ..project import Project, find_project
from ..write import Written, write_tree
from .report import Report

if TYPE_CHECKING:
    from ..portal import ProductFeed

DEFAULT = Path("dist/portal")


def add_parsers(subparsers: Any, shared: argparse.ArgumentParser) -> None:
    """Add the command to the command line."""
    portal = subparsers.add_parser(
        "portal",
        parents=[shared],
        help="write the feed for documentation portals",
        description="Writes OpenAPI documents, samples, pages, collections and an index, all of them or nothing.",
    )
    portal.add_argument("products", nargs="*", metavar="PRODUCT", help="default: all of them")
    portal.add_argument(
        "--out", type=Path, metavar="DIR", help=f"where to (default: {DEFAULT.as_posix()} in the project)"
    )
    portal.set_defaults(command=portal_command)


def portal_command(options: argparse.Namespace, report: Report) -> int:
    """``specseal portal``: all products are made before the first file is written."""
    root: Path | None = options.root
    project = find_project(Path.cwd()) if root is None else Project(root.resolve())
    chosen: Path | None = options.out
    out = project.root / DEFAULT if chosen is None else chosen

    def waiting() -> None:
        report.note("Waiting for another specseal that works in this project.")

    with locked(project.root, writing=False, waiting=waiting):
        from ..portal import whole_feed  # noqa: PLC0415  the tools below are slow to import

        feeds = made_feeds(project, tuple(options.products), report)
        files = whole_feed(feeds)
        written = write_tree(out, files)
    tell_feeds(report, out, feeds, len(files), written)
    return 0


def made_feeds(project: Project, names: tuple[str, ...], report: Report) -> list[ProductFeed]:
    """The feeds of the products of these names, or of all. Raises `Refused` with the problems of each."""
    from ..portal import product_feed, subject_of  # noqa: PLC0415

    feeds: list[ProductFeed] = []
    problems: list[Diagnostic] = []
    selected = {product.name: product for product in project.select(names)}
    with report.progress("Describing", list(selected)) as steps:
        for name in steps:
            try:
                feeds.append(product_feed(subject_of(project, selected[name])))
            except Refused as refused:
                problems += refused.diagnostics
    if problems:
        raise Refused(problems)
    return feeds


def tell_feeds(report: Report, out: Path, feeds: list[ProductFeed], count: int, written: Written) -> None:
    """Say what was written, what was kept, and which samples there are not."""
    for feed in feeds:
        for operation, reason in feed.missing.items():
            report.note(f"{feed.subject.name}: {operation} has no sample with curl: {reason}.")
    for name in written.kept:
        report.note(f"{out / name} is not generated; it was kept. Keep files of your own elsewhere.")
    if report.json:
        report.object(
            {
                "ok": True,
                "out": str(out),
                "changed": written.changed,
                "products": [feed.subject.name for feed in feeds],
                "files": count,
            }
        )
        return
    for feed in feeds:
        package = feed.subject.package
        print(f"{feed.subject.name}: {package.title} {package.api_version}, {len(feed.files)} files")
    print(f"{out}: {count} files, {'written' if written.changed else 'unchanged'}")
