"""What the emulator remembers: the store, the clock, ids, accounts and seeds, settings, the journal."""

from .clock import Clock
from .ids import Ids
from .journal import Entry, Journal
from .opening import open_store
from .seed import Account, Face, FaceUser, Seed, TemporaryAccount, default_seed
from .settings import Settings
from .store import SQLiteStore, Store, StoreUnusable
from .world import World

__all__ = [
    "Account",
    "Clock",
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
