"""An emulator that answers like the vendor."""

from .app import Emulator
from .contract import ContractError
from .http import Bounds
from .state import (
    Account,
    BizToken,
    Clock,
    Entry,
    Face,
    FaceUser,
    Group,
    Ids,
    Journal,
    LiteToken,
    Seed,
    SeedError,
    Settings,
    SQLiteStore,
    Store,
    StoreUnusable,
    TemporaryAccount,
    World,
    default_seed,
    open_store,
    read_seed,
    seed_schema,
)

__version__ = "0.1.0"

__all__ = [
    "Account",
    "BizToken",
    "Bounds",
    "Clock",
    "ContractError",
    "Emulator",
    "Entry",
    "Face",
    "FaceUser",
    "Group",
    "Ids",
    "Journal",
    "LiteToken",
    "SQLiteStore",
    "Seed",
    "SeedError",
    "Settings",
    "Store",
    "StoreUnusable",
    "TemporaryAccount",
    "World",
    "default_seed",
    "open_store",
    "read_seed",
    "seed_schema",
]
