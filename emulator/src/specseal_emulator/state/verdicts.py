"""What was checked of one request, and what is wrong with a signature."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check of one request."""

    check: str
    """Such as ``signature``, ``time``, ``limits`` or ``parameters``."""
    passed: bool
    why: str = ""
    """What was found, in words; empty when there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a signature is not the one that was expected."""

    mistakes: tuple[str, ...]
    """The known mistakes that together make the caller's signature, such as ``unsorted``; ``("secret",)`` when
    none does: then the secret is the likely cause."""
    explanation: str
    """The same in words, with what to do."""
    expected: str
    """The signature that would have been right."""
    received: str
    """The caller's signature."""
    string_to_sign: str
    """What the emulator signs."""
    caller_signed: str = ""
    """What the caller signed, as far as that was found out."""
