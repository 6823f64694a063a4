"""Why a vendor rejects a signature: the string to sign that it shows, compared with the one signed here."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .masking import forms

_BEFORE, _AFTER = 12, 24


def explain(message: str, patterns: Iterable[str], ours: str, secrets: Iterable[str]) -> str | None:
    """A sentence for the error, without secrets. ``None`` when the message shows no string to sign."""
    for pattern in patterns:
        before, _, after = pattern.partition("<string>")
        if found := re.search(f"{re.escape(before)}(.*){re.escape(after)}", message, re.DOTALL):
            return _compare(found[1].strip(), ours.strip(), list(secrets))
    return None


def _compare(theirs: str, ours: str, secrets: list[str]) -> str:
    if theirs == ours:
        return "wrong secret: the vendor signed the same text as this client, with another secret"
    pairs = enumerate(zip(theirs, ours, strict=False))
    at = next((index for index, (one, other) in pairs if one != other), min(len(theirs), len(ours)))
    said = f"the vendor signed a different text than this client: they differ from character {at + 1} on"
    excerpts = [_hide(text, secrets)[max(0, at - _BEFORE) : at + _AFTER] for text in (theirs, ours)]
    if "\0" in "".join(excerpts):  # an excerpt may contain a part of a secret, which masking would miss
        return f"{said}, in or beside a credential"
    return f"{said}, {excerpts[0]!r} there and {excerpts[1]!r} here. Something changed the request in transit"


def _hide(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        for form in forms(secret):
            text = text.replace(form, "\0" * len(form))
    return text
