"""Contracts travel inside the wheel and the sdist; a checkout reads them where the generator writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_INSIDE = "src/specseal_emulator/contracts"


class ContractsHook(BuildHookInterface[Any]):
    """Adds ``generated/contracts`` of the checkout. An sdist has them inside already."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before each target. Raises `FileNotFoundError` when there is no contract to pack."""
        if version == "editable":
            return
        inside = Path(self.root, _INSIDE)
        if list(inside.glob("*.json")):
            return
        outside = Path(self.root).parent / "generated" / "contracts"
        found = sorted(outside.glob("*.json"))
        if not found:
            raise FileNotFoundError(f"no contracts to pack, neither in {inside} nor in {outside}")
        target = _INSIDE if self.target_name == "sdist" else "specseal_emulator/contracts"
        for path in found:
            build_data["force_include"][str(path)] = f"{target}/{path.name}"
