"""Vendors are found by their entry points: the emulator knows none by name."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from .declaration import Declaration

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP = "specseal_emulator.vendors"
"""The group of entry points; each leads to a `Vendor`."""


class PluginError(Exception):
    """A vendor that cannot be used; the text names the entry point and the package."""


@cache
def installed() -> tuple[Declaration, ...]:
    """The vendors of this installation, in the order of their names. Raises `PluginError`."""
    found: dict[str, Declaration] = {}
    for point in entry_points(group=GROUP):
        package = point.dist.name if point.dist else "?"
        try:
            vendor: Any = point.load()
        except Exception as error:
            raise PluginError(f"cannot load vendor {point.name} of package {package}: {error}") from error
        if not isinstance(vendor, Declaration):
            raise PluginError(f"entry point {point.name} of package {package} is not a Vendor: {point.value}")
        if found.setdefault(vendor.name, vendor) is not vendor:
            raise PluginError(f"duplicate vendor {vendor.name}; one is in package {package}")
    ordered = tuple(found[name] for name in sorted(found))
    _unshared(ordered, "the setting", _settings)
    _unshared(ordered, "the section", _sections)
    _unshared(ordered, "the kind of record", _kinds)
    return ordered


def _settings(vendor: Declaration) -> list[str]:
    return list(vendor.settings.__dataclass_fields__) if vendor.settings else []


def _sections(vendor: Declaration) -> list[str]:
    return [section.name for section in vendor.sections]


def _kinds(vendor: Declaration) -> list[str]:
    return list(vendor.all_kinds())


def _unshared(vendors: tuple[Declaration, ...], what: str, names: Callable[[Declaration], list[str]]) -> None:
    taken: dict[str, str] = {}
    for vendor in vendors:
        for name in names(vendor):
            if other := taken.get(name):
                raise PluginError(f"{what} {name} is declared by both {other} and {vendor.name}")
            taken[name] = vendor.name
