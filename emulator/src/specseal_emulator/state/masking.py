"""What the journal shows of texts: secrets masked, long ones cut."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING
from urllib.parse import quote

from .verdicts import Diagnosis

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..http import Request

MASK = "***"
LONGEST = 16 * 1024
"""Characters of a text that are shown; what is beyond is cut off, and how long it was is said."""
_SECRET_FIELDS = frozenset({"api_secret", "sign", "Signature", "SecurityToken"})
_SECRET_HEADERS = frozenset({"cookie", "proxy-authorization", "x-acs-security-token"})
_SIGNATURE = re.compile(r"(Signature=).*", re.DOTALL)


def cut(text: str) -> str:
    """A text of at most `LONGEST` characters, and what is said of the rest."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def short(texts: Mapping[str, str]) -> Mapping[str, str]:
    """Texts cut; the mapping itself when none is long, as nearly always."""
    if all(len(value) <= LONGEST for value in texts.values()):
        return texts
    return {cut(name): cut(value) for name, value in texts.items()}


def shown_fields(given: Mapping[str, str]) -> Mapping[str, str]:
    """Fields of a query or form without secrets and signatures."""
    if not (_SECRET_FIELDS & given.keys()):
        return given
    return {name: MASK if name in _SECRET_FIELDS else value for name, value in given.items()}


def shown_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Headers without secrets and signatures."""
    shown = {name: MASK if name in _SECRET_HEADERS else value for name, value in headers.items()}
    if "authorization" in shown:
        text, masked = _SIGNATURE.subn(rf"\g<1>{MASK}", shown["authorization"])
        shown["authorization"] = text if masked else MASK
    return shown


def shown_diagnosis(found: Diagnosis, change: Callable[[str], str]) -> Diagnosis:
    """A diagnosis whose texts are changed."""
    return Diagnosis(found.mistakes, *(change(getattr(found, field.name)) for field in fields(found)[1:]))


def masking(request: Request) -> Callable[[str], str]:
    """Hides the secrets that a request carried where they come up again: in what was signed, and how."""
    sent = [request.headers.get("x-acs-security-token", "")]
    for name in ("SecurityToken", "api_secret"):
        sent += [request.query.get(name, ""), request.form.get(name, "")]
    secrets = {way for secret in sent if len(secret) > 3 for way in _written(secret)}
    if not secrets:
        return str
    pattern = re.compile("|".join(re.escape(secret) for secret in sorted(secrets, key=len, reverse=True)))
    return lambda text: pattern.sub(MASK, text)


def _written(secret: str) -> tuple[str, str, str]:
    once = quote(secret, "")
    return secret, once, quote(once, "")
