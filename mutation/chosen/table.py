"""The table of the chosen mutants, as it is committed in docs/."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from .judge import Verdict
from .patch import Patch
from .results import Result, Results

_SHOWN = 110
_INTRODUCTION = """
# Mutants and the tests that kill them

`make mutation` changes the project in small ways and checks that a test notices. Some of these mutants were chosen,
others are [sampled](#sampled-mutants).

## Chosen mutants

`make mutation-chosen` judges them and writes this table; `mutation/chosen/patches/` has the patches. Each is applied
alone to a copy of the project, in which these run until a test fails:

1. the test that killed the mutant last time, which the previous results name;
2. the tests that the patch names as those that are meant to kill it;
3. the [property tests](property-tests.md), with few examples, the quickest first.

The table names the test that failed first; others might have failed, too. It passes without the mutant: that is checked
in the same run. For a mutant of contracts or generator, the clients are regenerated before the first test that uses
them, and a refusal of the generator counts as killed. A result holds until the files that the patch changes are edited;
then the next run judges the mutant again.
"""


def summary(results: Sequence[Result]) -> str:
    """How many mutants were judged, and what killed how many."""
    verdicts = [result.verdict for result in results]
    killed = sum(not verdict.survived for verdict in verdicts)
    refused = sum(bool(verdict.refused) for verdict in verdicts)
    properties = sum(verdict.by.startswith("tests/properties/") for verdict in verdicts)
    return (
        f"{len(verdicts)} mutants were judged, {killed} were killed: {properties} by property tests, "
        f"{killed - properties - refused} by other tests, and {refused} by the generator, which refused them."
    )


def section(patches: Iterable[Patch], results: Results, misfits: Sequence[str] = ()) -> str:
    """The page in Markdown up to the sampled mutants. `misfits` are the mutants whose patches do not fit any more."""
    fitting = [patch for patch in patches if patch.name not in misfits]
    found = [(patch, results.of(patch)) for patch in fitting]
    lines = [
        *_INTRODUCTION.strip().splitlines(),
        "",
        *_filled(summary([result for _, result in found if result])),
    ]
    if missing := [patch.name for patch, result in found if not result]:
        lines += ["", *_filled(f"Not judged yet: {_listed(missing)}.")]
    if misfits:
        lines += ["", *_filled(f"Not judged, because the patch does not fit any more: {_listed(misfits)}.")]
    lines += [
        "",
        "| mutant | changes | what is wrong | killed by | judged |",
        "|---|---|---|---|---|",
    ]
    lines += [_row(patch, result) for patch, result in found if result]
    return "\n".join(lines) + "\n"


def killer(verdict: Verdict) -> str:
    """What killed a mutant, for the table and the terminal."""
    if verdict.refused:
        lines = verdict.refused.splitlines()
        said = next((line for line in lines if ": " in line and "Generating" not in line), "")
        return _cut(f"the generator: {said}").rstrip(": ").replace("|", "\\|")
    if not verdict.by.startswith("tests/"):
        return verdict.by or "**nobody**"
    return f"`{_cut(verdict.by.removeprefix('tests/').replace('|', ' '))}`"


def _row(patch: Patch, result: Result) -> str:
    cells = (f"`{patch.name}`", patch.where, patch.what, killer(result.verdict), result.judged)
    return f"| {' | '.join(cells)} |"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _filled(text: str) -> list[str]:
    return textwrap.wrap(text, 120, break_long_words=False, break_on_hyphens=False)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
