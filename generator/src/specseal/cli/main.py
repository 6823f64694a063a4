"""``specseal``: arguments in, exit code out. Nothing here decides what a spec means.

Exit codes: 0 done · 1 the input was refused, and nothing was written · 2 the command line is wrong ·
3 ``--check`` found files that are not current · 4 a page and its spec differ · 5 a page could not be read ·
6 a file could not be read or written · 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from ..diagnostics import Refused
from . import commands, completion, editors, pages, start, watching
from .parser import Parser, refuse_shared, remember_parsers, shared_options
from .report import Report

_EPILOG = """exit codes:
  0  done
  1  the input was refused; nothing was written
  2  the command line is wrong
  3  --check found generated files that are not current
  4  drift, accept: the page and the spec differ
  5  drift, accept, new: the page could not be read
  6  a file could not be read or written; none was left half-written
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is returned."""
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
        sys.stderr.close()  # whoever read the output has seen enough
        return 0
    except KeyboardInterrupt:
        report.note("Interrupted; what was being written is as it was.")
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
    generate.add_argument("products", nargs="*", metavar="PRODUCT", help="default: all of them")
    generate.add_argument(
        "--check", action="store_true", help="write nothing; fail when a file is not current"
    )
    generate.set_defaults(command=commands.generate)

    lint = subparsers.add_parser(
        "lint", parents=[shared], help="check specs, overlays and recipes; write nothing"
    )
    lint.add_argument("products", nargs="*", metavar="PRODUCT", help="default: all of them")
    lint.set_defaults(command=commands.lint)

    products = subparsers.add_parser("products", parents=[shared], help="list the products of the project")
    products.set_defaults(command=commands.products)

    contract = subparsers.add_parser(
        "contract", parents=[shared], help="print the contract of a product, as JSON"
    )
    contract.add_argument("product", metavar="PRODUCT")
    contract.set_defaults(command=commands.contract)

    pages.add_parsers(subparsers, shared)
    start.add_parsers(subparsers, shared)
    watching.add_parsers(subparsers, shared)
    editors.add_parsers(subparsers, shared)
    completion.add_parsers(subparsers, shared)

    overlay = subparsers.add_parser(
        "overlay",
        help="apply overlays to any OpenAPI document; YAML on standard output",
        description="Apply Overlay 1.x documents, in the order given. The OpenAPI document is not linted.",
    )
    overlay.add_argument("openapi", type=Path, metavar="OPENAPI")
    overlay.add_argument("overlays", type=Path, nargs="+", metavar="OVERLAY")
    overlay.add_argument("--strict", action="store_true", help="an action that matches nothing is an error")
    overlay.set_defaults(command=_overlay)
    remember_parsers(subparsers.choices)
    return parser


def _overlay(options: argparse.Namespace, report: Report) -> int:
    refuse_shared(options, "root", "format")
    return commands.overlay(options, report)
