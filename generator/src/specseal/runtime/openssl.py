"""The digests of OpenSSL. Each algorithm is looked up once, and copied: looking it up takes longer than most digests.

OpenSSL is loaded by the first digest, because that would take much of the time of importing a package.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def digest(name: str, data: str | bytes) -> bytes:
    """The digest of some bytes, or of a text in UTF-8."""
    found = of_nothing(name).copy()
    found.update(data.encode() if isinstance(data, str) else data)
    value: bytes = found.digest()
    return value


@cache
def of_nothing(name: str) -> Any:
    """The digest of nothing yet: to be copied, and never changed."""
    import hashlib  # noqa: PLC0415

    # what recipes call is what vendors prescribe, and no better than they decided it should be
    return hashlib.new(name, usedforsecurity=False)
