"""Failing properties show their values: schemathesis switches Hypothesis' printer off for the whole process."""

from __future__ import annotations

from typing import Any

from hypothesis import core
from hypothesis.vendor import pretty
from schemathesis import Case


class Printer(pretty.RepresentationPrinter):
    """Hypothesis' own, which only passes over what schemathesis generates: a case prints itself as a script."""

    def pretty(self, obj: object, *args: Any, **kwargs: Any) -> None:
        """Print an object."""
        if not isinstance(obj, Case):
            super().pretty(obj, *args, **kwargs)


def show_values() -> None:
    """Print values again. Schemathesis' plugin has been loaded by then."""
    vars(core)["RepresentationPrinter"] = Printer  # Hypothesis has no hook for it
