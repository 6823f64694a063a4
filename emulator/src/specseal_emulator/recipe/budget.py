"""The work that looking for the mistakes of one request may take: counted, so that it is the same on each machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .nodes import Call, Name, inside

if TYPE_CHECKING:
    from .scheme import Scheme
    from .view import View

LONGEST = 16 * 1024
"""Characters of a request beyond which no mistakes are searched for."""
_WORK = 15_000_000
"""In units of about 10 ns: 0.15 s."""
_TRY, _CALL, _FIELD, _CHARACTER = 1_500, 400, 150, 8
"""What one evaluation takes: whatever it is, and for each call of a primitive, each field and each character."""


class Budget:
    """The work that is left for one request."""

    def __init__(self) -> None:
        self._left = _WORK
        self.cut_short = False
        """Whether it did not suffice to try each single mistake."""

    def pays(self, work: int) -> bool:
        """Whether as much is left; it is spent, then."""
        self._left -= work
        return self._left >= 0


def cost(scheme: Scheme, view: View) -> int:
    """The work of one evaluation of a recipe."""
    calls = sum(isinstance(part, Call) for step in scheme.recipe.steps for part in inside(step.value))
    fields = len(view.query) + len(view.form) + len(view.headers) + len(view.json)
    return _TRY + _CALL * calls + _FIELD * fields + _CHARACTER * size(scheme, view)


def size(scheme: Scheme, view: View) -> int:
    """The characters of a request that are gone through at each evaluation."""
    reads = names_of(scheme)
    total = sum(len(pair.name) + len(pair.value) for pair in (*view.query, *view.form))
    if reads & {"headers", "host"}:
        total += sum(map(len, view.headers)) + sum(map(len, view.headers.values()))
    return total + (len(view.body) if "body" in reads else 0)


def names_of(scheme: Scheme) -> set[str]:
    """The names that a recipe reads."""
    parts = (part for step in scheme.recipe.steps for part in inside(step.value))
    return {part.id for part in parts if isinstance(part, Name)}
