"""One change, and all changes of one product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ..diagnostics import Location
from .rules import RULES, Kind, Rule, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is different."""

    code: str
    """A key of `RULES`."""
    at: str
    """Where, in the words of the contract: ``getToken request /uuid``."""
    message: str
    """A sentence."""
    old: Location | None
    new: Location | None
    names: tuple[str, ...] = ()
    """Python identifiers in which a break shows to a check of the package's API; none where it does not show."""

    @property
    def rule(self) -> Rule:
        """How it is classed."""
        return RULES[self.code]

    @property
    def kind(self) -> Kind:
        """Breaking, additive or fixing."""
        return self.rule.kind

    @property
    def section(self) -> Section:
        """The section of the changelog that it belongs to."""
        return self.rule.section

    def to_json(self) -> dict[str, Any]:
        """A JSON object: ``change``, ``class``, ``at``, ``message``, ``old`` and ``new``."""
        return {
            "change": self.code,
            "class": self.kind,
            "at": self.at,
            "message": self.message,
            "old": None if self.old is None else asdict(self.old),
            "new": None if self.new is None else asdict(self.new),
        }


@dataclass(slots=True)
class Changes:
    """Collects changes; a schema that several operations share is told once."""

    found: list[Change] = field(default_factory=list[Change])
    _told: set[tuple[str, Location | None, Location | None, str]] = field(
        default_factory=set[tuple[str, "Location | None", "Location | None", str]]
    )

    def add(
        self,
        code: str,
        at: str,
        message: str,
        old: Location | None,
        new: Location | None,
        names: Sequence[str] = (),
    ) -> None:
        """Note a change, unless the same was noted for the same places."""
        key = (code, old, new, message)
        if key not in self._told:
            self._told.add(key)
            names = tuple(names) if RULES[code].seen in {"api", "names"} else ()
            self.found.append(Change(code=code, at=at, message=message, old=old, new=new, names=names))


def worst(changes: Sequence[Change]) -> Kind | None:
    """The gravest class among changes; ``None`` where there is none."""
    kinds = {one.kind for one in changes}
    order: tuple[Kind, ...] = ("breaking", "additive", "fixing")
    return next((kind for kind in order if kind in kinds), None)
