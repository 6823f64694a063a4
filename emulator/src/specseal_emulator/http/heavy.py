"""Work that would block other requests runs in a small thread pool beside the event loop.

A thread that computes lets the event loop have its turn every few milliseconds, as long as no single step of it,
such as a regular expression or the decoding of one text, takes longer: that is what the bounds are for. Two threads
are enough for two cores; with more of them the loop would wait for each in turn.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

HEAVY = 8 * 1024
"""Bytes of a body, or characters of text, up to which a request is handled on the event loop."""
_POOL = ThreadPoolExecutor(2, "specseal-heavy")


async def heavy(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run it in the thread pool, after what is queued already."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, lambda: work(*args, **kwargs))
