"""The command line of ``specseal``: parses arguments, runs a command, returns the exit code.

Exit codes: 0 success · 1 input refused, nothing written · 2 usage error · 3 ``--check`` found outdated files or
unreleased changes · 4 something differs · 5 it breaks callers, or a page could not be read · 6 I/O error ·
130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from ..diagnostics import Refused
from . import changes, commands, completion, editors, pages, portal, site, start, watching
from .parser import Parser, refuse_shared, remember_parsers, shared_options
from .report import Report

_LENIENT = "only warn of wrong examples, defaults, tags and missing descriptions"
_EPILOG = """exit codes:
  0  success
  1  the input was refused; nothing was written
  2  usage error
  3  --check found outdated generated files, or changes that are not released
  4  drift, accept: the page and the spec differ; diff: no change breaks callers
  5  drift, accept, new: the page could not be read; diff: a change breaks callers
  6  a file could not be read or written; no file is incomplete
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return the exit code."""
    parser = _parser()
    completion.answer(parser)
    options = parser.parse_args(arguments)
    report = Report(options.format)
    command: Callable[[argparse.Namespace, Report], int] = options.command
    try:
        status = command(options, report)
        sys.stdout.flush()
    except Refused as refused:
        report.refused(refused.diagnostics)
        return 1
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the output has closed it
        return 0
    except KeyboardInterrupt:
        report.note("Interrupted; no file was left incomplete.")
        return 130
    except OSError as error:
        report.failed(error)
        return 6
    return status


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="specseal",
        parents=[shared_options(top=True)],
        description="Typed, signing Python clients from hand-written specs of documentation-only APIs.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"specseal {version('specseal')}")
    shared = shared_options(top=False)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    generate = subparsers.add_parser("generate", parents=[shared], help="write contracts and clients")
    generate.add_argument("products", nargs="*", metavar="PRODUCT", help="default: all")
    generate.add_argument("--check", action="store_true", help="write nothing; fail if a file is outdated")
    generate.add_argument("--lenient", action="store_true", help=_LENIENT)
    generate.set_defaults(command=commands.generate)

    lint = subparsers.add_parser(
        "lint", parents=[shared], help="check specs, overlays and recipes; write nothing"
    )
    lint.add_argument("products", nargs="*", metavar="PRODUCT", help="default: all")
    lint.add_argument("--lenient", action="store_true", help=_LENIENT)
    lint.set_defaults(command=commands.lint)

    products = subparsers.add_parser("products", parents=[shared], help="list the products of the project")
    products.set_defaults(command=commands.products)

    contract = subparsers.add_parser(
        "contract", parents=[shared], help="print the contract of a product as JSON"
    )
    contract.add_argument("product", metavar="PRODUCT")
    contract.set_defaults(command=commands.contract)

    pages.add_parsers(subparsers, shared)
    changes.add_parsers(subparsers, shared)
    start.add_parsers(subparsers, shared)
    watching.add_parsers(subparsers, shared)
    editors.add_parsers(subparsers, shared)
    portal.add_parsers(subparsers, shared)
    site.add_parsers(subparsers, shared)

    overlay = subparsers.add_parser(
        "overlay",
        help="apply overlays to an OpenAPI document; print YAML",
        description="Apply Overlay 1.x documents, in the order given. The OpenAPI document is not linted.",
    )
    overlay.add_argument("openapi", type=Path, metavar="OPENAPI")
    overlay.add_argument("overlays", type=Path, nargs="+", metavar="OVERLAY")
    overlay.add_argument("--strict", action="store_true", help="refuse actions that match nothing")
    overlay.set_defaults(command=_overlay)
    completion.add_parsers(subparsers, shared)  # completes arguments of all commands above
    remember_parsers(subparsers.choices)
    return parser


def _overlay(options: argparse.Namespace, report: Report) -> int:
    refuse_shared(options, "root", "format")
    return commands.overlay(options, report)
