"""A known fault: one change of the sources, of the sort that a maintainer could make."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class Unfit(Exception):
    """A fault does not fit the sources any more. The text names the fault and the file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A text in place of another. It says what is wrong with it in `what`."""

    name: str
    what: str
    file: str
    """From the root of the repository. ``*`` matches within a name: a fault of every wheel's copy."""
    old: str
    """Stands exactly `count` times in each file that has it."""
    new: str
    count: int = 1
    suites: tuple[str, ...] = ()
    """Suites besides the rings that are asked, such as ``specs``, or files of tests."""

    @property
    def where(self) -> str:
        """The part of the project that it is planted in."""
        first = self.file.partition("/")[0]
        return {"specs": "contract", "overlays": "contract", "generated": "client"}.get(first, first)

    @property
    def generates(self) -> bool:
        """Whether what is generated changes with it."""
        return self.where in {"contract", "generator"}

    def plant(self, root: Path) -> None:
        """Change the files below `root`. Raises `Unfit` when they do not have the text so often."""
        changed = 0
        for path in sorted(root.glob(self.file)):
            text = path.read_text(encoding="utf-8")
            found = text.count(self.old)
            if not found:
                continue
            if found != self.count:
                raise Unfit(
                    f"{self.name}: {path.relative_to(root)} has the text {found} times, not {self.count}"
                )
            path.write_text(text.replace(self.old, self.new), encoding="utf-8")
            changed += 1
        if not changed:
            raise Unfit(f"{self.name}: {self.file} does not have the text {self.old!r}; mend the fault")
