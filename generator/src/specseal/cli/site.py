"""``specseal site``: the feed as a static site."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..diagnostics import Diagnostic, Refused
from ..lock import locked
from ..project import Project, find_project
from ..write import write_tree
from .portal import made_feeds, tell_feeds
from .report import Report

DEFAULT = Path("dist/site")
EMULATOR = "http://127.0.0.1:8080"


def add_parsers(subparsers: Any, shared: argparse.ArgumentParser) -> None:
    """Add the command to the command line."""
    site = subparsers.add_parser(
        "site",
        parents=[shared],
        help="write the portal feed and a static site from it",
        description="Writes the portal feed, a landing page, a reference of each product and the project's documents.",
    )
    site.add_argument("products", nargs="*", metavar="PRODUCT", help="default: all of them")
    site.add_argument(
        "--out", type=Path, metavar="DIR", help=f"where to (default: {DEFAULT.as_posix()} in the project)"
    )
    site.add_argument(
        "--modules",
        type=Path,
        metavar="DIR",
        help="where npm has put the packages that the site carries (default: node_modules in the project)",
    )
    site.add_argument(
        "--emulator", default=EMULATOR, metavar="URL", help='what "try it" calls (default: %(default)s)'
    )
    site.add_argument("--title", default="API reference", help="title of the site (default: %(default)s)")
    site.set_defaults(command=site_command)


def site_command(options: argparse.Namespace, report: Report) -> int:
    """``specseal site``: all files are made before the first is written."""
    root: Path | None = options.root
    project = find_project(Path.cwd()) if root is None else Project(root.resolve())
    out: Path = options.out or project.root / DEFAULT
    emulator = _origin(options.emulator)

    def waiting() -> None:
        report.note("Waiting for another specseal that works in this project.")

    with locked(project.root, writing=False, waiting=waiting):
        from ..portal import whole_feed  # noqa: PLC0415  the tools below are slow to import
        from ..site import read_bundle, read_documents, site_files  # noqa: PLC0415

        bundle = read_bundle(options.modules or project.root / "node_modules")
        documents = read_documents(project.root)
        feeds = made_feeds(project, tuple(options.products), report)
        files = whole_feed(feeds) | site_files(
            feeds, documents, bundle, emulator=emulator, title=options.title
        )
        written = write_tree(out, files)
    tell_feeds(report, out, feeds, len(files), written)
    return 0


def _origin(text: str) -> str:
    """The address without a slash at its end. Raises `Refused` for what is no origin of http."""
    parts = urlsplit(text)
    try:
        sound = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or True)
    except ValueError:
        sound = False
    origin = f"{parts.scheme}://{parts.netloc}"
    if not sound or text.rstrip("/") != origin or any(one in text for one in " ;,'\"@"):
        message = f"--emulator: {text!r} is no address of a server, such as {EMULATOR}."
        raise Refused(Diagnostic("site-emulator", message))
    return origin
