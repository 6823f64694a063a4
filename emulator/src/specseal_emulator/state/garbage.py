"""Garbage collection while long seeds are read and written."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

YOUNG_ONLY = (50_000, 1_000, 1_000)
"""Thresholds with which only what is new is looked through.

The rows of a million records make no cycles, and looking through them again and again takes a sixth of the time. What
the YAML parser reads a record with does make some, which would fill the memory if nobody collected it.
"""


@contextlib.contextmanager
def young_only() -> Generator[None]:
    """Collect only what is new, whether or not collection was on."""
    enabled, usual = gc.isenabled(), gc.get_threshold()
    gc.set_threshold(*YOUNG_ONLY)
    gc.enable()
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        if not enabled:
            gc.disable()
