"""``specseal watch``: generate whenever a source is saved."""

from __future__ import annotations

import argparse
import importlib
import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..project import Project, find_project
from .report import Report

if TYPE_CHECKING:
    from ..watch.rounds import Event


def add_parsers(subparsers: Any, shared: argparse.ArgumentParser) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "watch",
        parents=[shared],
        help="generate whenever a spec or an overlay is saved, until interrupted",
        description="Generate outdated products, then again whenever a source is saved. A product with "
        "errors keeps its files. With --format json, each line is an object.",
    )
    parser.add_argument("products", nargs="*", metavar="PRODUCT", help="default: all of them")
    parser.set_defaults(command=watch_command)


def watch_command(options: argparse.Namespace, report: Report) -> int:
    """``specseal watch [PRODUCT…]``. Ctrl-C and SIGTERM end it with 0."""
    from ..watch.changes import moments  # noqa: PLC0415
    from ..watch.rounds import Rounds  # noqa: PLC0415

    root: Path | None = options.root
    project = find_project(Path.cwd()) if root is None else Project(root.resolve())
    names = tuple(options.products)
    if names:
        project.select(names)
    rounds = Rounds(project, names, lambda event: _tell(report, event))

    def started() -> None:
        what = ", ".join(names) if names else "all products"
        _line(
            report, {"event": "watching", "products": list(names)}, f"Watching {what}; press Ctrl-C to stop."
        )

    importlib.import_module("specseal.generate")  # slow: better now than at the first save
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        rounds.look()
        for _ in moments(project.root, started):
            rounds.look()
    except KeyboardInterrupt:
        _line(report, {"event": "stopped"}, "Stopped.")
    return 0


def _tell(report: Report, event: Event) -> None:
    from ..watch.rounds import Done, Failed, Gone  # noqa: PLC0415

    match event:
        case Done():
            state = "written" if event.changed else "unchanged"
            told = {"event": state, "product": event.name, "seconds": round(event.seconds, 3)}
            _line(report, told, f"{event.name}: {state} ({event.seconds:.1f} s)")
        case Failed():
            found = [one.to_json() for one in event.diagnostics]
            for one in () if report.json else event.diagnostics:
                print(one, file=sys.stderr, flush=True)
            count = f"{len(found)} problem{'' if len(found) == 1 else 's'}"
            told = {"event": "refused", "product": event.name or None, "diagnostics": found}
            _line(report, told, f"{event.name or 'The project'}: {count}; its files were not changed")
        case Gone():
            words = f"{event.path} no longer belongs to a product; remove it."
            _line(report, {"event": "orphan", "path": event.path}, words)


def _line(report: Report, told: dict[str, Any], words: str) -> None:
    print(json.dumps(told, ensure_ascii=False) if report.json else words, flush=True)
