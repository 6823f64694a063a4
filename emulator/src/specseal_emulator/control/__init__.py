"""The control plane under ``/_emulator/``: for the person and the tests that run the emulator, not for its callers."""

from .plane import ControlPlane

__all__ = ["ControlPlane"]
