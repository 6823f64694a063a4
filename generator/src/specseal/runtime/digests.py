"""Further digests of signing recipes: those that few vendors prescribe. A wheel has only the functions that it uses.

MD5 is broken. It is here because vendors demand it, and authenticates a request no better than they decided it should.
"""

from __future__ import annotations

from .openssl import digest


def md5(data: str | bytes) -> bytes:
    """MD5: 16 bytes. Only for what a vendor prescribes."""
    return digest("md5", data)


def sha512(data: str | bytes) -> bytes:
    """SHA-512: 64 bytes."""
    return digest("sha512", data)
