"""The kept changelog of a product: ``CHANGELOG.md`` in Keep a Changelog form, read strictly and edited by people.

A heading ``## Unreleased`` may stand first; below it come ``## X.Y.Z - YYYY-MM-DD``, the newest first, each with the
sections ``### Added``, ``### Changed`` and so on. What stands in a section is kept to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..diagnostics import Diagnostic, Location, Refused
from .versions import Version, read_version

UNRELEASED: Final = "Unreleased"
SECTIONS: Final = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
_RELEASED: Final = re.compile(r"(\S+) - (\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Entry:
    """One release, or what waits for the next."""

    version: Version | None
    """``None`` for what is not released yet."""
    date: str
    """Year, month and day, as ISO 8601 has it; empty for what is not released yet."""
    text: tuple[str, ...] = ()
    """Lines above the first section."""
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Heading, and the lines below it; in the order of `SECTIONS`."""

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return not self.text and not self.sections

    def lines(self) -> list[str]:
        """The entry as Markdown."""
        heading = UNRELEASED if self.version is None else f"{self.version} - {self.date}"
        blocks = [[f"## {heading}"], *([list(self.text)] if self.text else [])]
        for name, lines in self.sections:
            blocks += [[f"### {name}"], list(lines)]
        return [line for block in blocks for line in (*block, "")]


@dataclass(frozen=True, slots=True)
class History:
    """All entries of a product, and the lines above them."""

    entries: tuple[Entry, ...] = ()
    head: tuple[str, ...] = ()

    @property
    def newest(self) -> Entry | None:
        """The newest release."""
        return next((one for one in self.entries if one.version is not None), None)

    @property
    def version(self) -> Version | None:
        """Of the newest release."""
        return self.newest.version if self.newest else None

    @property
    def unreleased(self) -> Entry:
        """What waits for the next release."""
        return next((one for one in self.entries if one.version is None), Entry(None, ""))

    def released(self, entry: Entry) -> History:
        """With a new release, which has taken in what waited for it."""
        return replace(self, entries=(entry, *(one for one in self.entries if one.version is not None)))

    def text(self) -> str:
        """The file."""
        return "\n".join([*self.head, "", *self.body()]).strip("\n") + "\n"

    def body(self) -> list[str]:
        """The entries as Markdown, without what is said above them; what is empty is left out."""
        shown = (one for one in self.entries if one.version is not None or not one.empty)
        return [line for one in shown for line in one.lines()]


def merged(one: Entry, more: Mapping[str, Iterable[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The sections of an entry, each with further lines behind its own."""
    own = dict(one.sections)
    both = {name: (*own.get(name, ()), *more.get(name, ())) for name in SECTIONS}
    return tuple((name, lines) for name, lines in both.items() if lines)


def read_history(text: str, file: str) -> History:
    """The history that a file holds. Raises `Refused` with everything that is wrong in it."""
    reader = _Reader(file)
    for number, line in enumerate(text.splitlines(), 1):
        reader.line(number, line.rstrip())
    return reader.history()


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self._head: list[str] = []
        self._entries: list[tuple[Version | None, str, dict[str, list[str]]]] = []
        self._into = self._head
        self._problems: list[Diagnostic] = []

    def line(self, number: int, line: str) -> None:
        if line.startswith("## "):
            self._entry(number, line[3:].strip())
        elif line.startswith("### ") and self._entries:
            self._section(number, line[4:].strip())
        else:
            self._into.append(line)

    def history(self) -> History:
        if self._problems:
            raise Refused(self._problems)
        entries = tuple(
            Entry(version, date, _trimmed(sections.pop("")), _ordered(sections))
            for version, date, sections in self._entries
        )
        return History(entries, _trimmed(self._head))

    def _entry(self, number: int, heading: str) -> None:
        found = _RELEASED.fullmatch(heading)
        version = read_version(found[1]) if found else None
        if heading == UNRELEASED:
            if self._entries:
                self._wrong(number, f"{UNRELEASED} stands below a release.", "Move it to the top.")
        elif version is None:
            self._wrong(
                number, f"{heading!r} is no release.", "Write `## Unreleased` or `## X.Y.Z - YYYY-MM-DD`."
            )
        elif (last := self._entries[-1][0] if self._entries else None) is not None and version >= last:
            self._wrong(number, f"{version} stands below {last}.", "The newest release stands first.")
        sections: dict[str, list[str]] = {"": []}
        self._entries.append((version, found[2] if found else "", sections))
        self._into = sections[""]

    def _section(self, number: int, heading: str) -> None:
        if heading not in SECTIONS:
            self._wrong(
                number, f"{heading!r} is no section of a changelog.", f"There are: {', '.join(SECTIONS)}."
            )
        self._into = self._entries[-1][2].setdefault(heading, [])

    def _wrong(self, number: int, message: str, hint: str) -> None:
        self._problems.append(Diagnostic("changelog-shape", message, Location(self._file, number), hint))


def _ordered(sections: Mapping[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (name, lines) for name in SECTIONS if name in sections and (lines := _trimmed(sections[name]))
    )


def _trimmed(lines: list[str]) -> tuple[str, ...]:
    return tuple("\n".join(lines).strip("\n").splitlines())
