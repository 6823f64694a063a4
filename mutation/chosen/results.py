"""What became of the chosen mutants, kept in `results.json` beside this module and committed.

A run that is interrupted goes on where it was, and one of a few mutants leaves the results of the others alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from .judge import Verdict
from .patch import Patch

FILE = Path(__file__).parent / "results.json"


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict on a mutant, and what it was given on."""

    name: str
    patch: str
    """`Patch.digest`."""
    target: str
    """`Patch.target`; empty when it is unknown."""
    judged: str
    """The day, as YYYY-MM-DD in UTC."""
    by: str = ""
    """The first test that failed."""
    refused: str = ""

    @property
    def verdict(self) -> Verdict:
        """The verdict again."""
        return Verdict(self.by, self.refused, self.target)


@dataclass(slots=True)
class Results:
    """Results by the names of the mutants."""

    file: Path = FILE
    _known: dict[str, Result] = field(default_factory=dict[str, Result])

    def load(self) -> Results:
        """Read the file, if there is one."""
        if self.file.exists():
            for line in json.loads(self.file.read_text(encoding="utf-8")):
                self._known[line["name"]] = Result(**line)
        return self

    def of(self, patch: Patch) -> Result | None:
        """The result of a mutant; None when this patch was not judged."""
        known = self._known.get(patch.name)
        return known if known and known.patch == patch.digest else None

    def killer(self, patch: Patch) -> str:
        """The test that killed a mutant of this name last time; empty when none is known."""
        known = self._known.get(patch.name)
        return known.by if known else ""

    def is_current(self, patch: Patch, root: Path) -> bool:
        """Whether a mutant was killed, and its files are still those of that day. Raises `DoesNotFit`."""
        target = patch.target(root)
        known = self.of(patch)
        return known is not None and known.target == target and not known.verdict.survived

    def add(self, patch: Patch, verdict: Verdict, patches: Iterable[Patch]) -> None:
        """Remember a verdict. The file keeps the order of `patches`, and no others."""
        self._known[patch.name] = Result(
            patch.name,
            patch.digest,
            verdict.target,
            f"{datetime.now(UTC):%Y-%m-%d}",
            verdict.by,
            verdict.refused,
        )
        kept = [self._known[one.name] for one in patches if one.name in self._known]
        lines = ",\n".join(json.dumps(asdict(result), ensure_ascii=False) for result in kept)
        self.file.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
