"""When files change, by watchfiles: the only module that knows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from watchfiles import watch

_FOLDERS = ("specs", "overlays")
_DEBOUNCE = 300
"""Milliseconds to wait for more, because editors save in several steps."""
_LOOK = 1000
"""Milliseconds after which to look anyway: for folders that come and go, and for file systems that tell nothing."""


def moments(root: Path, started: Callable[[], None]) -> Iterator[None]:
    """Yield whenever a source below a project's folder may have changed, at least once a second, for ever.

    ``started`` is called once watching has begun: what is saved after that is not missed.
    """
    announced = False
    while True:
        folders = _existing(root)
        watching = watch(
            *(folders or [root]),
            recursive=bool(folders),
            debounce=_DEBOUNCE,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            raise_interrupt=True,
        )
        if not announced:
            started()
            announced = True
        for _ in watching:
            yield
            if _existing(root) != folders:
                break  # a folder came or went: watch anew


def _existing(root: Path) -> list[Path]:
    return [root / name for name in _FOLDERS if (root / name).is_dir()]
