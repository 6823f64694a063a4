"""The bounds of a bench as a table of its page: what the last run found, beside the run before it."""

from __future__ import annotations

import datetime
import os
import platform
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_HEAD = "| bound | asked | "
_NEVER = "not run"
_KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Bound:
    """One figure, and what is asked of it."""

    name: str
    value: float
    limit: float
    at_least: bool = False
    """Whether the limit is the least that it may be; otherwise the most."""

    @property
    def asked(self) -> str:
        """The limit in words."""
        return f"at {'least' if self.at_least else 'most'} {self.limit:.4g}"

    @property
    def is_kept(self) -> bool:
        """Whether the figure is within its limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


@dataclass(frozen=True, slots=True)
class Before:
    """What a table says of its last run."""

    at: str = _NEVER
    figures: Mapping[str, tuple[str, bool]] = field(default_factory=dict[str, tuple[str, bool]])
    """Each figure as it was shown, and whether it was within its limit, by the bound's name."""


def now() -> str:
    """The time of a run."""
    return f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC"


def machine() -> str:
    """What the figures of a run depend on."""
    system = f"{platform.system()} {platform.machine()}"
    return f"Python {platform.python_version()}, {system}, {os.cpu_count()} cores{busy()}"


def busy() -> str:
    """A word of warning for a page whose figures come from a machine that did other work, too."""
    load = os.getloadavg()[2]
    return f", busy with other work (load average {load:.0f})" if load > (os.cpu_count() or 1) + 1 else ""


def verdicts(bounds: Sequence[Bound]) -> Iterator[str]:
    """A line for each bound."""
    for bound in bounds:
        yield f"{'kept  ' if bound.is_kept else 'MISSED'} {bound.name}: {bound.value:.2f} ({bound.asked})"


def table(bounds: Sequence[Bound], at: str, before: Before) -> Iterator[str]:
    """A Markdown table of a run and the one before."""
    yield f"{_HEAD}{at} | {before.at} | |"
    yield "|---|---|---|---|---|"
    for bound in bounds:
        earlier, was_kept = before.figures.get(bound.name, ("", False))
        verdict = "**missed**" if not bound.is_kept else "kept twice" if was_kept else _KEPT
        yield f"| {bound.name} | {bound.asked} | {bound.value:.2f} | {earlier} | {verdict} |"


def wrapped(text: str) -> list[str]:
    """The lines of a paragraph, or of an item of a list."""
    return textwrap.wrap(text, 118, subsequent_indent="  " if text.startswith("- ") else "")


def read(lines: Sequence[str]) -> Before:
    """The last run of the first such table; one that never was where there is none."""
    heads = [number for number, line in enumerate(lines) if line.startswith(_HEAD)]
    if not heads:
        return Before()
    rows = iter(lines[heads[0] + 2 :])
    figures: dict[str, tuple[str, bool]] = {}
    for row in rows:
        if not row.startswith("| "):
            break
        name, _, value, _, verdict = _cells(row)
        figures[name] = value, verdict.startswith(_KEPT)
    return Before(_cells(lines[heads[0]])[2], figures)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]
