"""The command `specseal-emulator serve`, from its options to its exit."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .contract import ContractError
from .plan import Plan
from .plugins import Unusable
from .seed_progress import show_progress
from .server import base_url, is_loopback, listen, serve
from .state import Seed, SeedError, SeedStream, Settings, StoreUnusable, default_seed, is_stream, read_seed
from .state.sizes import TooLong
from .tls import NoAuthority, make_certificate
from .workers import WorkersFailed, serve_with_workers

if TYPE_CHECKING:
    import argparse
    import socket
    from collections.abc import Callable, Generator


class Failure(Exception):
    """Why the command ends; `code` is its exit code."""

    def __init__(self, code: int, why: str) -> None:
        self.code = code
        super().__init__(why)


def serve_command(options: argparse.Namespace, settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM. Raises `Failure`."""
    with contextlib.ExitStack() as cleanup:
        seed, streams = _seed(options.seed)
        ready_file = cleanup.enter_context(_ready_file(options.ready_file))
        certificate = cleanup.enter_context(_certificate(options)) if options.tls else None
        plan = Plan(
            contracts=options.contract,
            settings=settings,
            seed=seed,
            streams=streams,
            db=options.db,
            random_seed=options.random_seed,
            control_token=options.control_token,
            certificate=certificate,
        )
        if options.workers == 1:
            _serve_alone(plan, options, ready_file)
        else:
            _serve_together(plan, options, ready_file)


def _serve_alone(plan: Plan, options: argparse.Namespace, write_url: Callable[[str], None]) -> None:
    with _planned():
        plane = plan.build()
    with contextlib.closing(plane.emulator.world), contextlib.closing(_listen(options)) as bound:
        ready = _ready(options, bound, plane.emulator.warnings, write_url)
        serve(plane, bound, ready, certificate=plan.certificate)


def _serve_together(plan: Plan, options: argparse.Namespace, write_url: Callable[[str], None]) -> None:
    with _planned():
        warnings = plan.prepare()
    with contextlib.closing(_listen(options)) as bound:
        try:
            serve_with_workers(plan, options.workers, bound, _ready(options, bound, warnings, write_url))
        except WorkersFailed as error:
            raise Failure(7, str(error)) from error


def _ready(
    options: argparse.Namespace, bound: socket.socket, warnings: list[str], write_url: Callable[[str], None]
) -> Callable[[], None]:
    """Print warnings; returns the callback for when connections are accepted."""
    url = base_url(bound, "https" if options.tls else "http")
    for warning in warnings:
        say(f"warning: {warning}")
    if not is_loopback(options.host):
        say(f"warning: {options.host} can be reached from other machines; the emulator protects nothing")

    def ready() -> None:
        gc.enable()
        say(f"serving on {url}")
        write_url(url)

    return ready


def _seed(paths: list[Path]) -> tuple[Seed, tuple[SeedStream, ...]]:
    """The seed of all files that are read as a whole, and the others."""
    try:
        streams = tuple(SeedStream(path, show_progress) for path in paths if is_stream(path))
        streamed = {stream.path for stream in streams}
        whole = [read_seed(path) for path in paths if path not in streamed]
        if not whole and all(stream.adds_to_default() for stream in streams):
            whole = [default_seed()]
        return sum(whole, Seed()), streams
    except SeedError as error:
        raise Failure(6, f"seed {error}") from error


@contextlib.contextmanager
def _planned() -> Generator[None]:
    try:
        yield
    except StoreUnusable as error:
        raise Failure(5, f"store unavailable: {error}") from error
    except (SeedError, TooLong) as error:
        raise Failure(6, f"seed {error}") from error
    except Unusable as error:
        raise Failure(2, str(error)) from error
    except ContractError as error:
        raise Failure(3, f"contract {error}") from error


def _listen(options: argparse.Namespace) -> socket.socket:
    try:
        return listen(options.host, options.port)
    except OSError as error:
        why = error.strerror or error
        raise Failure(
            4,
            f"cannot listen on {options.host} port {options.port}: {why}; choose others with --host or --port",
        ) from error


@contextlib.contextmanager
def _ready_file(path: Path | None) -> Generator[Callable[[str], None]]:
    """Yields a function that writes the base URL to the ready file, if there is one; removes the file at the end."""
    failed: list[OSError] = []

    def write_url(url: str) -> None:
        if path:
            try:
                write_at_once(path, f"{url}\n".encode())
            except OSError as error:
                failed.append(error)
                raise SystemExit(5) from error  # the server lets nothing else through

    try:
        if path:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise Failure(5, f"cannot write {path}: {error}") from error
    try:
        yield write_url
    except SystemExit:
        if not failed:
            raise
        raise Failure(5, f"cannot write {path}: {failed[0]}") from failed[0]
    finally:
        if path and not failed:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def _certificate(options: argparse.Namespace) -> Generator[Path]:
    """A certificate for this run, deleted at its end."""
    with tempfile.TemporaryDirectory(prefix="specseal-emulator-") as folder:
        try:
            path, authority = make_certificate(options.host, Path(folder))
        except NoAuthority as error:
            raise Failure(2, str(error)) from error
        if options.tls_ca_file:
            try:
                write_at_once(options.tls_ca_file, authority)
            except OSError as error:
                raise Failure(5, f"cannot write {options.tls_ca_file}: {error}") from error
        yield path


def write_at_once(path: Path, content: bytes) -> None:
    """Write a file atomically. Raises `OSError`."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def say(text: str) -> None:
    """Print a message to stderr."""
    print(f"specseal-emulator: {text}", file=sys.stderr, flush=True)
