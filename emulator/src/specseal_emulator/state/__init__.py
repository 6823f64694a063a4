"""What the emulator remembers: the store, the clock, ids, accounts and seeds, settings, the journal."""

from .clock import Clock
from .ids import Ids
from .journal import Entry, Journal
from .opening import open_store
from .seed import (
    Account,
    BizToken,
    Face,
    FaceUser,
    Group,
    LiteToken,
    Seed,
    TemporaryAccount,
    default_seed,
)
from .seedfile import SeedError, read_seed, seed_schema
from .settings import Settings
from .store import SQLiteStore, Store, StoreUnusable
from .world import World

__all__ = [
    "Account",
    "BizToken",
    "Clock",
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
