"""What the emulator remembers: the store, the clock, ids, accounts and seeds, settings, the journal."""

from .clock import Clock
from .ids import Ids
from .journal import Entry, Follower, Found, Journal, SentFile
from .limits import UNLIMITED, Limits
from .seed import Account, Face, FaceUser, Seed, TemporaryAccount, default_seed
from .settings import Settings
from .store import SQLiteStore, Store
from .verdicts import Diagnosis, Verdict
from .world import World

__all__ = [
    "UNLIMITED",
    "Account",
    "Clock",
    "Diagnosis",
    "Entry",
    "Face",
    "FaceUser",
    "Follower",
    "Found",
    "Ids",
    "Journal",
    "Limits",
    "SQLiteStore",
    "Seed",
    "SentFile",
    "Settings",
    "Store",
    "TemporaryAccount",
    "Verdict",
    "World",
    "default_seed",
]
