"""Accounts: keys and their secrets, for every vendor at once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from ..plugins import Kind, Section
from .limits import Limits


def check_texts(value: Any, *filled: str) -> None:
    """Raises `ValueError` for a text that cannot be sent, or an empty one where something must stand."""
    for part in fields(value):
        text = getattr(value, part.name)
        if isinstance(text, str):
            if part.name in filled and not text:
                raise ValueError(f"{part.name} must not be empty")
            if not text.isascii():
                try:
                    text.encode()
                except UnicodeEncodeError as error:
                    raise ValueError(f"{part.name} holds half a surrogate pair") from error


@dataclass(frozen=True, slots=True)
class Account:
    """One key with its secret, for every vendor at once."""

    key: str
    secret: str
    owner: str = "demo"
    """Whose data the key sees: keys of one owner share it."""
    refusal: str = ""
    """The error that every correctly signed call of this key meets: a documented code, perhaps with a colon
    and its detail, such as ``AUTHORIZATION_ERROR: LIMIT_REACHED`` or ``Throttling.User``."""
    disabled: bool = False
    """Every correctly signed call meets the error that the product has for a disabled key."""
    limits: Limits | None = None
    """What it may do, instead of the documented limits; `UNLIMITED` for a load test."""

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
KINDS = {"account": Kind(_model, identity=lambda record: str(record["key"]))}
SECRETS = {"account": ("secret", "security_token")}
