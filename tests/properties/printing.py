"""Print the values of failing properties, although schemathesis disables Hypothesis' printer for the whole process."""

from __future__ import annotations

from typing import Any

from hypothesis import core
from hypothesis.vendor import pretty
from schemathesis import Case


class Printer(pretty.RepresentationPrinter):
    """Hypothesis' own printer, except that it skips cases of schemathesis, which are printed as a script."""

    def pretty(self, obj: object, *args: Any, **kwargs: Any) -> None:
        """Print an object."""
        if not isinstance(obj, Case):
            super().pretty(obj, *args, **kwargs)


def show_values() -> None:
    """Enable the printer. Must be called after schemathesis' plugin was loaded."""
    vars(core)["RepresentationPrinter"] = Printer  # Hypothesis has no hook for this
