"""Versions of wheels: three numbers, raised by what changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from ..diagnostics import Diagnostic, Refused

_VERSION: Final = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
Raised = Literal["breaking", "additive", "fixing"]


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version as semantic versioning has it, without pre-releases."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def raised(self, by: Raised) -> Version:
        """The smallest version that may follow.

        From 1.0.0 on, what breaks raises the first number, what adds the second, what fixes the third. Before that,
        what breaks raises the second, and everything else the third.
        """
        if by == "breaking" and self.major:
            return Version(self.major + 1, 0, 0)
        if by == "breaking" or (by == "additive" and self.major):
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)


FIRST: Final = Version(0, 1, 0)


def read_version(text: str) -> Version | None:
    """A version as text; ``None`` where it is none."""
    found = _VERSION.fullmatch(text)
    return Version(*map(int, found.groups())) if found else None


def wanted_version(text: str) -> Version:
    """A version that a person asked for. Raises `Refused` where it is none."""
    found = read_version(text)
    if found is None:
        message = f"{text!r} is no version."
        raise Refused(Diagnostic("version-shape", message, None, "Write three numbers, such as 1.4.0."))
    return found
