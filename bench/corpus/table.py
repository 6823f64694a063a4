"""What stands in the way, as a table: refusals by diagnostic code and construct, and how many operations meet each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from specseal.contract.vocabulary import KNOWN
from specseal.diagnostics import Diagnostic

from .attempt import Attempt

#: Quoted words that name a construct and not a value of the document.
_CONSTRUCTS = KNOWN | {
    "form",
    "simple",
    "deepObject",
    "spaceDelimited",
    "pipeDelimited",
    "$ref",
    "label",
    "matrix",
}
_QUOTED = re.compile(r"'([^']*)'|\"[^\"]*\"")
#: Codes whose messages hold values.
_BY_CODE = frozenset({"example-invalid", "openapi-invalid"})
_SHOWN = 110


@dataclass(slots=True)
class Obstacle:
    """A reason why operations are not generated."""

    met: int = 0
    """Operations that meet it."""
    alone: int = 0
    """Operations that meet nothing else."""
    examples: list[str] = field(default_factory=list[str])


def construct(problem: Diagnostic) -> str:
    """A diagnostic without the names and values of one document."""
    if problem.code in _BY_CODE:
        return problem.code
    text = _QUOTED.sub(lambda found: found[0] if found[1] in _CONSTRUCTS else "…", problem.message)
    text = re.sub(r"\((?:`[a-z]+`: )?[^)]{12,}\)", "(…)", text)
    text = re.sub(r"`[a-z][A-Za-z0-9]*[_.-][^`]*`", "…", text)
    return f"{problem.code}: {re.sub(r'[0-9]+', 'N', text)}"[:_SHOWN]


def obstacles(attempts: dict[str, Attempt]) -> dict[str, Obstacle]:
    """All obstacles, the most frequent first."""
    found: defaultdict[str, Obstacle] = defaultdict(Obstacle)
    for name, attempt in attempts.items():
        reasons: dict[str, str] = {}
        for problem in attempt.refused:
            if problem.severity != "error":
                continue
            reasons.setdefault(construct(problem), f"{name}  {problem}")
        if attempt.crashed:
            reasons[f"CRASH: {attempt.crashed}"[:_SHOWN]] = f"{name}  {attempt.crashed}"
        for reason, example in reasons.items():
            obstacle = found[reason]
            obstacle.met += 1
            obstacle.alone += len(reasons) == 1
            obstacle.examples.append(example)
    return dict(sorted(found.items(), key=lambda one: -one[1].met))


def printed(found: dict[str, Obstacle], total: int, *, code: str = "", rows: int = 40) -> Iterator[str]:
    """The lines of the table; with ``code``, every example of the obstacles that start with it."""
    yield f"{'met':>6} {'alone':>6}  what stands in the way, of {total} operations"
    chosen = {reason: one for reason, one in found.items() if reason.startswith(code)}
    for reason, obstacle in list(chosen.items())[:rows]:
        yield f"{obstacle.met:6} {obstacle.alone:6}  {reason}"
        for example in obstacle.examples if code else obstacle.examples[:1]:
            yield f"{'':16}{example[:220]}"
    if len(chosen) > rows:
        yield f"{'':16}and {len(chosen) - rows} more; --rows shows them"
