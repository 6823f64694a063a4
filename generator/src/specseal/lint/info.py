"""What a document says about itself."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Contract
from ..diagnostics import Diagnostic


def check_info(contract: Contract) -> Iterator[Diagnostic]:
    """Diagnostics of the evidence for the whole document."""
    source = contract.info.source
    if source is None or not source.digest:
        yield Diagnostic(
            "source-missing",
            "Nothing says which document this was written from, so nobody could tell when that changes.",
            contract.info.location,
            "Add `x-source` with `document` and `digest` (docs/extensions.md).",
        )
