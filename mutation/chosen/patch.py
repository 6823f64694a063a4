"""A chosen mutant, as a patch of the sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class DoesNotFit(Exception):
    """A patch does not fit the sources any more. The text names the mutant and the file."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Replaces one text by another. `what` says what is wrong afterwards."""

    name: str
    what: str
    file: str
    """From the root of the repository. ``*`` matches within a name: every wheel's copy of a module is patched."""
    old: str
    """Stands exactly `count` times in each file that has it."""
    new: str
    count: int = 1
    suites: tuple[str, ...] = ()
    """The paths of the tests that are meant to kill it. None: the property tests."""

    @property
    def where(self) -> str:
        """The part of the project that it changes."""
        first = self.file.partition("/")[0]
        return {"specs": "contract", "overlays": "contract", "generated": "client"}.get(first, first)

    @property
    def generates(self) -> bool:
        """Whether what is generated changes with it."""
        return self.where in {"contract", "generator"}

    @property
    def digest(self) -> str:
        """Changes with whatever a result depends on, except the sources."""
        parts = (self.file, self.old, self.new, str(self.count), *self.suites)
        return _digest("\0".join(parts).encode())

    def target(self, root: Path) -> str:
        """A digest of the files below `root` that it changes. Raises `DoesNotFit`."""
        return _digest(b"\0".join(text.encode() for _, text in self._files(root)))

    def texts(self, root: Path) -> dict[Path, str]:
        """The files below `root` that it changes, with their new texts. Raises `DoesNotFit`."""
        return {path: text.replace(self.old, self.new) for path, text in self._files(root)}

    def _files(self, root: Path) -> Iterator[tuple[Path, str]]:
        found = False
        for path in sorted(root.glob(self.file)):
            text = path.read_text(encoding="utf-8")
            times = text.count(self.old)
            if times not in {0, self.count}:
                raise DoesNotFit(
                    f"{self.name}: {path.relative_to(root)} has the text {times} times, not {self.count}"
                )
            if times:
                found = True
                yield path, text
        if not found:
            raise DoesNotFit(
                f"{self.name}: {self.file} does not have the text {self.old!r}; "
                "rewrite the patch, or remove it"
            )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
