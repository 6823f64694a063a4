"""What a signer is given and what it returns.

A signer is one compiled ``x-signing`` recipe: a plain function in the wheel's ``_signing`` module. It fills the
fields of the request that carry the signature, and is called anew for every attempt, on a freshly built request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, TypeAlias

from .errors import ConfigurationError
from .sources import Sources

Values: TypeAlias = dict[str, str | list[str]]
"""Fields of a query or a form, not encoded. A list is a name that is sent several times, in this order."""

Fields: TypeAlias = Mapping[str, str | list[str]]
"""Fields that are only read."""

_NOTHING: Mapping[str, str] = MappingProxyType({})


class SigningError(ConfigurationError):
    """A request cannot be signed. The message names what is missing, and never holds a credential."""


class MissingCredentialError(SigningError):
    """A credential that the scheme needs was not given, or is empty. ``args[1]`` is its name."""


class Signable(Protocol):
    """A request as signers see it: they change ``query``, ``form`` and ``headers`` in place.

    ``method`` is in upper case, ``host`` has its port unless that is the scheme's own, ``path`` is percent-encoded.
    ``headers`` are those that are sent, by lower-case name; ``form`` has no files. ``json`` has the fields of a JSON
    object, encoded or not; it is empty for other bodies.
    """

    method: str
    host: str
    path: str
    query: Values
    form: Values
    json: dict[str, Any]
    headers: dict[str, str]

    @property
    def scheme(self) -> str:
        """``https`` or ``http``."""
        ...

    def body(self) -> bytes:
        """The bytes that will be sent. The form may not change any more; calling it again gives the same bytes."""
        ...


class Signed(NamedTuple):
    """How a signature came about, to explain one that a vendor refuses.

    No secret and no key derived from one has a name here. But a secret that travels as a plain field, such as a
    session token, is part of what is signed: pass a text through ``masked`` before showing it.
    """

    names: Mapping[str, str] = _NOTHING  # the recipe's intermediate texts, in order
    text: str | None = None  # the string to sign, unless it is bytes, or holds the secret itself

    def __repr__(self) -> str:
        return f"Signed(names: {', '.join(self.names) or 'none'})"


Signer: TypeAlias = Callable[[Signable, Mapping[str, str], Sources], Signed]
"""A compiled recipe. Raises `SigningError`; the request is then half signed and must not be sent."""


def required(credentials: Mapping[str, str], name: str) -> str:
    """The credential of this name. Raises `MissingCredentialError` where it is absent or empty."""
    value = credentials.get(name)
    if not value:
        text = f"Signing needs the credential {name!r}, which was not given or is empty."
        raise MissingCredentialError(text, name)
    return value
