"""State: the store, the clock, ids, accounts and seeds, settings, the journal."""

from ..listing import Index, Page, Query
from .accounts import Account, TemporaryAccount
from .clock import Clock
from .entry import Entry, SentFile
from .follower import Follower
from .ids import Ids
from .journal import Journal
from .limits import UNLIMITED, Limits
from .open_store import open_store
from .records import StoredRecord
from .seed import Seed, default_seed
from .seedfile import SeedError, read_seed, seed_schema
from .settings import Settings
from .sqlite import SQLiteStore
from .store import Store, StoreUnusable
from .stream import SeedStream, is_stream

__all__ = [
    "UNLIMITED",
    "Account",
    "Clock",
    "Entry",
    "Follower",
    "Ids",
    "Index",
    "Journal",
    "Limits",
    "Page",
    "Query",
    "SQLiteStore",
    "Seed",
    "SeedError",
    "SeedStream",
    "SentFile",
    "Settings",
    "Store",
    "StoreUnusable",
    "StoredRecord",
    "TemporaryAccount",
    "default_seed",
    "is_stream",
    "open_store",
    "read_seed",
    "seed_schema",
]
