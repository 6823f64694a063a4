"""Tracebacks without secrets.

Error reporters show the values of all variables in a traceback's frames. Below a call to the client, frames hold
credentials, signatures and whole requests: those of this package and of the libraries that send. None of them stays in
a traceback, only the caller's own frames.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

ErrorT = TypeVar("ErrorT", bound=BaseException)

_OURS = (__package__ or "").rpartition(".")[0]
_LIBRARIES = frozenset(
    {
        "anyio",
        "asyncio",
        "h11",
        "h2",
        "hpack",
        "httpcore",
        "httpcore2",
        "httpx",
        "httpx2",
        "pyreqwest",
        "socksio",
    }
)


def bare(error: ErrorT) -> ErrorT:
    """The error and its causes, without the frames that may hold a secret."""
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        if (one := pending.pop()) is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = _kept(one.__traceback__)
        pending += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
    return error


def forgetful(method: Callable[..., None]) -> Callable[..., None]:
    """The method, which takes secrets. When it fails, no frame shows its arguments."""

    @functools.wraps(method)
    def guarded(self: object, /, *given: object, **named: object) -> None:
        try:
            method(self, *given, **named)
        except BaseException as error:
            given = ()
            named.clear()
            raise bare(error)  # noqa: B904 - the error itself, not another

    return guarded


def _kept(trace: TracebackType | None) -> TracebackType | None:
    entries: list[TracebackType] = []
    while trace is not None:
        entries.append(trace)
        trace = trace.tb_next
    kept: TracebackType | None = None
    for entry in reversed(entries):
        module = str(entry.tb_frame.f_globals.get("__name__"))
        if not (module.startswith(f"{_OURS}.") or module.partition(".")[0] in _LIBRARIES):
            kept = TracebackType(kept, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return kept
