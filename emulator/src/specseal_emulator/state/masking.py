"""Masking of secrets in texts, and truncation: all texts of an entry stay within a budget.

The invariant: no journal entry and no log line contains a secret of an account in the store, or one that a request
carries in a field for secrets, in any encoding. Secrets are searched as plain text and
never become part of a pattern.
"""

from __future__ import annotations

import base64
import html
import json
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from ..examination import Diagnosis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..http import Request

MASK = "***"
LONGEST = 16 * 1024
"""Characters of a text that are shown; a longer one is truncated, and its length is appended."""
_SHORTEST = 4
"""Characters that a secret must have to be masked: shorter ones occur in every text."""
PER_NAME = 64
"""Bytes that a name with its value takes besides their texts, about."""
PER_CHARACTER = 6
"""Bytes that a character outside ASCII takes at most, in memory or in the store."""
_SECRET_ENDS = ("secret", "securitytoken")
_SECRET_NAMES = frozenset({"sign", "signature", "cookie", "proxyauthorization"})
_SIGNATURE = "Signature="
_COMMON = 64
"""Characters of a name up to which it is remembered whether it is one of a secret."""


class Budget:
    """The bytes that are left for the texts of one entry."""

    def __init__(self, most: int) -> None:
        self._most = self._left = most

    @property
    def used(self) -> int:
        """The bytes used so far."""
        return self._most - self._left

    def text(self, text: str) -> str:
        """A text, truncated to the room left, with its length appended."""
        if text.isascii() and len(text) <= min(LONGEST, self._left):  # as nearly always
            self._left -= len(text)
            return text
        size = 1 if text.isascii() else PER_CHARACTER
        room = max(0, min(LONGEST, self._left // size))
        self._left -= min(len(text), room) * size
        return text if len(text) <= room else f"{text[:room]}… ({len(text)} characters)"

    def texts(self, texts: Mapping[str, str], change: Callable[[str], str]) -> Mapping[str, str]:
        """Texts by their names; the number of those left out stands under the name ``…``."""
        shown: dict[str, str] = {}
        for number, (name, value) in enumerate(texts.items()):
            if self.spent:
                shown["…"] = f"{len(texts) - number} more"
                break
            self._left -= PER_NAME
            shown[self.text(change(name))] = self.text(change(value))
        return shown

    @property
    def spent(self) -> bool:
        """Whether no room is left for another name."""
        return self._left < PER_NAME


def plain_name(name: str) -> str:
    """A name without case and separators: ``X-Api-Secret`` is ``xapisecret``."""
    return name.lower().replace("-", "").replace("_", "")


def is_secret(name: str, more: frozenset[str] = frozenset()) -> bool:
    """Whether a field or header holds a secret or a signature, by its name. `more`: plain names."""
    return (_is_secret if len(name) <= _COMMON else _is_secret.__wrapped__)(name, more)


@lru_cache(1024)
def _is_secret(name: str, more: frozenset[str]) -> bool:
    plain = plain_name(name)
    return plain in _SECRET_NAMES or plain in more or plain.endswith(_SECRET_ENDS)


def shown_fields(given: Mapping[str, str], more: frozenset[str]) -> Mapping[str, str]:
    """Fields of a query or form, with secrets and signatures masked."""
    return {name: MASK if value and is_secret(name, more) else value for name, value in given.items()}


def shown_headers(headers: Mapping[str, str], more: frozenset[str]) -> Mapping[str, str]:
    """Headers with secrets and signatures masked."""
    shown = dict(shown_fields(headers, more))
    if "authorization" in shown:
        before, found, _ = shown["authorization"].partition(_SIGNATURE)
        shown["authorization"] = f"{before}{found}{MASK}" if found else MASK
    return shown


def diagnosis_texts(found: Diagnosis) -> list[str]:
    """The texts of a diagnosis, in the order of its fields."""
    return [getattr(found, field.name) for field in fields(found)[1:]]


def shown_diagnosis(found: Diagnosis, change: Callable[[str], str]) -> Diagnosis:
    """A diagnosis with `change` applied to its texts."""
    return Diagnosis(found.mistakes, *map(change, diagnosis_texts(found)))


def sent_secrets(request: Request, more: frozenset[str]) -> frozenset[str]:
    """The secrets that a request carries, in every encoding, whether they belong to an account or not."""
    sent = (*request.headers.items(), *request.query.items(), *request.form.items())
    return written(
        value for name, value in sent if is_secret(name, more) and name.lower() not in {"sign", "signature"}
    )


def written(secrets: Iterable[str]) -> frozenset[str]:
    """Secrets in every encoding in which a text may contain them."""
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


def hiding(secrets: Iterable[str], whole: str) -> Callable[[str], str]:
    """A function that masks secrets in parts of a text: only those that the text has; `str` when it has none."""
    present = sorted((secret for secret in secrets if secret in whole), key=len, reverse=True)
    if not present:
        return str

    def hide(text: str) -> str:
        for secret in present:
            text = text.replace(secret, MASK)
        return text

    return hide
