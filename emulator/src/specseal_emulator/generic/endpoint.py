"""One operation of a contract, compiled: its routing, its checks and its responses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..sites.base import Endpoint

if TYPE_CHECKING:
    from .constants import Constant
    from .kinds import Choices
    from .records import Behaviour
    from .refusals import ErrorWriter
    from .requests import RequestCheck
    from .success import Responder


@dataclass(slots=True, kw_only=True)
class GenericEndpoint(Endpoint):
    """An operation with everything that the emulator does for it."""

    constants: tuple[Constant, ...]
    check_request: RequestCheck
    respond: Responder
    refuse: ErrorWriter
    choices: Choices
    """The error row for each kind of failure."""
    alternatives: tuple[tuple[str, ...], ...]
    """The security schemes, one group of which a request must satisfy; an empty group is satisfied by any."""
    behaviour: Behaviour | None = None
    """What it does with records, if it does."""
