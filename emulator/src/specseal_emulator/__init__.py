"""An emulator that behaves like the vendor.

The dataclasses that installed vendors' seeds are made of can be imported from here too.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .app import Emulator
    from .contract import ContractError
    from .examination import Diagnosis, Verdict
    from .faults import Fault, Latency
    from .http import Bounds
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

_HOMES = ("app", "contract", "examination", "faults", "http", "state", "world")
"""Where the names above are. They are looked up there when somebody asks: pytest imports this package in every run."""


def __getattr__(name: str) -> Any:
    if name in __all__:
        homes = (import_module(f".{home}", __name__) for home in _HOMES)
        return next(getattr(home, name) for home in homes if hasattr(home, name))
    if name[:1].isupper():
        from .plugins import installed  # noqa: PLC0415 - slow to import

        for vendor in installed():
            for section in vendor.sections:
                if section.model.__name__ == name:
                    return section.model
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
