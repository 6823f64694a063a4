"""What the emulator remembers: the store, the clock, ids, accounts and seeds, settings, the journal."""

from .clock import Clock
from .follower import Follower
from .ids import Ids
from .journal import Entry, Found, Journal, SentFile
from .limits import UNLIMITED, Limits
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
from .verdicts import Diagnosis, Verdict
from .world import World

__all__ = [
    "UNLIMITED",
    "Account",
    "BizToken",
    "Clock",
    "Diagnosis",
    "Entry",
    "Face",
    "FaceUser",
    "Follower",
    "Found",
    "Group",
    "Ids",
    "Journal",
    "Limits",
    "LiteToken",
    "SQLiteStore",
    "Seed",
    "SeedError",
    "SentFile",
    "Settings",
    "Store",
    "StoreUnusable",
    "TemporaryAccount",
    "Verdict",
    "World",
    "default_seed",
    "open_store",
    "read_seed",
    "seed_schema",
]
