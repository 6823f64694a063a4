"""What is wrong with a recipe, before anyone knows which file it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .nodes import At


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: a stable code, what is wrong, where in the block, and what to do about it."""

    code: str
    message: str
    at: At | None = None
    hint: str = ""


class Wrong(Exception):
    """Ends the reading of one step. Never leaves this package."""

    def __init__(self, code: str, message: str, at: At | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(code, message, at, hint)
