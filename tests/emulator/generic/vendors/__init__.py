"""Vendors that nobody prepared the emulator for: their contracts, and callers that sign for them on their own."""

from __future__ import annotations

from .contracts import Json, signed_by, write
from .jade import JADE, jade
from .ledger import LEDGER, ledger
from .orion import ORION, orion
from .pigeon import PIGEON

__all__ = ["JADE", "LEDGER", "ORION", "PIGEON", "Json", "jade", "ledger", "orion", "signed_by", "write"]
