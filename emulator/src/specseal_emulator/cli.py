"""The command `specseal-emulator`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from . import __version__
from .app import Emulator
from .contract import ContractError
from .server import base_url, is_loopback, listen, serve
from .state import (
    Ids,
    SeedError,
    Settings,
    StoreUnusable,
    World,
    default_seed,
    open_store,
    read_seed,
    seed_schema,
)

EXIT_CODES = """\
exit codes:
  0  stopped by SIGINT or SIGTERM
  2  the command line or a setting is wrong
  3  a contract cannot be used
  4  the address cannot be listened on
  5  the ready file or the database cannot be written
  6  the seed file cannot be used
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; gives its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "seed-schema":
        print(json.dumps(seed_schema(), indent=2))
        return 0
    try:
        settings = Settings.parse(options.set)
    except ValueError as error:
        parser.error(str(error))
    return _serve(options, settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="specseal-emulator",
        description="An emulator that answers like the vendor, driven by contracts.",
    )
    parser.add_argument("--version", action="version", version=f"specseal-emulator {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
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
        help="change an assumed behaviour; may be repeated",
    )
    run.add_argument(
        "--control-token",
        default=os.environ.get("SPECSEAL_EMULATOR_CONTROL_TOKEN", ""),
        metavar="TOKEN",
        help="open /_emulator/ to whoever bears this token, instead of to this machine "
        "(default: $SPECSEAL_EMULATOR_CONTROL_TOKEN)",
    )
    run.add_argument("--random-seed", type=int, metavar="N", help="the same ids in every run")
    run.add_argument(
        "--seed", type=Path, metavar="FILE", help="start with the data of this YAML file (default: demo data)"
    )
    commands.add_parser(
        "seed-schema",
        help="print the JSON Schema of seed files",
        description="Print the JSON Schema of seed files.",
    )
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535")
    return int(text)


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    ready_file: Path | None = options.ready_file
    try:
        seed = read_seed(options.seed) if options.seed else default_seed()
    except SeedError as error:
        return _fail(6, f"seed {error}")
    try:
        if ready_file:
            ready_file.unlink(missing_ok=True)
        store = open_store(options.db)
    except OSError as error:
        return _fail(5, f"cannot write {ready_file}: {error}")
    except StoreUnusable as error:
        return _fail(5, f"cannot keep state: {error}")
    world = World(settings=settings, seed=seed, store=store, ids=Ids(options.random_seed))
    try:
        emulator = Emulator(options.contract, world=world, control_token=options.control_token)
    except ContractError as error:
        return _fail(3, f"contract {error}")
    try:
        bound = listen(options.host, options.port)
    except OSError as error:
        return _fail(4, f"cannot listen on {options.host} port {options.port}: {error.strerror or error}")
    url = base_url(bound)
    for warning in emulator.warnings:
        _say(f"warning: {warning}")
    if not is_loopback(options.host):
        _say(f"warning: {options.host} can be reached from other machines; the emulator protects nothing")
    failed: list[OSError] = []

    def ready() -> None:
        _say(f"serving on {url}")
        if ready_file:
            try:
                _write(ready_file, url + "\n")
            except OSError as error:
                failed.append(error)
                raise SystemExit(5) from error

    try:
        serve(emulator, bound, ready)
    except SystemExit:
        if not failed:
            raise
        return _fail(5, f"cannot write {ready_file}: {failed[0]}")
    finally:
        bound.close()
        world.close()
        if ready_file and not failed:
            ready_file.unlink(missing_ok=True)
    return 0


def _write(path: Path, text: str) -> None:
    """Write a file so that whoever reads it sees all of it or nothing."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _say(text: str) -> None:
    print(f"specseal-emulator: {text}", file=sys.stderr, flush=True)


def _fail(code: int, text: str) -> int:
    _say(f"error: {text}")
    return code
