"""Applies to every run: time zone, locale and authorities, and the coverage of the property suites across workers."""

import gc
import locale
import os
import time
from collections.abc import Generator
from pathlib import Path

import certifi
import pytest

from tests.properties.coverage.plugin import (
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_deselected,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
)

__all__ = [
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_deselected",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_testnodedown",
]

# whoever takes local time for UTC, or a text of the locale for English, is found out; children inherit it
os.environ["TZ"] = "Asia/Kathmandu"
time.tzset()
for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"):  # whichever the machine has
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        continue
    os.environ["LC_ALL"] = name
    break

# No test reaches a public server, and a client of httpx takes 30 ms to read all public authorities: it reads one,
# whose key nobody has.
certifi.where = lambda: str(Path(__file__).with_name("authority.pem"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep what collection makes out of later garbage collections: all of it stays, and takes 0.3 s to look through."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Shorten what would be kilobytes of a name, which xdist sends around and every report repeats."""
    if isinstance(val, str | bytes) and len(val) > 200:
        return f"{ascii(val[:40])[:60]}... of {len(val)}"
    return None
