"""A project lock: one writer at a time, and readers of generated files wait for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such lock: one run at a time is up to the user there
    fcntl = None  # type: ignore[assignment]


@contextmanager
def locked(root: Path, *, writing: bool, waiting: Callable[[], None]) -> Generator[None]:
    """Hold the project's lock: alone to write, together with other readers otherwise.

    ``waiting`` is called once if another process holds it. The folder itself is locked, so no lock file is left
    behind, and the system releases the lock when the process ends. Raises `OSError` if locking fails.
    """
    if fcntl is None or not root.is_dir():
        yield
        return
    folder = os.open(root, os.O_RDONLY)
    try:
        kind = fcntl.LOCK_EX if writing else fcntl.LOCK_SH
        try:
            fcntl.flock(folder, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(folder, kind)
        yield
    finally:
        os.close(folder)
