"""The results of earlier runs, and the reviewed list of equivalent mutants."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .mutants import Mutant
from .trial import Result

EQUIVALENT = Path(__file__).parent / "equivalent.toml"
RESULTS = Path(__file__).parent / "results.jsonl"


@dataclass(slots=True)
class Ledger:
    """Results by mutant, one line each in a file, so that an interrupted run can continue.

    A result holds as long as the module is unchanged. A survivor is judged again when a test has changed.
    """

    file: Path
    _known: dict[tuple[str, str], tuple[str, Result]] = field(
        default_factory=dict[tuple[str, str], tuple[str, Result]]
    )
    _killers: dict[str, str] = field(default_factory=dict[str, str])

    def load(self) -> Ledger:
        """Read the file, if it exists."""
        if self.file.exists():
            for line in self.file.read_text(encoding="utf-8").splitlines():
                found = json.loads(line)
                self._note(found["key"], found["module"], found["tests"], Result(**found["result"]))
        return self

    def find(self, mutant: Mutant, tests: str) -> Result | None:
        """The result of a mutant, if it still holds."""
        known = self._known.get((mutant.key, mutant.module))
        if known is None:
            return None
        of, result = known
        return result if result.outcome != "survived" or of == tests else None

    def killer(self, mutant: Mutant) -> str:
        """The test that killed a mutant last, whatever its module was then; empty when none is known."""
        return self._killers.get(mutant.key, "")

    def add(self, mutant: Mutant, tests: str, result: Result) -> None:
        """Remember a result."""
        self._note(mutant.key, mutant.module, tests, result)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            line = {"key": mutant.key, "module": mutant.module, "tests": tests, "result": asdict(result)}
            file.write(json.dumps(line | {"shown": mutant.shown}, ensure_ascii=False) + "\n")

    def _note(self, key: str, module: str, tests: str, result: Result) -> None:
        self._known[key, module] = (tests, result)
        if result.outcome == "killed":
            self._killers[key] = result.by


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant that changes no behaviour, and why."""

    key: str
    mutant: str
    """Its change, as the command prints it."""
    reason: str


def equivalents(file: Path = EQUIVALENT) -> dict[str, Equivalent]:
    """The reviewed list, by the mutants' keys. Raises `ValueError` for an entry without a reason, or a second one."""
    found: dict[str, Equivalent] = {}
    for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("mutant", []):
        one = Equivalent(entry["key"], entry["change"], entry["reason"].strip())
        if not one.reason or one.key in found:
            raise ValueError(f"{file.name}: {one.key} has no reason, or is listed twice")
        found[one.key] = one
    return found
