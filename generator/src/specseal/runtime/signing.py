"""What a signer is given and what it gives back.

A signer is one compiled ``x-signing`` recipe: a plain function in the wheel's ``_signing`` module. It fills the
places of the request that carry the signature, and is called anew for every attempt, on a freshly built request.
"""

from __future__ import annotations

import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import quote, quote_plus

from .errors import ConfigurationError

if TYPE_CHECKING:
    from .request import Request

Values: TypeAlias = dict[str, str | list[str]]
"""Fields of a query or a form, not encoded. A list is a name that is sent several times, in this order."""

_SHORT = 8
_NOTHING: Mapping[str, str] = MappingProxyType({})


class SigningError(ConfigurationError):
    """A request cannot be signed. The message names what is missing, and never holds a credential."""


class MissingCredentialError(SigningError):
    """A credential that the scheme needs was not given, or is empty. ``args[1]`` is its name."""


_pool: deque[bytes] = deque()
if hasattr(os, "register_at_fork"):  # a child must not use what its parent uses
    os.register_at_fork(after_in_child=_pool.clear)


def _random_bytes() -> bytes:
    """Sixteen, from the system, which is asked for many at a time: asking lets other threads go first."""
    try:
        return _pool.popleft()
    except IndexError:
        drawn = os.urandom(4096)
        _pool.extend([drawn[at : at + 16] for at in range(16, 4096, 16)])
        return drawn[:16]


def _uuid() -> str:
    digits = _random_bytes().hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def _random_digits(count: int) -> str:
    # so many bytes more than are needed that no digit is likelier than another
    drawn = b"".join([_random_bytes() for _ in range(1 + count // 16)])
    return str(int.from_bytes(drawn, "big") % 10**count).zfill(count)


class Sources(NamedTuple):
    """Where signers take time and chance from. Replace one to correct a clock, or to make a signature repeatable."""

    clock: Callable[[], float] = time.time  # Unix time in seconds
    uuid: Callable[[], str] = _uuid  # version 4, lower case, with hyphens
    random_digits: Callable[[int], str] = _random_digits  # so many decimal digits, leading zeros included


class Signed(NamedTuple):
    """How a signature came about, to explain one that a vendor refuses.

    No secret and no key derived from one has a name here. But a secret that travels as a plain field, such as a
    session token, is part of what is signed: pass a text through `masked` before showing it.
    """

    names: Mapping[str, str] = _NOTHING  # the recipe's intermediate texts, in order
    text: str | None = None  # the string to sign, unless it is bytes, or holds the secret itself

    def __repr__(self) -> str:
        return f"Signed(names: {', '.join(self.names) or 'none'})"


Signer: TypeAlias = "Callable[[Request, Mapping[str, str], Sources], Signed]"
"""A compiled recipe. Raises `SigningError`; the request is then half signed and must not be sent."""


def required(credentials: Mapping[str, str], name: str) -> str:
    """The credential of this name. Raises `MissingCredentialError` where it is absent or empty."""
    value = credentials.get(name)
    if not value:
        text = f"Signing needs the credential {name!r}, which was not given or is empty."
        raise MissingCredentialError(text, name)
    return value


def forms(secret: str) -> tuple[str, ...]:
    """A secret as it may be written, the longest first: percent-encoded twice, once, as a form does it, and plain."""
    once = quote(secret, safe="", errors="replace")
    return quote(once, safe=""), once, quote_plus(secret, errors="replace"), secret


def masked(text: str, hidden: Iterable[str]) -> str:
    """The text with ``***`` for each of the secrets, plain or percent-encoded up to twice, as signatures do it.

    One of a few letters is hidden where it stands by itself: inside a longer word it is that word's own.
    """
    for secret in filter(None, hidden):
        if len(secret) < _SHORT and secret.isalnum() and secret.isascii():
            text = re.sub(
                rf"(?:(?<![A-Za-z0-9_])|(?<=%[0-9A-Fa-f]{{2}})){secret}(?![A-Za-z0-9_])", "***", text
            )
            continue
        for written in forms(secret):
            text = text.replace(written, "***")
    return text
