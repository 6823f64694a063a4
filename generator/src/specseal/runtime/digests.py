"""Further digests of signing recipes: those that few vendors prescribe. A wheel has only the functions that it uses.

MD5 is broken. It is here because vendors demand it, and authenticates a request no better than they decided it should.
"""

from __future__ import annotations


def md5(data: str | bytes) -> bytes:
    """MD5: 16 bytes. Only for what a vendor prescribes."""
    import hashlib  # noqa: PLC0415

    return hashlib.md5(_bytes(data), usedforsecurity=False).digest()


def sha512(data: str | bytes) -> bytes:
    """SHA-512: 64 bytes."""
    import hashlib  # noqa: PLC0415

    return hashlib.sha512(_bytes(data)).digest()


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value
