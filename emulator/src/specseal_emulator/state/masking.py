"""What is shown of texts: secrets masked, long ones cut, all of an entry within a budget.

The invariant: a secret that an account of the store has, or that a request carries in a field made for one, stands in
no journal entry and in no line of the log, in whatever way it was written. Secrets are searched as plain texts; none is
ever part of a pattern.
"""

from __future__ import annotations

import base64
import html
import json
from dataclasses import fields
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from .verdicts import Diagnosis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..http import Request

MASK = "***"
LONGEST = 16 * 1024
"""Characters of a text that are shown; what is beyond is cut off, and how long it was is said."""
_SHORTEST = 4
"""Characters that a secret must have to be searched for: shorter ones would mask half of every text."""
_PER_NAME = 64
_PER_CHARACTER = 6
"""Bytes that a character outside ASCII takes at most, in memory or in the store."""
_SECRET_ENDS = ("secret", "securitytoken")
_SECRET_NAMES = frozenset({"sign", "signature", "cookie", "proxyauthorization"})
_SIGNATURE = "Signature="


class Budget:
    """How many bytes the texts of one entry may still take."""

    def __init__(self, most: int) -> None:
        self._left = most

    def text(self, text: str) -> str:
        """A text, or what there is room for and how long it was."""
        size = 1 if text.isascii() else _PER_CHARACTER
        room = max(0, min(LONGEST, self._left // size))
        self._left -= min(len(text), room) * size
        return text if len(text) <= room else f"{text[:room]}… ({len(text)} characters)"

    def texts(self, texts: Mapping[str, str], change: Callable[[str], str]) -> Mapping[str, str]:
        """Texts by their names; how many there is no room for is said under the name ``…``."""
        shown: dict[str, str] = {}
        for number, (name, value) in enumerate(texts.items()):
            if self.spent:
                shown["…"] = f"{len(texts) - number} more"
                break
            self._left -= _PER_NAME
            shown[self.text(change(name))] = self.text(change(value))
        return shown

    @property
    def spent(self) -> bool:
        """Whether there is no room for a further name."""
        return self._left < _PER_NAME


def is_secret(name: str) -> bool:
    """Whether a field or header is made for a secret or a signature, by its name."""
    plain = name.lower().replace("-", "").replace("_", "")
    return plain in _SECRET_NAMES or plain.endswith(_SECRET_ENDS)


def shown_fields(given: Mapping[str, str]) -> Mapping[str, str]:
    """Fields of a query or form without what stands in those made for secrets and signatures."""
    return {name: MASK if value and is_secret(name) else value for name, value in given.items()}


def shown_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Headers without secrets and signatures."""
    shown = dict(shown_fields(headers))
    if "authorization" in shown:
        before, found, _ = shown["authorization"].partition(_SIGNATURE)
        shown["authorization"] = f"{before}{found}{MASK}" if found else MASK
    return shown


def shown_diagnosis(found: Diagnosis, change: Callable[[str], str]) -> Diagnosis:
    """A diagnosis whose texts are changed."""
    return Diagnosis(found.mistakes, *(change(getattr(found, field.name)) for field in fields(found)[1:]))


def sent_secrets(request: Request) -> frozenset[str]:
    """The secrets that a request carries, in every way of writing them, whether they belong to anybody or not."""
    sent = (*request.headers.items(), *request.query.items(), *request.form.items())
    return written(
        value for name, value in sent if is_secret(name) and name.lower() not in {"sign", "signature"}
    )


def written(secrets: Iterable[str]) -> frozenset[str]:
    """The ways in which secrets may stand in a text."""
    return frozenset(way for secret in secrets if len(secret) >= _SHORTEST for way in _ways(secret))


def _ways(secret: str) -> set[str]:
    once = quote(secret, "")
    twice = quote(once, "")
    return {
        secret,
        once,
        twice,
        quote_plus(secret),
        _small(once),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        html.escape(secret),
        html.escape(secret, quote=False),
        base64.b64encode(secret.encode("utf-8", "replace")).decode(),
    }


def _small(encoded: str) -> str:
    first, *rest = encoded.split("%")
    return first + "".join(f"%{part[:2].lower()}{part[2:]}" for part in rest)


def hiding(secrets: Iterable[str], texts: Iterable[str]) -> Callable[[str], str]:
    """What hides secrets in texts; looks once which of them are there at all, so that many cost little."""
    whole = "\n".join(texts)
    present = sorted((secret for secret in secrets if secret in whole), key=len, reverse=True)
    if not present:
        return str

    def hide(text: str) -> str:
        for secret in present:
            text = text.replace(secret, MASK)
        return text

    return hide
