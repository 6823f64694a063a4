"""How the vendor says that something failed: the rows of its error table, and where a body carries what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..diagnostics import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRow:
    """One row of the error table."""

    code: str
    name: str
    """Of the class, where the code makes none."""
    status: int
    key: str
    description: str
    retryable: bool
    detail: Literal["reason", "argument"] | None
    reasons: tuple[tuple[str, str], ...]
    arguments: tuple[str, ...]
    pattern: str | None
    clock_skew: tuple[str | None, ...]
    """Reasons that mean a wrong clock; ``None`` stands for the code without one."""
    string_to_sign: tuple[str, ...]
    certainty: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedWhen:
    """What makes a response with a successful status a failure."""

    pointer: str
    equals: str | bool | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBody:
    """Where a failure carries what: JSON Pointers into its body, names of headers; the first non-empty one counts."""

    code: tuple[str, ...]
    message: tuple[str, ...]
    request_id: tuple[str, ...]
    request_id_headers: tuple[str, ...]
    retry_after_ms: tuple[str, ...]
    separator: str | None
    failed_when: tuple[FailedWhen, ...]
