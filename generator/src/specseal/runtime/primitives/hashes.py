"""Digests, keyed and plain, and Base64. Text is taken as UTF-8.

The libraries are imported where they are used: loading OpenSSL would be a good part of importing a package.
"""

from __future__ import annotations

from binascii import b2a_base64


def hmac_sha1(key: str | bytes, text: str | bytes) -> bytes:
    """HMAC-SHA1 (RFC 2104): 20 bytes."""
    import hmac  # noqa: PLC0415

    return hmac.digest(_bytes(key), _bytes(text), "sha1")


def hmac_sha256(key: str | bytes, text: str | bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104): 32 bytes."""
    import hmac  # noqa: PLC0415

    return hmac.digest(_bytes(key), _bytes(text), "sha256")


def sha1(data: str | bytes) -> bytes:
    """SHA-1: 20 bytes. For what a vendor prescribes, and nothing else."""
    import hashlib  # noqa: PLC0415

    return hashlib.sha1(_bytes(data), usedforsecurity=False).digest()


def sha256(data: str | bytes) -> bytes:
    """SHA-256: 32 bytes."""
    import hashlib  # noqa: PLC0415

    return hashlib.sha256(_bytes(data)).digest()


def base64(data: str | bytes) -> str:
    """Base64 with the standard alphabet and padding, on one line."""
    return b2a_base64(_bytes(data), newline=False).decode("ascii")


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value
