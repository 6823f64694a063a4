"""Every name that a package of the emulator lists as its own is there."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import specseal_emulator

PACKAGES = sorted(
    found.name
    for found in pkgutil.walk_packages(specseal_emulator.__path__, "specseal_emulator.")
    if found.ispkg
)


@pytest.mark.parametrize("package", ["specseal_emulator", *PACKAGES])
def test_every_listed_name_can_be_imported(package: str) -> None:
    module = importlib.import_module(package)
    listed: list[str] = getattr(module, "__all__", [])
    imported = {name: getattr(module, name) for name in listed}
    assert sorted(imported) == sorted(set(listed))
    assert all(value is not None for value in imported.values())
