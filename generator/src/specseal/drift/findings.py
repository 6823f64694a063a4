"""What comparing a page with its spec brings up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from ..diagnostics import Location
from .facts import ErrorRow, Field, Host

Relation: TypeAlias = Literal["document-only", "spec-only", "different", "contradiction", "unread"]

#: The relations in the order they are told, with their headings.
HEADINGS: Final[dict[Relation, str]] = {
    "unread": "could not be read",
    "document-only": "in the document and not in the spec",
    "spec-only": "in the spec and not in the document",
    "different": "different",
    "contradiction": "the document contradicts itself",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference. ``code`` and ``at`` together name it in waivers.

    ``line`` is the line of the document, ``place`` that of the spec. ``row`` is what the document says, where the
    spec can be given it.
    """

    code: str
    relation: Relation
    at: str
    message: str
    remedy: str
    line: int | None = None
    place: Location | None = None
    row: Field | ErrorRow | Host | None = field(default=None, compare=False, repr=False)
    aspect: str = ""

    def shown(self, document: str) -> str:
        """One line of text, with both places."""
        where = document if self.line is None else f"{document}:{self.line}"
        spec = f" ({self.place.file}:{self.place.line})" if self.place and self.place.line else ""
        return f"{where}: {self.code} {self.at}: {self.message}{spec} {self.remedy}"

    def to_json(self) -> dict[str, Any]:
        """For ``--format json``."""
        place = self.place
        return {
            "code": self.code,
            "relation": self.relation,
            "at": self.at,
            "message": self.message,
            "remedy": self.remedy,
            "line": self.line,
            "spec": {"file": place.file, "line": place.line, "pointer": place.pointer} if place else None,
        }
