"""The command `specseal-emulator`."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

from .version import __version__

EXIT_CODES = """\
exit codes:
  0  stopped by SIGINT or SIGTERM
  2  the command line, a setting or an installed vendor is wrong
  3  a contract cannot be used
  4  the address cannot be listened on
  5  the ready file or the database cannot be written
  6  the seed file cannot be used
  7  the worker processes keep exiting right after their start
"""


_WITHOUT_COMMAND = ("-h", "--help", "--version")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; gives its exit code."""
    known = parser()
    given = sys.argv[1:] if arguments is None else arguments
    if given and given[0].startswith("-") and not any(one.startswith(given[0]) for one in _WITHOUT_COMMAND):
        known.error(f"name the command before its options: specseal-emulator serve {given[0]} …")
    options = known.parse_args(given)
    gc.disable()  # nearly all that a start makes stays; `serve` enables it once connections are accepted
    try:
        from .run import run  # noqa: PLC0415 - slow to import: help and a wrong option need none of it

        return run(known, options)
    finally:
        gc.enable()


def parser() -> argparse.ArgumentParser:
    """The options that the command understands."""
    command = argparse.ArgumentParser(
        prog="specseal-emulator",
        description="An emulator that behaves like the vendor, driven by contracts.",
    )
    command.add_argument("--version", action="version", version=f"specseal-emulator {__version__}")
    commands = command.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser(
        "serve",
        help="serve every contract on one port until it is stopped",
        description="Serve every contract on one port until SIGINT or SIGTERM.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    run.add_argument("--port", type=_port, default=8080, help="0 takes a free one (default: %(default)s)")
    run.add_argument(
        "--ready-file",
        type=Path,
        metavar="FILE",
        help="write the base URL here once connections are accepted",
    )
    run.add_argument(
        "--contract",
        type=Path,
        metavar="FILE",
        action="append",
        help="serve this contract; may be repeated (default: the packaged ones)",
    )
    run.add_argument(
        "--db",
        metavar="STORE",
        help="keep state in this SQLite file or at this postgresql:// address (default: in memory)",
    )
    run.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="set a setting; may be repeated",
    )
    run.add_argument(
        "--control-token",
        default=os.environ.get("SPECSEAL_EMULATOR_CONTROL_TOKEN", ""),
        metavar="TOKEN",
        help="require this bearer token for /_emulator/ "
        "(default: $SPECSEAL_EMULATOR_CONTROL_TOKEN; without one: loopback only)",
    )
    run.add_argument("--random-seed", type=int, metavar="N", help="generate the same ids in every run")
    run.add_argument(
        "--seed",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="start with the data of this file: YAML, CSV or NDJSON; may be repeated (default: demo data)",
    )
    run.add_argument(
        "--workers",
        type=_workers,
        default=1,
        metavar="N",
        help="serve with this many processes on one state; needs --db (default: %(default)s)",
    )
    run.add_argument(
        "--tls", action="store_true", help="serve https, with a certificate of a temporary authority"
    )
    run.add_argument(
        "--tls-ca-file",
        type=Path,
        metavar="FILE",
        help="write the certificate of that authority here, as PEM",
    )
    told = commands.add_parser(
        "explain",
        help="print what is checked, which error stands for what, and what is remembered",
        description="Print, for each contract without a module of its own, what is checked of its requests, which of"
        " its errors stands for which failure, and what is remembered.",
    )
    told.add_argument(
        "--contract",
        type=Path,
        metavar="FILE",
        action="append",
        help="explain this contract; may be repeated (default: the packaged ones)",
    )
    commands.add_parser(
        "seed-schema",
        help="print the JSON Schema of seed files",
        description="Print the JSON Schema of seed files.",
    )
    return command


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535")
    return int(text)


def _workers(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 64):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of workers: 1 to 64")
    return int(text)
