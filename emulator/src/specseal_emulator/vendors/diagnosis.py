"""The search for the mistakes that produce a given signature."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Mistakes = tuple[str, ...]

_FEW = 16 * 1024
LONGEST = 16 * 1024
"""Characters of a request's parameters beyond which no mistakes are searched for: that would take too long."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that the caller may have signed."""

    mistakes: Mistakes
    text: str
    note: str = ""
    """What the mistake was about, such as the parameter that was left out."""


Finish = tuple[Mistakes, "Callable[[bytes], str]"]
"""How a signature may be made of a text, with the mistakes of that way."""


def search(received: str, texts: Iterable[Text], finishes: Iterable[Finish]) -> tuple[Text, Mistakes] | None:
    """The text and the way of signing, with the fewest mistakes together, that make a signature.

    Equal texts are tried once, with the fewest mistakes; long ones with a single mistake only, which bounds the
    work of one request.
    """
    distinct: dict[str, Text] = {}
    for text in sorted(texts, key=lambda found: len(found.mistakes)):
        if len(text.mistakes) < 2 or len(text.text) <= _FEW:
            distinct.setdefault(text.text, text)
    ways = list(finishes)
    found: tuple[Text, Mistakes] | None = None
    for text in distinct.values():
        if found and len(text.mistakes) >= len(found[1]):
            break
        for mistakes, finish in ways:
            together = (*text.mistakes, *mistakes)
            if (found is None or len(together) < len(found[1])) and _same(
                finish(text.text.encode()), received
            ):
                found = text, together
    return found


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())


def b64(data: bytes) -> str:
    """Base64 by the standard alphabet."""
    return base64.b64encode(data).decode()
