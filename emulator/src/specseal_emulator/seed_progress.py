"""Progress of a long seed, for people: a line that changes on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_TERMINAL, _ELSEWHERE = 0.2, 5.0
"""Seconds between two lines."""
_shown = [time.monotonic()]


def show_progress(path: Path, rows: int, share: float) -> None:
    """Write how far a file has been read to stderr."""
    terminal = sys.stderr.isatty()
    now = time.monotonic()
    if share < 1 and now - _shown[0] < (_TERMINAL if terminal else _ELSEWHERE):
        return
    _shown[0] = now
    text = f"specseal-emulator: seed {path.name}: {rows:,} rows, {share:4.0%}"
    done = share >= 1
    print(text, end="\n" if done or not terminal else "\r", file=sys.stderr, flush=True)
