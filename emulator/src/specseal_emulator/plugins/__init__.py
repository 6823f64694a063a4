"""What a vendor declares to the emulator, and which vendors are installed."""

from .declaration import Declaration, Kind, Section, Unusable
from .installed import GROUP, PluginError, installed

__all__ = ["GROUP", "Declaration", "Kind", "PluginError", "Section", "Unusable", "installed"]
