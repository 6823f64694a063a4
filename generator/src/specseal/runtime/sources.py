"""Where signers take time and randomness from."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

_pool: deque[bytes] = deque()


class _Growing:
    """Milliseconds that never repeat and never go back, for all threads, tasks and clients of this process."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._last = 0

    def __call__(self, seconds: float) -> int:
        with self.lock:
            self._last = max(self._last + 1, round(seconds * 1000))
            return self._last


_growing = _Growing()


def _after_fork() -> None:
    _pool.clear()  # a child must not draw the bytes of its parent
    _growing.lock = Lock()  # another thread of the parent may hold it


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _random_bytes() -> bytes:
    """Sixteen bytes from the system, which is asked for many at a time: asking lets other threads go first."""
    try:
        return _pool.popleft()
    except IndexError:
        drawn = os.urandom(4096)
        _pool.extend([drawn[at : at + 16] for at in range(16, 4096, 16)])
        return drawn[:16]


def _uuid() -> str:
    digits = _random_bytes().hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def _random_digits(count: int) -> str:
    # so many more bytes than needed that all digits are equally likely
    drawn = b"".join([_random_bytes() for _ in range(1 + count // 16)])
    return str(int.from_bytes(drawn, "big") % 10**count).zfill(count)


class Sources(NamedTuple):
    """The clock and randomness of signers. Replace one to correct a clock, or to make signatures repeatable."""

    clock: Callable[[], float] = time.time  # Unix time in seconds
    uuid: Callable[[], str] = _uuid  # version 4, lower case, with hyphens
    random_digits: Callable[[int], str] = _random_digits  # so many decimal digits, leading zeros included
    growing_millis: Callable[[float], int] = _growing  # of the clock's seconds; above every earlier one
