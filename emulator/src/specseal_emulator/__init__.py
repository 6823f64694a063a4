"""An emulator that answers like the vendor."""

from .app import Emulator
from .contract import ContractError
from .http import Bounds
from .state import (
    Account,
    Clock,
    Entry,
    Face,
    FaceUser,
    Ids,
    Journal,
    Seed,
    Settings,
    SQLiteStore,
    Store,
    StoreUnusable,
    TemporaryAccount,
    World,
    default_seed,
    open_store,
)

__version__ = "0.1.0"

__all__ = [
    "Account",
    "Bounds",
    "Clock",
    "ContractError",
    "Emulator",
    "Entry",
    "Face",
    "FaceUser",
    "Ids",
    "Journal",
    "SQLiteStore",
    "Seed",
    "Settings",
    "Store",
    "StoreUnusable",
    "TemporaryAccount",
    "World",
    "default_seed",
    "open_store",
]
