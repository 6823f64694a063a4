"""Signatures by key pairs: the emulator verifies them with the public key of an account."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from .primitives import NotComputable

if TYPE_CHECKING:
    from collections.abc import Callable


def available() -> bool:
    """Whether the library is installed."""
    return find_spec("cryptography") is not None


@lru_cache(maxsize=64)
def _public(pem: str) -> Any:
    """The public key of a PEM text that holds it or the private one. Raises `NotComputable`."""
    try:
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    except ImportError as error:
        raise NotComputable("install specseal-emulator[keys] to verify signatures by key pairs") from error
    try:
        if "PRIVATE KEY" in pem:
            return serialization.load_pem_private_key(pem.encode(), None).public_key()
        return serialization.load_pem_public_key(pem.encode())
    except (ValueError, TypeError) as error:
        raise NotComputable("the account's secret is no PEM key") from error


def verified(primitive: str, pem: str, data: bytes, signature: bytes) -> bool:
    """Whether a signature is that of the data. Raises `NotComputable` for a key that cannot be used."""
    public = _public(pem)
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec, padding  # noqa: PLC0415

    def ecdsa() -> None:
        public.verify(_der(signature), data, ec.ECDSA(hashes.SHA256()))

    ways: dict[str, Callable[[], None]] = {
        "rsa_sha256": lambda: public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256()),
        "ecdsa_p256": ecdsa,
        "ecdsa_p256_der": ecdsa,
        "ed25519": lambda: public.verify(signature, data),
    }
    try:
        ways[primitive]()
    except InvalidSignature:
        return False
    except (TypeError, AttributeError, ValueError) as error:
        raise NotComputable(f"the account's key is of another kind than {primitive} needs") from error
    return True


def _der(signature: bytes) -> bytes:
    """A signature of ECDSA in DER, as it is or from two numbers of 32 bytes."""
    if len(signature) != 64:
        return signature
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature  # noqa: PLC0415

    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def made(primitive: str, pem: str, data: bytes) -> bytes:
    """A signature of the data, for tests of a recipe. Raises `NotComputable` where the private key is not there."""
    if "PRIVATE KEY" not in pem:
        raise NotComputable(f"{primitive} needs the private key")
    _public(pem)
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec, padding  # noqa: PLC0415

    private: Any = serialization.load_pem_private_key(pem.encode(), None)
    if primitive == "rsa_sha256":
        return bytes(private.sign(data, padding.PKCS1v15(), hashes.SHA256()))
    if primitive == "ed25519":
        return bytes(private.sign(data))
    der = bytes(private.sign(data, ec.ECDSA(hashes.SHA256())))
    if primitive == "ecdsa_p256_der":
        return der
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature  # noqa: PLC0415

    return b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(der))
