"""Generated packages, imported for a while."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType


@contextmanager
def importing(source: Path, name: str) -> Generator[ModuleType]:
    """The package of that name below a folder of sources; forgotten afterwards."""
    sys.path.insert(0, str(source))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(source))
        for one in [one for one in sys.modules if one.partition(".")[0] == name]:
            del sys.modules[one]
