"""The parts of the runtime that a wheel needs: real modules, copied with the header on top."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from ..plan.package import Package

_ROOT = "specseal.runtime"
#: Primitives that requests are written with, signed or not.
_ALWAYS = frozenset({"primitives/__init__.py", "primitives/encoding.py"})


def runtime_files(package: Package) -> dict[str, str]:
    """Path below ``_runtime/`` to text."""
    available = _modules(files(_ROOT), "")
    return {
        path: f"{package.header}\n{text}"
        for path, text in available.items()
        if not path.startswith("primitives/") or path in _ALWAYS or path in package.runtime
    }


def _modules(folder: Traversable, prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir() and entry.name != "__pycache__":
            found |= _modules(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".py"):
            found[f"{prefix}{entry.name}"] = entry.read_text("utf-8")
    return found
