"""An emulator that answers like the vendor."""

from .app import Emulator
from .contract import ContractError
from .faults import Fault, Latency
from .http import Bounds
from .state import (
    UNLIMITED,
    Account,
    Clock,
    Diagnosis,
    Entry,
    Face,
    FaceUser,
    Ids,
    Journal,
    Limits,
    Seed,
    Settings,
    SQLiteStore,
    Store,
    TemporaryAccount,
    Verdict,
    World,
    default_seed,
)

__version__ = "0.1.0"

__all__ = [
    "UNLIMITED",
    "Account",
    "Bounds",
    "Clock",
    "ContractError",
    "Diagnosis",
    "Emulator",
    "Entry",
    "Face",
    "FaceUser",
    "Fault",
    "Ids",
    "Journal",
    "Latency",
    "Limits",
    "SQLiteStore",
    "Seed",
    "Settings",
    "Store",
    "TemporaryAccount",
    "Verdict",
    "World",
    "default_seed",
]
