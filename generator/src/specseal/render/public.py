"""The public names of a package: ``__all__`` of its modules."""

from __future__ import annotations

from collections.abc import Collection

from ..plan.package import Package
from ..reserved import BASE_ERRORS, RUNTIME_TYPES


def base_errors(package: Package) -> list[str]:
    """The base classes of the documented errors."""
    return sorted([*BASE_ERRORS, *(["CallbackError"] if package.callbacks else [])])


def public_names(package: Package) -> list[str]:
    """The names exported by the package."""
    name = package.class_name
    return sorted([name, f"Async{name}", "Timeouts", "errors", "models", "types", *base_errors(package)])


def type_names(package: Package, runtime: Collection[str]) -> list[str]:
    """The names exported by its ``types``, given the included runtime modules."""
    name = package.class_name
    found = [
        *(one for one in RUNTIME_TYPES if one != "Region" or package.servers),
        f"{name}WithRawResponse",
        f"Async{name}WithRawResponse",
    ]
    if package.callbacks:
        found.append(f"{name}Callbacks")
    if len(package.schemes) > 1:
        found.append("Signature")
    if "files.py" in runtime:
        found += ["FileContent", "FileInput"]
    if "streaming.py" in runtime:
        found += ["AsyncStream", "AsyncStreaming", "Stream", "Streaming"]
        found += [f"{name}WithStreamingResponse", f"Async{name}WithStreamingResponse"]
    if "null.py" in runtime:
        found += ["NULL", "Null"]
    if "uploads.py" in runtime:
        found += ["AsyncContent", "Content"]
    found += [one.name for one in package.structures]
    if "paging.py" in runtime:
        found.append("Page")
    if any(one.paging and one.paging.bare for one in package.operations):
        found.append("ListPage")
    return sorted(found)
