"""Everything that is checked before a line is generated. Fail closed: what cannot be expressed exactly is refused."""

from .contract import lint_contract, lint_sources
from .package import lint_package

__all__ = ["lint_contract", "lint_package", "lint_sources"]
