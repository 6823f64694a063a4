"""What makes one Megvii product differ from another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ...contract import Operation
    from ...examination import Examination
    from ...services import Services
    from ...sites.base import Call


Authenticate: TypeAlias = "Callable[[Examination], Mapping[str, Any]]"
"""Gives the account of a request, or raises `Refusal`."""


@dataclass(frozen=True, slots=True)
class Product:
    """One Megvii product."""

    name: str
    """As its contract is named."""
    authenticate_by: Callable[[Sequence[Operation], Services], Authenticate]
    """Gives what authenticates the requests of its operations. Raises `ContractError`."""
    handlers: Mapping[str, Callable[[Call], dict[str, Any]]]
    """Path to behaviour."""
    needs: tuple[str, ...]
    """Error rows that it responds with besides the common ones."""
    disabled: str = "AUTHORIZATION_ERROR: API_KEY_BE_DISCONTINUED"
    """The error of a disabled key."""


COMMON = (
    "MISSING_ARGUMENTS",
    "BAD_ARGUMENTS",
    "AUTHENTICATION_ERROR",
    "AUTHORIZATION_ERROR",
    "API_NOT_FOUND",
    "CONCURRENCY_LIMIT_EXCEEDED",
)
"""Error rows that every product responds with."""
