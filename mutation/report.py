"""The report of a whole run, as it is committed in docs/."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .judge import RINGS, Verdict

_SHOWN = 90


def summary(verdicts: list[Verdict]) -> str:
    """How many faults there were, and who caught how many, in a few sentences."""
    caught = [verdict for verdict in verdicts if not verdict.escaped]
    by = Counter(each.suite for verdict in verdicts for each in verdict.caught)
    held = sum(verdict.by("client", "differential") for verdict in verdicts)
    rings = ", ".join(f"{ring} {by[ring]}" for ring in RINGS)
    refused = sum(bool(verdict.refused) for verdict in verdicts)
    return (
        f"{len(verdicts)} faults were planted and {len(caught)} were caught. By ring: {rings}. "
        f"{held} were caught by the client ring or the differential checks ({100 * held // max(1, len(verdicts))} %). "
        f"The generator refused {refused} by itself."
    )


def report(verdicts: Iterable[Verdict], unfit: Sequence[str] = ()) -> str:
    """The page in Markdown, in the order of the faults. ``unfit`` are those that the sources have no text for."""
    found = list(verdicts)
    lines = [
        "# Planted faults and what catches them",
        "",
        "Written by `make mutation`; the faults are in `mutation/faults/`. Each is planted alone in a copy of the",
        "project, what is generated is generated anew, and every ring runs there on few examples. A suite that has",
        "three failures is not run further, so the tests named are the first, not all.",
        "",
        summary(found),
        *(
            [f"Not planted, for their text is gone: {', '.join(f'`{name}`' for name in unfit)}."]
            if unfit
            else []
        ),
        "",
        "| fault | planted in | what is wrong | caught by | for example |",
        "|---|---|---|---|---|",
    ]
    for verdict in found:
        fault = verdict.fault
        by = ", ".join(each.suite for each in verdict.caught) or (
            "the generator" if verdict.refused else "**nobody**"
        )
        lines.append(f"| `{fault.name}` | {fault.where} | {fault.what} | {by} | {_example(verdict)} |")
    return "\n".join(lines) + "\n"


def _example(verdict: Verdict) -> str:
    if verdict.refused:
        line = next(
            (line for line in verdict.refused.splitlines() if ": " in line and "Generating" not in line), ""
        )
        return _cut(line).replace("|", "\\|")
    for each in verdict.caught:
        for test in each.tests:
            return f"`{_cut(test.removeprefix('tests/properties/').replace('|', ' '))}`"
        return each.note
    return ""


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
