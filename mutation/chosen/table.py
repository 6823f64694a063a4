"""The table of the chosen mutants, as it is committed in docs/."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence

from .judge import PROPERTY_SUITES, Verdict
from .patch import Patch
from .results import Result, Results

_SHOWN = 90
_INTRODUCTION = """
# Mutants and the tests that kill them

`make mutation` changes the project in small ways and checks that a test notices. Some of these mutants were chosen,
others are [sampled](#sampled-mutants).

## Chosen mutants

`make mutation-chosen` judges them and writes this table; `mutation/chosen/patches/` has the patches. Each is applied
alone to a copy of the project. A mutant may name the suites that are meant to kill it; the
[property suites](property-tests.md) run if these pass, or if none are named, with few examples and, for mutants of
contracts and generator, with regenerated clients. A suite stops at its first failure. A result holds until the files
that the patch changes are edited; then the next run judges the mutant again.
"""


def summary(results: Sequence[Result]) -> str:
    """How many mutants were judged, and who killed how many."""
    verdicts = [result.verdict for result in results]
    killed = [verdict for verdict in verdicts if not verdict.survived]
    whole = [verdict for verdict in killed if verdict.by(*PROPERTY_SUITES)]
    by = Counter(kill.suite for verdict in verdicts for kill in verdict.kills)
    suites = ", ".join(f"{suite} {by[suite]}" for suite in PROPERTY_SUITES)
    refused = sum(bool(verdict.refused) for verdict in verdicts)
    return (
        f"{len(verdicts)} mutants were judged, {len(killed)} were killed. The property suites killed {len(whole)} "
        f"({suites}), the generator refused {refused}, and other suites killed {len(killed) - len(whole) - refused}."
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
        "| mutant | changes | what is wrong | killed by | for example | judged |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_row(patch, result) for patch, result in found if result]
    return "\n".join(lines) + "\n"


def killers(verdict: Verdict) -> str:
    """Who killed a mutant, for the table and the terminal."""
    return ", ".join(kill.suite for kill in verdict.kills) or (
        "the generator" if verdict.refused else "**nobody**"
    )


def _row(patch: Patch, result: Result) -> str:
    verdict = result.verdict
    cells = (f"`{patch.name}`", patch.where, patch.what, killers(verdict), _example(verdict), result.judged)
    return f"| {' | '.join(cells)} |"


def _example(verdict: Verdict) -> str:
    if verdict.refused:
        lines = verdict.refused.splitlines()
        shown = next((line for line in lines if ": " in line and "Generating" not in line), "")
        return _cut(shown).replace("|", "\\|")
    for kill in verdict.kills:
        if not kill.by.startswith("tests/"):
            return kill.by
        return f"`{_cut(kill.by.removeprefix('tests/properties/').replace('|', ' '))}`"
    return ""


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _filled(text: str) -> list[str]:
    return textwrap.wrap(text, 120, break_long_words=False, break_on_hyphens=False)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
