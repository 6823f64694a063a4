"""What the vendor calls, and what a browser opens."""

from __future__ import annotations

from dataclasses import dataclass

from .security import SchemePlan


@dataclass(frozen=True, slots=True)
class SignedHeaderPlan:
    """Where a callback whose body is signed has its signature and the time of it; see `contract.SignedHeader`."""

    header: str
    item: str
    time: tuple[str, str] | None
    """Header and item."""
    age: int


@dataclass(frozen=True, slots=True)
class CallbackPlan:
    """A callback of the vendor."""

    name: str
    doc: tuple[str, ...]
    data: str
    sign: str
    signed: SignedHeaderPlan | None
    """If its body is signed; ``data`` and ``sign`` are empty then."""
    result: str
    scheme: SchemePlan


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A URL that a browser opens."""

    name: str
    doc: tuple[str, ...]
    path: str
    query: tuple[tuple[str, str, str], ...]
    """Wire name, argument, meaning."""
