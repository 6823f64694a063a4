"""What each command does, once its options are read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .app import Emulator
from .command import Failure, say, serve_command
from .contract import ContractError
from .plugins import PluginError
from .state import Settings, seed_schema

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def run(known: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Do what the options say; gives the exit code. Args: `known`, which ends the command for a wrong option."""
    try:
        return _run(known, options)
    except PluginError as error:
        say(f"error: {error}")
        return 2


def _run(known: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    if options.command == "seed-schema":
        print(json.dumps(seed_schema(), indent=2))
        return 0
    if options.command == "explain":
        return _explain(options.contract)
    try:
        settings = Settings.parse(options.set)
    except ValueError as error:
        known.error(str(error))
    if options.workers > 1 and options.db is None:
        known.error("--workers requires --db: in-memory state belongs to one process")
    if options.workers > 1 and options.random_seed is not None:
        known.error("--random-seed requires a single worker: several would generate the same ids")
    if options.tls_ca_file and not options.tls:
        known.error("--tls-ca-file requires --tls")
    try:
        serve_command(options, settings)
    except Failure as failure:
        say(f"error: {failure}")
        return failure.code
    return 0


def _explain(contracts: list[Path] | None) -> int:
    from .generic.explain import explain  # noqa: PLC0415 - slow to import, and serving needs neither
    from .generic.site import GenericSite  # noqa: PLC0415

    try:
        emulator = Emulator(contracts)
    except ContractError as error:
        say(f"error: contract {error}")
        return 3
    for warning in emulator.warnings:
        say(f"warning: {warning}")
    for site in emulator.sites.all:
        if isinstance(site, GenericSite):
            print("\n".join(explain(site)))
        else:
            products = dict.fromkeys(operation.contract.product for operation in site.operations)
            print(f"{', '.join(products)}: a module of its own")
    return 0
