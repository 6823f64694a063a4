"""The table of the sampled mutants, as it is committed in docs/."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from .groups import GROUPS
from .mutants import Mutant
from .trial import Result

HEADING = "## Sampled mutants"


@dataclass(slots=True)
class Row:
    """The results of one group."""

    name: str
    killed: int = 0
    timed_out: int = 0
    explained: list[Mutant] = field(default_factory=list[Mutant])
    unexplained: list[Mutant] = field(default_factory=list[Mutant])
    missing: int = 0
    """Not judged yet."""

    @classmethod
    def of(
        cls, name: str, results: Iterable[tuple[Mutant, Result | None]], explained: Collection[str]
    ) -> Row:
        """Count results."""
        row = cls(name)
        for mutant, result in results:
            match result:
                case Result(outcome="killed"):
                    row.killed += 1
                case Result(outcome="timed out"):
                    row.timed_out += 1
                case _ if mutant.key in explained:
                    row.explained.append(mutant)
                case None:
                    row.missing += 1
                case _:
                    row.unexplained.append(mutant)
        return row

    @property
    def mutants(self) -> int:
        """The number of judged mutants."""
        return self.killed + self.timed_out + self.survived

    @property
    def survived(self) -> int:
        """The number of survivors, with and without an explanation."""
        return len(self.explained) + len(self.unexplained)

    def summary(self) -> str:
        """One line for the terminal."""
        missing = f", {self.missing} not judged yet" if self.missing else ""
        return (
            f"{self.name}: {self.mutants} mutants, {self.killed} killed, {self.timed_out} timed out, "
            f"{self.survived} survived, {len(self.explained)} of them explained{missing}"
        )


def section(rows: Sequence[Row], seed: int) -> str:
    """The section in Markdown, from its heading on."""
    total = Row(
        "all",
        sum(row.killed for row in rows),
        sum(row.timed_out for row in rows),
        [mutant for row in rows for mutant in row.explained],
        [mutant for row in rows for mutant in row.unexplained],
        sum(row.missing for row in rows),
    )
    lines = [
        HEADING,
        "",
        *_EXPLANATION.strip().splitlines(),
        "",
        f"Seed {seed}, {datetime.now(UTC):%Y-%m-%d}.",
        "",
        "| group | mutants | killed | timed out | survived | of them explained | killed or timed out |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in (*rows, total):
        share = 100 * (row.killed + row.timed_out) // max(1, row.mutants)
        lines.append(
            f"| {row.name} | {row.mutants} | {row.killed} | {row.timed_out} | {row.survived} "
            f"| {len(row.explained)} | {share} % |"
        )
    if absent := [group.name for group in GROUPS if group.name not in {row.name for row in rows}]:
        lines += ["", f"Not judged yet: {', '.join(absent)}."]
    if total.missing:
        lines += ["", f"{total.missing} of the sample are not judged yet."]
    if total.unexplained:
        lines += ["", "Survivors without a reason:", ""]
        lines += [f"- `{mutant.key}` `{mutant.shown.replace('`', ' ')}`" for mutant in total.unexplained]
    return "\n".join(lines) + "\n"


_EXPLANATION = """
`make mutation-sampled` judges them and writes this table. [mutmut](https://mutmut.readthedocs.io) makes all mutants of
all modules in a group, and a seed selects 80 of each group. A mutant is identified by a digest of its module, function
and change, so that edits elsewhere select the same ones. Type annotations, decorated functions and docstrings are not
mutated (mutmut's own rules), nor is the wording of messages: string literals of several words. Invalid Python is
skipped.

Each mutant is applied alone to a copy of the project, and these run until a test fails:

1. the tests that run its statement, according to per-test coverage that includes subprocesses: those in files named
   like the group first, and quick ones first. A statement that runs on import counts for every test that runs its
   module. They run in portions, a few first; the time limit of each is five times what its tests usually take, plus
   30 seconds, and a portion that exceeds it is repeated with twice the time before the mutant counts as timed out.
2. for the generator's own code, `specseal generate --check`. The suites of clients and emulator see only the files that
   the generator writes; if these are unchanged, those suites cannot fail either. For the runtime, which is copied into
   the clients, the clients are regenerated before the first test that uses them.
3. all other tests of the suites near the group, then whole suites farther away that reach it (both are in
   `groups.py`).

Tests that need root, a browser or the network are not run, nor tests of set-up and packaging, because they run no
additional line of these modules. A survivor is killed by a new test, or listed in `mutation/sampled/equivalent.toml`
with the reason why it changes nothing; listed mutants are not run again.
"""
