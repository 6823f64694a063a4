"""Accounts: keys and their secrets, for every vendor at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any

from ..plugins import Kind, Section
from .limits import Limits


def check_texts(value: Any, *filled: str) -> None:
    """Raises `ValueError` for a text that is not valid Unicode, and for an empty one among `filled`."""
    texts = [text for text in _values(value.__class__)(value) if isinstance(text, str)]
    if not "".join(texts).isascii():
        _check_unicode(value)
    for name in filled:
        if getattr(value, name) == "":
            raise ValueError(f"{name} must not be empty")


def _check_unicode(value: Any) -> None:
    for name in _names(value.__class__):
        text = getattr(value, name)
        if isinstance(text, str):
            check_unicode(name, text)


def check_unicode(name: str, text: str) -> None:
    """Raises `ValueError` for a text that is not valid Unicode."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{name}: unpaired surrogate is not valid Unicode") from error


@cache
def _names(model: Any) -> tuple[str, ...]:
    return tuple(part.name for part in fields(model))


@cache
def _values(model: Any) -> Callable[[Any], tuple[Any, ...]]:
    names = _names(model)
    found = attrgetter(*names)
    return found if len(names) > 1 else lambda value: (found(value),)


@dataclass(frozen=True, slots=True)
class Account:
    """One key with its secret, for every vendor at once."""

    key: str
    secret: str
    owner: str = "demo"
    """The owner whose data the key accesses; keys of one owner share it."""
    refusal: str = ""
    """The error for every correctly signed request of this key: a documented code, optionally followed by a colon
    and a detail, such as ``AUTHORIZATION_ERROR: LIMIT_REACHED`` or ``Throttling.User``."""
    disabled: bool = False
    """Whether every correctly signed request gets the product's error for a disabled key."""
    limits: Limits | None = None
    """Its limits, instead of the documented ones; `UNLIMITED` for a load test."""
    credentials: Mapping[str, str] | None = field(default=None, hash=False)
    """Credentials of signing schemes that are neither its key nor its secret, by their names in the contract."""

    def __post_init__(self) -> None:
        check_texts(self, "key", "secret", "owner")


@dataclass(frozen=True, slots=True)
class TemporaryAccount:
    """Temporary Alibaba Cloud credentials (STS): the key works only together with its security token."""

    key: str
    secret: str
    security_token: str
    owner: str = "demo"
    expires: float | None = None
    """Unix time in seconds."""
    limits: Limits | None = None
    """As of `Account`."""

    def __post_init__(self) -> None:
        check_texts(self, "key", "secret", "security_token", "owner")


def _model(record: dict[str, Any]) -> type[Any]:
    return TemporaryAccount if "security_token" in record else Account


def _key(account: Account | TemporaryAccount) -> str:
    return account.key


SECTIONS = (
    Section("accounts", Account, "account", _key, ("key",)),
    Section("temporary_accounts", TemporaryAccount, "account", _key, ("key",)),
)
KINDS = {
    "account": Kind(_model, identity=lambda record: str(record["key"])),
    "record-unique": Kind(),
    "signed-nonce": Kind(),
    "highest-nonce": Kind(),
    "issued-token": Kind(texts=("product", "key")),
}
"""Those that belong to no vendor: besides accounts what products without a module of their own keep."""
SECRETS = {"account": ("secret", "security_token", "credentials")}
