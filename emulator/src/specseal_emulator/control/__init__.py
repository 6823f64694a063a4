"""The control plane under ``/_emulator/``, for those who run the emulator."""

from .plane import ControlPlane

__all__ = ["ControlPlane"]
