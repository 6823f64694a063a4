"""Both vendors' signatures, written from their pages and without the project's own code.

Each function returns the values to add to a request. Time is the machine's, like the emulator's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Keys:
    """The credentials of one caller, of either vendor."""

    key: str
    secret: str
    token: str = ""
    """The security token of temporary credentials."""


MAIN = Keys("main-key", "main-secret")
"""The key of the suites' own account, which has no limits."""


def megvii_sign(keys: Keys = MAIN, *, now: float | None = None, lifetime: int = 600, digits: str = "") -> str:
    """FinAuth's `sign`: base64 of an HMAC-SHA1 and the signed text."""
    made = int(time.time() if now is None else now)
    digits = digits or str(secrets.randbelow(10**10))
    raw = f"a={keys.key}&b={made + lifetime}&c={made}&d={digits}".encode()
    return base64.b64encode(hmac.digest(keys.secret.encode(), raw, hashlib.sha1) + raw).decode()


def megvii(product: str, keys: Keys = MAIN, *, now: float | None = None) -> dict[str, str]:
    """The form fields that authenticate a request to a Megvii product."""
    if product == "faceid-lite":
        return {"api_key": keys.key, "api_secret": keys.secret}
    return {"sign": megvii_sign(keys, now=now), "sign_version": "hmac_sha1"}


def rpc1(
    method: str,
    pairs: Iterable[tuple[str, str]],
    keys: Keys = MAIN,
    *,
    now: float | None = None,
    nonce: str = "",
) -> dict[str, str]:
    """The parameters that RPC signature 1.0 adds. It signs query and form together."""
    added = {
        "AccessKeyId": keys.key,
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": nonce or secrets.token_hex(16),
        "Timestamp": _utc(now),
    }
    if keys.token:
        added["SecurityToken"] = keys.token
    text = f"{method}&{percent('/')}&{percent(_canonical([*pairs, *added.items()]))}"
    digest = hmac.digest(f"{keys.secret}&".encode(), text.encode(), hashlib.sha1)
    return {**added, "Signature": base64.b64encode(digest).decode()}


def acs3(
    method: str,
    host: str,
    query: Iterable[tuple[str, str]],
    body: bytes,
    headers: Mapping[str, str],
    keys: Keys = MAIN,
    *,
    now: float | None = None,
    nonce: str = "",
) -> dict[str, str]:
    """The headers that ACS3-HMAC-SHA256 adds. `headers` are the `x-acs-*` headers already on the request."""
    digest = hashlib.sha256(body).hexdigest()
    signed = {
        **{name.lower(): value for name, value in headers.items()},
        "host": host,
        "x-acs-date": _utc(now),
        "x-acs-signature-nonce": nonce or secrets.token_hex(16),
        "x-acs-content-sha256": digest,
    }
    if keys.token:
        signed |= {"x-acs-security-token": keys.token, "x-acs-accesskey-id": keys.key}
    names = sorted(signed)
    lines = "".join(f"{name}:{signed[name].strip()}\n" for name in names)
    request = "\n".join([method, "/", _canonical(query), lines, ";".join(names), digest])
    text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(keys.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    listed = ";".join(names)
    del signed["host"]
    signed["authorization"] = (
        f"ACS3-HMAC-SHA256 Credential={keys.key},SignedHeaders={listed},Signature={signature}"
    )
    return signed


def _canonical(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{percent(name)}={percent(value)}" for name, value in sorted(pairs))


def percent(text: str) -> str:
    """Percent-encoded by RFC 3986."""
    return quote(text, safe="-_.~")


def _utc(now: float | None) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
