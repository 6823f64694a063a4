"""The error table, and where a response has its error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...contract.error_table import FailedWhen


@dataclass(frozen=True, slots=True)
class ErrorPlan:
    """A row of the error table and its class."""

    code: str
    class_name: str
    status: int
    doc: str
    hint: str
    """What it means and what to do; the end of the error message."""
    retryable: bool
    detail: Literal["reason", "argument"] | None
    pattern: str | None
    by_status: bool = False
    """Whether it is for every response with its status whose code has no row."""
    clock_skew: tuple[str | None, ...] = ()
    """Reasons that mean clock skew; ``None`` for the code without a reason."""
    string_to_sign: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    """Documented reasons and their meanings, which replace `hint` in the error message."""


@dataclass(frozen=True, slots=True)
class ErrorBodyPlan:
    """Where an error body has its code, message and request id."""

    code: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    request_id: tuple[str, ...] = ()
    request_id_headers: tuple[str, ...] = ()
    retry_after_ms: tuple[str, ...] = ()
    separator: str | None = None
    failed_when: tuple[FailedWhen, ...] = ()
