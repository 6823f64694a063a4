"""Realistic edits of a page, each with the findings that it must cause, and noise, which must cause none."""

from __future__ import annotations

from tests.drift.edits.edit import Edit
from tests.drift.edits.endpoint import endpoint_edits
from tests.drift.edits.errors import error_edits
from tests.drift.edits.examples import example_edits
from tests.drift.edits.fields import field_edits
from tests.drift.edits.noise import noise
from tests.drift.edits.parameters import parameter_edits
from tests.drift.writer import Sheet

__all__ = ["Edit", "edits", "noise"]

_ALL = (parameter_edits, field_edits, error_edits, example_edits, endpoint_edits)


def edits(sheet: Sheet) -> list[Edit]:
    """All edits of a page."""
    return [edit for kind in _ALL for edit in kind(sheet)]
