"""Errors of the vendor: the rows of its error table, and how error bodies are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..diagnostics import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRow:
    """One row of the error table."""

    code: str
    name: str
    """Class name, if it cannot be derived from the code."""
    status: int
    by_status: bool
    """Whether it is for every response with its status whose code has no row. Then `code` only names it."""
    stated: bool
    """Whether it is in the error table. Otherwise it is a documented response with a status that no row has."""
    key: str
    description: str
    retryable: bool
    detail: Literal["reason", "argument"] | None
    reasons: tuple[tuple[str, str], ...]
    arguments: tuple[str, ...]
    pattern: str | None
    clock_skew: tuple[str | None, ...]
    """Reasons that mean clock skew; ``None`` for the code without a reason."""
    string_to_sign: tuple[str, ...]
    emulates: tuple[str, ...]
    """The failures that the emulator responds to with it, such as ``expired`` or ``malformed:image``."""
    certainty: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedWhen:
    """A condition under which a response with a success status is an error: a value is present; it is one of some
    texts; or it is present, and none of some texts."""

    pointer: str
    equals: tuple[str, ...] | None
    not_equals: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBody:
    """JSON Pointers into an error body, and header names; of each list, the first non-empty value is used."""

    code: tuple[str, ...]
    message: tuple[str, ...]
    request_id: tuple[str, ...]
    request_id_headers: tuple[str, ...]
    retry_after_ms: tuple[str, ...]
    separator: str | None
    failed_when: tuple[FailedWhen, ...]
