"""Accounts as generic schemes look for them: by a key that travels, or by a secret that does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..recipe.verify import same

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..recipe import Scheme
    from ..services import Services

MOST = 200
"""Accounts that are tried where a request does not name its key."""
ANONYMOUS: Mapping[str, Any] = {"key": "", "secret": "", "owner": "demo"}
"""Whose the data is that requests without credentials see: the owner of the demo account."""


class Denied(Exception):
    """A request whose credentials are not accepted. `kind` is one of `generic.kinds`."""

    def __init__(self, kind: str, why: str, parameter: str = "", string_to_sign: str = "") -> None:
        self.kind = kind
        self.parameter = parameter
        self.string_to_sign = string_to_sign
        super().__init__(why)


def some_accounts(services: Services) -> Sequence[Mapping[str, Any]]:
    """The accounts that are tried where a request names none."""
    return services.store.scan("account", "", services.clock.now())[:MOST]


def by_secret(services: Services, value: str) -> Mapping[str, Any] | None:
    """The account whose key or secret a value is."""
    if account := services.account(value):
        return account
    return next((one for one in some_accounts(services) if same(str(one.get("secret", "")), value)), None)


def own_credentials(account: Mapping[str, Any]) -> Mapping[str, Any]:
    """The credentials that an account has besides key and secret, by name."""
    found: Mapping[str, Any] | None = account.get("credentials")
    return found or {}


def credentials_of(scheme: Scheme, account: Mapping[str, Any]) -> dict[str, str | None]:
    """What an account has for each credential of a scheme.

    Its own `credentials` by name; otherwise its secret for secrets, its key for the others, and its security token
    for an optional secret.
    """
    own = own_credentials(account)
    found: dict[str, str | None] = {}
    for name in scheme.credentials:
        if name in own:
            found[name] = str(own[name])
        elif name in scheme.optional:
            token = account.get("security_token") if name in scheme.secrets else None
            found[name] = str(token) if token else None
        else:
            found[name] = str(account["secret"] if name in scheme.secrets else account["key"])
    return found
