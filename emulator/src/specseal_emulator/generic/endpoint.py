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

    @property
    def undocumented(self) -> str:
        """The statuses of its error rows that no response documents, for people; empty where there are none."""
        rows = sorted({row.status for row in self.operation.errors.values()})
        missing = [str(status) for status in rows if not self.check_output.documents(status)]
        return f"{self.operation.id} {', '.join(missing)}" if missing else ""
