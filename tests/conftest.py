"""Applies to every run: time zone, locale and authorities, and the coverage of the property suites across workers."""

import locale
import os
import time
from pathlib import Path

import certifi

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


def pytest_make_parametrize_id(val: object) -> str | None:
    """Shorten what would be kilobytes of a name, which xdist sends around and every report repeats."""
    if isinstance(val, str | bytes) and len(val) > 200:
        return f"{ascii(val[:40])[:60]}... of {len(val)}"
    return None
