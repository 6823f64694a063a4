"""Ways of signing, and what they need."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TokenPlan:
    """A credential that an operation returns."""

    credential: str
    constant: str
    """Of the operation."""
    value: tuple[str, ...]
    life: tuple[str, ...] | float | None
    needs: tuple[str, ...]
    """The credentials that are needed instead."""
    expired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemePlan:
    """A signing scheme: its name for ``signature=``, and its function in ``_signing.py``."""

    name: str
    function: str
    needs: tuple[str, ...] = ()
    """The credentials without which it cannot sign."""
    token: TokenPlan | None = None
    """How the client obtains one of them."""


@dataclass(frozen=True, slots=True)
class CredentialPlan:
    """A credential and the environment variable it may come from."""

    name: str
    variable: str
    optional: bool
    """Whether no way of signing needs it."""
    secret: bool
    demanded: bool = True
    """Whether the constructor refuses to do without it."""
    ways: tuple[str, ...] = ()
    """The ways of signing that need it."""
    default: str = ""
    """Of a setting that callers may set."""

    @property
    def argument(self) -> str:
        """The argument of the constructor; ``region`` selects the host there."""
        return f"signing_{self.name}" if self.name == "region" else self.name
