"""Where in a contract a value stands, while both sides are walked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self

from ..pointer import join

Direction = Literal["request", "response"]


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """A place in a request or a response. Failures and callbacks count as responses: the vendor sends them."""

    who: str
    """Operation or callback, and what of it: ``getToken request``."""
    direction: Direction
    path: str = ""
    """JSON Pointer below that."""
    typed: bool = True
    """Whether the Python package has classes for it."""
    names: tuple[str, ...] = ()
    """Python identifiers of the value."""

    def __str__(self) -> str:
        return f"{self.who} {self.path}" if self.path else self.who

    def inside(self, step: str, *names: str) -> Self:
        """A value inside this one."""
        return replace(self, path=join(self.path, step), names=names if self.typed else ())
