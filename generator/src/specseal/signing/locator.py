"""Maps positions in a recipe to locations in a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic, Location
from ..document import locate
from ..pointer import join

if TYPE_CHECKING:
    from .problems import Problem


@dataclass(frozen=True, slots=True)
class Locator:
    """The position of an ``x-signing`` value in its document."""

    root: Any
    pointer: str

    def location(self, *tokens: str | int) -> Location:
        """The location of a value inside it."""
        return locate(self.root, join(self.pointer, *tokens))

    def in_steps(self, problem: Problem, source: str) -> Diagnostic:
        """The diagnostic of a problem in the block of steps.

        YAML writes a block from the line after its key on; other texts of several lines are rare, and JSON has none.
        """
        place = self.location("steps")
        if problem.at and place.line is not None and "\n" in source and not place.file.endswith(".json"):
            place = replace(place, line=place.line + problem.at.line, column=None)
        return Diagnostic(problem.code, problem.message, place, problem.hint)
