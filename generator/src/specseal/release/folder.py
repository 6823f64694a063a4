"""Where the releases of a product are kept. It is quick to import."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..project import Product


@dataclass(frozen=True, slots=True)
class Kept:
    """The paths of what is kept."""

    folder: Path

    @property
    def changelog(self) -> Path:
        """The changelog that people may edit."""
        return self.folder / "CHANGELOG.md"

    @property
    def contract(self) -> Path:
        """The contract of the newest release."""
        return self.folder / "contract.json"

    @property
    def calls(self) -> Path:
        """Code that was right at the newest release."""
        return self.folder / "calls.py"


def kept(product: Product) -> Kept:
    """Where the releases of a product are kept."""
    return Kept(product.root / "releases" / product.vendor / product.name)
