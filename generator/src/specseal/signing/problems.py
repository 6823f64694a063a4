"""Problems of a recipe, located within it rather than in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .nodes import At


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: a stable code, a message, a position in the block, and a hint that says what to do."""

    code: str
    message: str
    at: At | None = None
    hint: str = ""


class Wrong(Exception):
    """Ends the reading of one step. Never leaves this package."""

    def __init__(self, code: str, message: str, at: At | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(code, message, at, hint)
