"""Completion on the command line, by argcomplete: the shell asks ``specseal`` itself what may come next."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from ..diagnostics import Refused
from ..project import Project, find_project
from .parser import refuse_shared
from .report import Report

SHELLS = ("bash", "zsh", "fish")
_HINTS = {
    "bash": 'Put this line into ~/.bashrc:  eval "$(specseal completion bash)"',
    "zsh": 'Put this line into ~/.zshrc, below compinit:  eval "$(specseal completion zsh)"',
    "fish": "Save this as ~/.config/fish/completions/specseal.fish.",
}


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks for completions, and end the process; do nothing for anybody else."""
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete  # noqa: PLC0415  only a shell that asks pays for it

        argcomplete.autocomplete(parser, always_complete_options=False)


def add_parsers(subparsers: Any, shared: argparse.ArgumentParser) -> None:
    """Add the command to the command line, and completers to those that are there."""
    parser = subparsers.add_parser(
        "completion",
        parents=[shared],
        help="print a completion script for bash, zsh or fish",
        description="\n".join(_HINTS.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))
    parser.set_defaults(command=completion_command)
    for one in subparsers.choices.values():
        for action in one._actions:
            if action.metavar == "PRODUCT":
                action.completer = products


def completion_command(options: argparse.Namespace, report: Report) -> int:
    """``specseal completion SHELL``."""
    from argcomplete.shell_integration import shellcode  # noqa: PLC0415

    refuse_shared(options, "root", "format")
    code = shellcode(["specseal"], shell=options.shell)
    report.raw(f"# {_HINTS[options.shell]}\n{code.strip()}\n")
    return 0


def products(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """The names of the project's products that begin so; none where there is no project."""
    root: Path | None = parsed_args.root
    try:
        project = find_project(Path.cwd()) if root is None else Project(root.resolve())
    except Refused:
        return []
    names = {path.stem for path in project.root.glob("specs/*/*.yaml")}
    return sorted(name for name in names if name.startswith(prefix))
