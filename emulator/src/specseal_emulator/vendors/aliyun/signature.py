"""Both signatures of Alibaba Cloud, computed from what came in: decoded first, then encoded by RFC 3986.

RPC signature 1.0: help pages "common parameters" of Link Visual. ACS3-HMAC-SHA256: help page "common
parameters" of Resource Management. Both were checked against requests captured from the official SDKs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...http import Request

ACS3 = "ACS3-HMAC-SHA256"


def _canonical(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs sorted by name, each side percent-encoded so that only ``A-Za-z0-9-_.~`` stay."""
    return "&".join(f"{quote(name, '')}={quote(value, '')}" for name, value in sorted(pairs))


def rpc_string_to_sign(method: str, pairs: Iterable[tuple[str, str]]) -> str:
    """What RPC signature 1.0 signs: all parameters of query and form, but for the signature itself."""
    signed = _canonical(pair for pair in pairs if pair[0] != "Signature")
    return f"{method}&%2F&{quote(signed, '')}"


def rpc_signature(secret: str, string_to_sign: str) -> str:
    """RPC signature 1.0 of a text."""
    digest = hmac.digest(f"{secret}&".encode(), string_to_sign.encode(), "sha1")
    return base64.b64encode(digest).decode()


@dataclass(frozen=True, slots=True)
class Authorization:
    """The parts of an ACS3 ``Authorization`` header."""

    key: str
    signed_headers: tuple[str, ...]
    signature: str


def parse_authorization(header: str) -> Authorization | None:
    """Read ``ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…``; None for anything else.

    A header signed twice is anything else: what is signed then never is longer than what was sent.
    """
    scheme, _, rest = header.strip().partition(" ")
    named = (part.strip().partition("=") for part in rest.split(","))
    parts = {name: value for name, _, value in named}
    if scheme != ACS3 or not {"Credential", "SignedHeaders", "Signature"} <= parts.keys():
        return None
    names = tuple(parts["SignedHeaders"].split(";"))
    if len(set(names)) < len(names):
        return None
    return Authorization(parts["Credential"], names, parts["Signature"])


def acs3_string_to_sign(request: Request, signed_headers: tuple[str, ...]) -> str:
    """What ACS3 signs: the algorithm, and a digest of method, path, query, signed headers and body."""
    canonical_request = "\n".join(
        (
            request.method,
            quote(request.path, "/"),
            _canonical(request.query_pairs),
            "".join(f"{name}:{request.headers.get(name, '')}\n" for name in signed_headers),
            ";".join(signed_headers),
            hashlib.sha256(request.body).hexdigest(),
        )
    )
    return f"{ACS3}\n{hashlib.sha256(canonical_request.encode()).hexdigest()}"


def acs3_signature(secret: str, string_to_sign: str) -> str:
    """ACS3 signature of a text."""
    return hmac.digest(secret.encode(), string_to_sign.encode(), "sha256").hex()


def must_be_signed(request: Request) -> set[str]:
    """The headers that ACS3 has to cover when they are sent: the host and everything of the vendor's own."""
    return {name for name in request.headers if name == "host" or name.startswith("x-acs-")}
