"""Signatures with private keys, by the package ``cryptography``. Keys are PEM texts without a passphrase.

Every function raises `SigningError` for a key that it cannot use, without showing it, and where ``cryptography`` is not
installed. A parsed key is kept: parsing takes longer than signing.
"""

# The extra may be absent where callers check their types.
# mypy: disable-error-code="import-not-found, no-any-return"
# pyright: reportMissingImports=false

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .signing import SigningError


def rsa_sha256(key: str, data: str | bytes) -> bytes:
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017): as many bytes as the key has, the same for the same data."""
    private = private_key(key, "RSA")
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415

    signature: bytes = private.sign(_bytes(data), padding.PKCS1v15(), hashes.SHA256())
    return signature


def ecdsa_p256(key: str, data: str | bytes) -> bytes:
    """ECDSA on P-256 with SHA-256 (RFC 7518, ES256): 64 bytes, R and then S; another signature each time."""
    signature = ecdsa_p256_der(key, data)
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature  # noqa: PLC0415

    left, right = decode_dss_signature(signature)
    return left.to_bytes(32, "big") + right.to_bytes(32, "big")


def ecdsa_p256_der(key: str, data: str | bytes) -> bytes:
    """As `ecdsa_p256`, but in the DER encoding of RFC 3279, as OpenSSL writes it."""
    private = private_key(key, "P-256")
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    signature: bytes = private.sign(_bytes(data), ec.ECDSA(hashes.SHA256()))
    return signature


def ed25519(key: str, data: str | bytes) -> bytes:
    """Ed25519 (RFC 8032): 64 bytes, the same for the same data."""
    signature: bytes = private_key(key, "Ed25519").sign(_bytes(data))
    return signature


@lru_cache(maxsize=16)
def private_key(key: str, kind: str) -> Any:
    """The private key of a PEM text. Raises `SigningError` unless it is one of this kind."""
    try:
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa  # noqa: PLC0415
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415
    except ImportError:
        raise SigningError(
            "Signing with a private key needs the package cryptography (extra: keys)."
        ) from None

    try:
        found = load_pem_private_key(key.encode(), None)
    except Exception:  # of many kinds, and some quote the key
        raise SigningError(f"Signing needs a {kind} private key, in PEM and without a passphrase.") from None
    match found:
        case rsa.RSAPrivateKey():
            fits = kind == "RSA"
        case ec.EllipticCurvePrivateKey():
            fits = kind == "P-256" and found.curve.name == "secp256r1"
        case ed25519.Ed25519PrivateKey():
            fits = kind == "Ed25519"
        case _:
            fits = False
    if not fits:
        raise SigningError(f"Signing needs a {kind} private key; the one given is of another kind.")
    return found


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value
