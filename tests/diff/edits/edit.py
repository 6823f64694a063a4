"""An edit of a contract, and the changes that it must be reported as."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .contract import Contract

Change = Callable[[Contract], Any]


@dataclass(frozen=True)
class Edit:
    """One edit of one contract."""

    product: str
    name: str
    apply: Change
    codes: frozenset[str]
    """All changes that must be reported, and no others."""
    why: str = ""
    """Why griffe and the type check see something else than the class of the change says."""

    def __str__(self) -> str:
        return f"{self.product}: {self.name}"


def edit(product: str, name: str, apply: Change, *codes: str, why: str = "") -> Edit:
    """An edit of the contract of a product."""
    return Edit(product, name, apply, frozenset(codes), why)


def thing(name: str, apply: Change, *codes: str, why: str = "") -> Edit:
    """An edit of ``thing.yaml``, which has what the products have not."""
    return edit("thing", name, apply, *codes, why=why)


def sha(text: str) -> str:
    """What the recipes of ``thing.yaml`` sign with."""
    return hashlib.sha256(text.encode()).hexdigest()


def pop(holder: dict[str, Any], *keys: str) -> Any:
    """Remove keys."""
    for key in keys:
        del holder[key]
