"""``specseal schema``: JSON Schemas for editors."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, get_args

from ..project import Project, Stage, find_project
from .parser import error, refuse_shared
from .report import Report


def add_parsers(subparsers: Any, shared: argparse.ArgumentParser) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "schema",
        parents=[shared],
        help="print the JSON Schema of specs or overlays, or set up editors",
        description="Print the JSON Schema of specs, or of the overlays of a stage. With --write, write all schemas "
        "and the settings of VS Code and PyCharm into the project.",
    )
    parser.add_argument(
        "kind", nargs="?", choices=("spec", "overlay"), metavar="KIND", help="spec or overlay"
    )
    parser.add_argument("--stage", choices=get_args(Stage), help="of overlays; default: wire")
    parser.add_argument(
        "--write", action="store_true", help="write schemas/, .vscode/ and .idea/jsonSchemas.xml"
    )
    parser.set_defaults(command=schema_command)


def schema_command(options: argparse.Namespace, report: Report) -> int:
    """``specseal schema spec|overlay`` or ``specseal schema --write``."""
    if options.write == (options.kind is not None):
        error(options, "name what to print, spec or overlay, or give --write")
    if options.stage and options.kind != "overlay":
        error(options, "--stage belongs to overlay")
    if options.write:
        return _write(options, report)
    from ..editor.files import as_text, schema_of  # noqa: PLC0415

    refuse_shared(options, "root")
    name = "spec" if options.kind == "spec" else f"overlay.{options.stage or 'wire'}"
    report.raw(as_text(schema_of(name)))
    return 0


def _write(options: argparse.Namespace, report: Report) -> int:
    from ..editor.files import editor_files  # noqa: PLC0415
    from ..write import Writing  # noqa: PLC0415

    root: Path | None = options.root
    project = find_project(Path.cwd()) if root is None else Project(root.resolve())
    changed: list[str] = []
    with Writing() as writing:
        for name, text in editor_files().items():
            if writing.file(project.root / name, text):
                changed.append(name)
    if report.json:
        report.object({"ok": True, "changed": changed})
    for name in () if report.json else editor_files():
        print(f"{name}: {'written' if name in changed else 'unchanged'}")
    return 0
