"""Maps positions in a recipe to locations in a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic, Location
from ..document import locate, value_at
from ..pointer import join

if TYPE_CHECKING:
    from .nodes import At
    from .problems import Problem


@dataclass(frozen=True, slots=True)
class Locator:
    """The position of an ``x-signing`` value in its document."""

    root: Any
    pointer: str

    def location(self, *tokens: str | int) -> Location:
        """The location of a value inside it."""
        return locate(self.root, join(self.pointer, *tokens))

    def step(self, at: At) -> Location:
        """The location of a line in the block of steps.

        YAML writes a block from the line after its key on; other texts of several lines are rare, and JSON has none.
        """
        place = self.location("steps")
        block = "\n" in str(value_at(self.root, join(self.pointer, "steps")))
        if place.line is not None and block and not place.file.endswith(".json"):
            place = replace(place, line=place.line + at.line, column=None)
        return place

    def in_steps(self, problem: Problem) -> Diagnostic:
        """The diagnostic of a problem in the block of steps."""
        place = self.step(problem.at) if problem.at else self.location("steps")
        return Diagnostic(problem.code, problem.message, place, problem.hint)
