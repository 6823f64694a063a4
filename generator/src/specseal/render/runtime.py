"""The parts of the runtime that a wheel needs: real modules, copied with the header on top."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from ..plan.package import Package

_ROOT = "specseal.runtime"
#: Primitives that requests are written with, signed or not.
_ALWAYS = frozenset({"primitives/__init__.py", "primitives/encoding.py"})
_OPTIONAL = frozenset(
    {"callbacks.py", "files.py", "mismatch.py", "multipart.py", "paging.py", "styles.py", "xml.py"}
)


def runtime_files(package: Package) -> dict[str, str]:
    """Path below ``_runtime/`` to text."""
    wanted = _ALWAYS | _used(package) | set(package.runtime)
    header = package.header.partition("\n")[0]  # the digest is in the modules that vary
    return {
        path: f"{header}\n{text}"
        for path, text in _modules(files(_ROOT), "").items()
        if path in wanted or not (path in _OPTIONAL or path.startswith("primitives/"))
    }


def _used(package: Package) -> set[str]:
    """The optional modules that the package has a use for."""
    fields = [field for operation in package.operations for field in operation.fields]
    multipart = any(operation.body == "multipart" for operation in package.operations)
    wanted = {
        "callbacks.py": bool(package.callbacks),
        "files.py": multipart or any(field.place == "file" for field in fields),
        "mismatch.py": any(error.string_to_sign for error in package.errors),
        "multipart.py": multipart,
        "paging.py": any(operation.paging for operation in package.operations),
        "styles.py": any(field.style in {"json", "brackets"} for field in fields),
        "xml.py": any("xml" in operation.accept for operation in package.operations),
    }
    return {name for name, used in wanted.items() if used}


def _modules(folder: Traversable, prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir() and entry.name != "__pycache__":
            found |= _modules(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".py"):
            found[f"{prefix}{entry.name}"] = entry.read_text("utf-8")
    return found
