"""HMAC (RFC 2104) for signing recipes. A wheel has only the functions that it uses.

Python's own looks its algorithm up in OpenSSL for every text, which takes longer than the digests of most texts.
"""

from __future__ import annotations

from .openssl import of_nothing

_INNER = bytes([byte ^ 0x36 for byte in range(256)])
_OUTER = bytes([byte ^ 0x5C for byte in range(256)])


def hmac_sha1(key: str | bytes, text: str | bytes) -> bytes:
    """HMAC-SHA1: 20 bytes."""
    return _hmac("sha1", _bytes(key), _bytes(text))


def hmac_sha256(key: str | bytes, text: str | bytes) -> bytes:
    """HMAC-SHA256: 32 bytes."""
    return _hmac("sha256", _bytes(key), _bytes(text))


def hmac_sha384(key: str | bytes, text: str | bytes) -> bytes:
    """HMAC-SHA384: 48 bytes."""
    return _hmac("sha384", _bytes(key), _bytes(text))


def hmac_sha512(key: str | bytes, text: str | bytes) -> bytes:
    """HMAC-SHA512: 64 bytes."""
    return _hmac("sha512", _bytes(key), _bytes(text))


def _hmac(name: str, key: bytes, text: bytes) -> bytes:
    empty = of_nothing(name)
    inner, outer = empty.copy(), empty.copy()
    if len(key) > empty.block_size:
        hashed = empty.copy()
        hashed.update(key)
        key = hashed.digest()
    key = key.ljust(empty.block_size, b"\0")
    inner.update(key.translate(_INNER))
    inner.update(text)
    outer.update(key.translate(_OUTER))
    outer.update(inner.digest())
    digest: bytes = outer.digest()
    return digest


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value
