"""From contract to package: every decision about the Python side, as plain values."""

from .build import Origin, plan_package
from .package import Package

__all__ = ["Origin", "Package", "plan_package"]
