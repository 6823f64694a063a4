"""Signatures that differ each time: a vector states one that another tool made, and it is verified.

In place of the primitive, the stated signature is checked against the public half of the key and what the recipe signs,
and is then used. So the vector shows that the recipe signs what the other tool signed, and expects exact values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..runtime.encodings import base64_decode
from ..runtime.signing import SigningError
from .primitives import RANDOMIZED
from .recipe import Recipe
from .vectors import Vector


def stated(recipe: Recipe, vector: Vector) -> dict[str, Callable[..., Any]]:
    """What replaces the primitives that return another signature each time."""
    return {name: _verifier(name, vector.random[name]) for name in recipe.primitives & RANDOMIZED}


def _verifier(name: str, text: str) -> Callable[[str, str | bytes], bytes]:
    def verified(key: str, data: str | bytes) -> bytes:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
        from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric import ec, utils  # noqa: PLC0415

        from ..runtime.keys import private_key  # noqa: PLC0415

        public = private_key(key, "P-256").public_key()
        signature = der = base64_decode(text)
        if name == "ecdsa_p256":
            if len(signature) != 64:
                raise SigningError(f"{name} under `random` must be the Base64 of 64 bytes, R and S.")
            halves = (int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
            der = utils.encode_dss_signature(*halves)
        content = data.encode() if isinstance(data, str) else data
        try:
            public.verify(der, content, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            raise SigningError(f"{name} under `random` does not sign what the recipe signs.") from None
        return signature

    return verified
