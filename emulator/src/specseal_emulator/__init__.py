"""An emulator that behaves like the vendor.

The dataclasses that installed vendors' seeds are made of can be imported from here too.
"""

from typing import Any

from .app import Emulator
from .contract import ContractError
from .examination import Diagnosis, Verdict
from .faults import Fault, Latency
from .http import Bounds
from .plugins import installed
from .state import (
    UNLIMITED,
    Account,
    Clock,
    Entry,
    Ids,
    Journal,
    Limits,
    Seed,
    SeedError,
    Settings,
    SQLiteStore,
    Store,
    StoredRecord,
    StoreUnusable,
    TemporaryAccount,
    default_seed,
    open_store,
    read_seed,
    seed_schema,
)
from .version import __version__
from .world import World

__all__ = [
    "UNLIMITED",
    "Account",
    "Bounds",
    "Clock",
    "ContractError",
    "Diagnosis",
    "Emulator",
    "Entry",
    "Fault",
    "Ids",
    "Journal",
    "Latency",
    "Limits",
    "SQLiteStore",
    "Seed",
    "SeedError",
    "Settings",
    "Store",
    "StoreUnusable",
    "StoredRecord",
    "TemporaryAccount",
    "Verdict",
    "World",
    "__version__",
    "default_seed",
    "open_store",
    "read_seed",
    "seed_schema",
]


def __getattr__(name: str) -> Any:
    for vendor in installed() if name[:1].isupper() else ():
        for section in vendor.sections:
            if section.model.__name__ == name:
                return section.model
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
