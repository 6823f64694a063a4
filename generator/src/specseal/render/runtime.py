"""The parts of the runtime that a wheel needs: real modules, copied with the header on top."""

from __future__ import annotations

from importlib.resources import files

from ..plan.package import Package
from .prune import definitions, prune

_ROOT = "specseal.runtime"
#: Primitives that requests are written with, signed or not.
_ALWAYS = frozenset({"form_encode", "pairs", "query_string", "rfc3986"})
_OPTIONAL = frozenset(
    {
        "advice.py",
        "callbacks.py",
        "files.py",
        "mismatch.py",
        "multipart.py",
        "paging.py",
        "styles.py",
        "xml.py",
    }
)


def runtime_files(package: Package, header: str, primitives: tuple[str, ...]) -> dict[str, str]:
    """File below ``_runtime/`` to text, under the header; ``primitives`` are those that signing calls."""
    dropped = _OPTIONAL - _used(package)
    found = {
        entry.name: entry.read_text("utf-8")
        for entry in sorted(files(_ROOT).iterdir(), key=lambda one: one.name)
        if entry.name.endswith(".py") and entry.name not in dropped
    }
    found["primitives.py"] = prune(found["primitives.py"], _ALWAYS | set(primitives))
    if not package.callbacks:
        for name, unused in (("errors.py", "CallbackError"), ("operation.py", "Callback")):
            found[name] = prune(found[name], definitions(found[name]) - {unused})
    return {name: f"{header}\n{text}" for name, text in found.items()}


def _used(package: Package) -> set[str]:
    """The optional modules that the package has a use for."""
    fields = [field for operation in package.operations for field in operation.fields]
    multipart = any(operation.body == "multipart" for operation in package.operations)
    advised = any(
        operation.deprecated or any(one.deprecated for one in operation.arguments)
        for operation in package.operations
    )
    wanted = {
        "advice.py": advised,
        "callbacks.py": bool(package.callbacks),
        "files.py": multipart or any(field.place == "file" for field in fields),
        "mismatch.py": any(error.string_to_sign for error in package.errors),
        "multipart.py": multipart,
        "paging.py": any(operation.paging for operation in package.operations),
        "styles.py": any(field.style in {"json", "brackets"} for field in fields),
        "xml.py": any("xml" in operation.accept for operation in package.operations),
    }
    return {name for name, used in wanted.items() if used}
