"""What the emulator finds out about one request: checks, diagnosis, notes and acquired concurrency."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .empty import no_items, nothing

if TYPE_CHECKING:
    from .contract import Operation
    from .http import Request


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check of one request."""

    check: str
    """Such as ``signature``, ``time``, ``limits`` or ``parameters``."""
    passed: bool
    why: str = ""
    """What was looked at or found, for people; may be empty."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a signature is not the one that was expected."""

    mistakes: tuple[str, ...]
    """The known mistakes that together make the caller's signature, such as ``unsorted``; ``("secret",)`` when
    none does: then the secret is the likely cause."""
    explanation: str
    """The same for people, with what to do."""
    expected: str
    """The signature that would have been right."""
    received: str
    """The caller's signature."""
    string_to_sign: str
    """What the emulator signs."""
    caller_signed: str = ""
    """What the caller signed, if known."""


@dataclass(slots=True)
class Examination:
    """One request on its way through the emulator, with everything that was found out about it."""

    request: Request
    operation: Operation | None = None
    """The requested operation, once routed."""
    notes: dict[str, str] = field(default_factory=no_items)
    """Notes for the journal."""
    diagnosis: Diagnosis | None = None
    """Why its signature was refused, if it was."""
    acquired: list[str] = field(default_factory=nothing)
    """Store keys of the concurrency slots it holds; released once the response is ready."""
    elapsed: float = 0.0
    """Real seconds from the request's last byte to the response, armed latency included."""
    _verdicts: list[tuple[str, bool, str]] = field(default_factory=nothing)
    _check: tuple[str, str] | None = None

    def check(self, name: str, what: str = "") -> None:
        """Begin a check; the previous one has passed. Args: `what` it looks at."""
        if self._check:
            self._verdicts.append((self._check[0], True, self._check[1]))
        self._check = name, what

    def passed(self) -> None:
        """End the current check as passed."""
        if self._check:
            self._verdicts.append((self._check[0], True, self._check[1]))
            self._check = None

    def failed(self, why: str) -> None:
        """End the current check as failed."""
        if self._check:
            self._verdicts.append((self._check[0], False, why))
            self._check = None

    def judged(self, verdict: Verdict) -> None:
        """Add a finished check."""
        self._verdicts.append((verdict.check, verdict.passed, verdict.why))

    def verdicts(self) -> tuple[Verdict, ...]:
        """The finished checks, in order."""
        return tuple(Verdict(*found) for found in self._verdicts)
