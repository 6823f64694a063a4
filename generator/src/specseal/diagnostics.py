"""Problems as values: every stage reports them the same way. An error means that nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A location in a source file. Lines and columns count from 1; ``pointer`` is a JSON Pointer (RFC 6901)."""

    file: str
    line: int | None = None
    column: int | None = None
    pointer: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f":{self.line}"
            if self.column is not None:
                place += f":{self.column}"
        return place + (f" {self.pointer}" if self.pointer else "")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: a stable kebab-case ``code``, a ``message``, and a ``hint`` that says what to do.

    A warning is something to correct; a note is something that has no effect, or that a draft leaves to be written.
    """

    code: str
    message: str
    location: Location | None = None
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        hint = f" {self.hint}" if self.hint else ""
        severity = "" if self.severity == "error" else f"{self.severity}: "
        return f"{place}{severity}{self.code}: {self.message}{hint}"

    def to_json(self) -> dict[str, Any]:
        """The diagnostic as a JSON object, for ``--format json``."""
        return asdict(self)


class Refused(Exception):
    """The input was refused. Carries all diagnostics, so that one run shows every problem."""

    def __init__(self, diagnostics: Iterable[Diagnostic] | Diagnostic) -> None:
        found = (diagnostics,) if isinstance(diagnostics, Diagnostic) else tuple(diagnostics)
        if not found:
            raise ValueError("Refused needs at least one diagnostic")
        super().__init__("\n".join(map(str, found)))
        self.diagnostics = found


def passed(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics, each once, if none of them is an error. Raises `Refused` with the errors and warnings."""
    found = tuple(dict.fromkeys(diagnostics))
    if any(one.severity == "error" for one in found):
        raise Refused(one for one in found if one.severity != "note")
    return found
