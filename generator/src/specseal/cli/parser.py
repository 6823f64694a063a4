"""Command-line parsing: options that stand before or after the command, and suggestions for what was mistyped."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, cast

from ..suggest import did_you_mean


class Parser(argparse.ArgumentParser):
    """A parser that says what was meant where a command, a choice or an option is mistyped."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        choices: Iterable[Any] | None = action.choices
        known = [str(choice) for choice in choices or ()]
        if choices is not None and str(value) not in known:
            what = "command " if action.metavar == "COMMAND" else ""
            suggested = did_you_mean(str(value), known) or f"; expected one of: {', '.join(known)}"
            raise argparse.ArgumentError(action, f"unknown {what}{str(value)!r}{suggested}")

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """As usual; an unknown option is told together with the one that it is like."""
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            parser = self._chosen(options)
            known = [name for action in parser._actions for name in action.option_strings]  # pyright: ignore[reportPrivateUsage]
            told = "".join(
                did_you_mean(word.partition("=")[0], known) for word in unknown[:1] if word[:1] == "-"
            )
            parser.error(f"unrecognized arguments: {' '.join(unknown)}{told}")
        return options

    def _chosen(self, options: argparse.Namespace) -> argparse.ArgumentParser:
        """The parser of the command that was given."""
        return cast("argparse.ArgumentParser", getattr(options, "parser", self))


def shared_options(*, top: bool) -> Parser:
    """``--root`` and ``--format``, for the command line itself (``top``) and for each command.

    Behind a command they have no default, so that what stands before it is kept.
    """
    shared = Parser(add_help=False)
    shared.add_argument(
        "--root",
        type=Path,
        metavar="DIR",
        default=None if top else argparse.SUPPRESS,
        help="the project's folder (default: found from here)",
    )
    shared.add_argument(
        "--format",
        choices=("text", "json"),
        default="text" if top else argparse.SUPPRESS,
        help="json for machines: one object on standard output",
    )
    return shared


def refuse_shared(options: argparse.Namespace, *names: str) -> None:
    """End with a usage error where an option of the command line means nothing to the command."""
    given = {"root": options.root is not None, "format": options.format != "text"}
    for name in names:
        if given[name]:
            error(options, f"this command takes no --{name}")


def error(options: argparse.Namespace, message: str) -> NoReturn:
    """End with a usage error of the command that was given (exit code 2)."""
    parser: argparse.ArgumentParser = options.parser
    parser.error(message)


def remember_parsers(choices: Mapping[str, argparse.ArgumentParser]) -> None:
    """Let the namespace name the parser of the command that was given."""
    for parser in choices.values():
        parser.set_defaults(parser=parser)
