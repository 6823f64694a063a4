"""The ``info`` of a document."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Contract
from ..diagnostics import Diagnostic


def check_info(contract: Contract) -> Iterator[Diagnostic]:
    """Yield a problem when ``info`` does not name its source document."""
    source = contract.info.source
    if source is None or not source.digest:
        yield Diagnostic(
            "source-missing",
            "The vendor document that this spec was written from is not recorded, so changes cannot be detected.",
            contract.info.location,
            "Add `x-source` with `document` and `digest` to `info` (docs/extensions.md).",
        )
