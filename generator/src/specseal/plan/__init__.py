"""Contract + client overlay = package: every decision about the Python side, as plain values."""

from .build import plan_package
from .package import Package

__all__ = ["Package", "plan_package"]
