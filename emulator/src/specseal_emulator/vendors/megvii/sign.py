"""The ``sign`` of FaceID and FinAuth: ``base64(HMAC-SHA1(secret, raw) + raw)``, raw = ``a=…&b=…&c=…&d=…``.

Source: the vendor's authentication guides (faceid.com, "adv_authentication" and its siblings). The order of
the checks is ours: nothing public gives one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Any

from ...quoting import quoted
from ...recipe.received import told_beside
from ...recipe.verify import same
from ...sites.base import Refusal
from ..signing import Signing
from .settings import MegviiSettings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...contract import Operation
    from ...examination import Examination
    from ...services import Services
    from .product import Authenticate

_DIGEST_BYTES = hashlib.sha1(usedforsecurity=False).digest_size
_RAW = re.compile(r"a=([^&]+)&b=([0-9]{1,19})&c=([0-9]{1,19})&d=([0-9]{1,10})")


def authenticate_by(operations: Sequence[Operation], services: Services) -> Authenticate:
    """Gives the account that signed. Raises `ContractError` when the contract has no recipe for it."""
    signing = Signing.of(operations, ("form", "sign"), services, told_beside)

    def authenticate(examination: Examination) -> Mapping[str, Any]:
        return _diagnosed(examination, services, signing)

    return authenticate


def _diagnosed(examination: Examination, services: Services, signing: Signing) -> Mapping[str, Any]:
    """The account that signed. Raises `Refusal` with the vendor's error otherwise."""
    try:
        return _authenticate(examination, services, signing)
    except Refusal as refusal:
        if sign := examination.request.form.get("sign"):
            examination.diagnosis = signing.misread(examination.request, sign, services.account)
        if examination.diagnosis:
            refusal.why += f"; {examination.diagnosis.explanation}"
        raise


def _authenticate(examination: Examination, services: Services, signing: Signing) -> Mapping[str, Any]:
    form = examination.request.form
    examination.check("sign fields")
    for name in ("sign", "sign_version"):
        if not form.get(name):
            raise Refusal("MISSING_ARGUMENTS", name, bare=True)
    if form["sign_version"] != "hmac_sha1":
        raise Refusal("BAD_ARGUMENTS", "sign_version", bare=True, why="sign_version is not hmac_sha1")
    examination.check("sign form", "base64 of 20 bytes and a=…&b=…&c=…&d=…")
    data, raw = _decode(form["sign"])
    parts = _RAW.fullmatch(raw)
    if parts is None:
        raise _unreadable("behind its 20 digest bytes the sign does not hold a=…&b=…&c=…&d=…")
    key, expires, made = parts[1], int(parts[2]), int(parts[3])
    examination.check("api_key", key)
    account = services.account(key)
    if account is None:
        raise _unreadable(f"api_key {quoted(key)} does not exist")
    examination.notes["account"] = key
    examination.notes["raw"] = raw
    examination.check("digest", "HMAC-SHA1(api_secret, raw)")
    expected = signing.sign(examination.request, (), (), account, raw).expected
    if not (same(form["sign"], expected) or hmac.compare_digest(data, base64.b64decode(expected))):
        raise _denied(
            "INVALID_SIGN", "signature verification failed: the digest is not HMAC-SHA1(api_secret, raw)"
        )
    examination.check("time", f"b={expires}, c={made}")
    _in_time(form["sign"], expires, made, services)
    return account


def _decode(sign: str) -> tuple[bytes, str]:
    """The bytes of a sign, and the text behind its digest."""
    try:
        data = base64.b64decode(sign, validate=True)
        return data, data[_DIGEST_BYTES:].decode()
    except (binascii.Error, ValueError) as error:
        raise _unreadable(f"the sign cannot be decoded: {error}") from error


def _in_time(sign: str, expires: int, made: int, services: Services) -> None:
    now, settings = services.clock.now(), services.settings.of(MegviiSettings)
    if made > now + settings.sign_clock_skew:
        raise _denied("INVALID_SIGN", f"c={made} lies in the future; are these milliseconds?")
    if expires == 0 and settings.sign_without_expiry == "once":
        if not services.store.add("sign", hashlib.sha256(sign.encode()).hexdigest(), {}, now):
            raise _denied("EXPIRED_SIGN", "this sign with b=0 was used before")
        return
    if now > expires or made >= expires:
        raise _denied("EXPIRED_SIGN", f"b={expires} is over, or not after c={made}; it is {now:.0f} now")


def _unreadable(why: str) -> Refusal:
    return Refusal("AUTHENTICATION_ERROR", bare=True, why=why)


def _denied(reason: str, why: str) -> Refusal:
    return Refusal("AUTHORIZATION_ERROR", reason, bare=True, why=why)
