"""The security schemes of OpenAPI itself: bearer, basic, API keys and OAuth 2."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, Protocol

from ..numbers import in_seconds
from ..recipe.verify import same
from .accounts import Denied, by_secret
from .decode import cookies
from .signatures import Identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..contract.model import Json
    from ..examination import Examination
    from ..http import Request
    from ..services import Services

TOKENS = "issued-token"
"""The kind of records that are access tokens."""


class SecurityScheme(Protocol):
    """One security scheme of a contract."""

    @property
    def checks(self) -> str:
        """What is checked, for people."""
        ...

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is not checked, for people."""
        ...

    def present(self, request: Request) -> float:
        """How much of what it needs a request has, from 0 to 1."""
        ...

    def verify(self, examination: Examination) -> Identity:
        """The sender of a request. Raises `Denied`."""
        ...


class Bearer:
    """A token in ``Authorization: Bearer``: one that was issued, or an account's secret or key."""

    checks = "a token of an account, or one that was issued"
    doubts: tuple[str, ...] = ()

    def __init__(self, services: Services, product: str, *, issued_only: bool = False) -> None:
        self._services = services
        self._product = product
        self._issued_only = issued_only

    def present(self, request: Request) -> float:
        """See `SecurityScheme.present`."""
        return float(parse_authorization(request)[0] == "bearer")

    def verify(self, examination: Examination) -> Identity:
        """See `SecurityScheme.verify`."""
        examination.check("token")
        scheme, token = parse_authorization(examination.request)
        if scheme != "bearer" or not token:
            raise Denied("credentials", "the request has no bearer token", "Authorization")
        now = self._services.clock.now()
        issued = self._services.store.get(TOKENS, token, now)
        if issued and issued.get("product") == self._product:
            if float(issued["until"]) < now:
                past = in_seconds(now - float(issued["until"]))
                raise Denied("expired", f"the token expired {past} ago")
            account = self._services.account(str(issued["key"]))
            if account:
                examination.notes["account"] = str(account["key"])
                return Identity(account)
        found = None if self._issued_only else by_secret(self._services, token)
        if found is None:
            raise Denied("unknown-key", "the token is not known")
        examination.notes["account"] = str(found["key"])
        return Identity(found)


class Basic:
    """Key and secret in ``Authorization: Basic``."""

    checks = "key and secret of an account"
    doubts: tuple[str, ...] = ()

    def __init__(self, services: Services) -> None:
        self._services = services

    def present(self, request: Request) -> float:
        """See `SecurityScheme.present`."""
        return float(parse_authorization(request)[0] == "basic")

    def verify(self, examination: Examination) -> Identity:
        """See `SecurityScheme.verify`."""
        examination.check("credentials")
        scheme, text = parse_authorization(examination.request)
        if scheme != "basic":
            raise Denied("credentials", "the request has no user and password", "Authorization")
        return Identity(basic_account(self._services, text, examination))


def basic_account(services: Services, text: str, examination: Examination) -> Mapping[str, Any]:
    """The account of base64 of ``key:secret``. Raises `Denied`."""
    try:
        user, colon, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise Denied("credentials", f"the credentials are not base64: {error}", "Authorization") from error
    account = services.account(user) if colon else None
    if account is None:
        raise Denied("unknown-key", f"user {user!r} does not exist")
    examination.notes["account"] = user
    if not same(password, str(account["secret"])):
        raise Denied("signature", "the password is wrong")
    return account


class ApiKey:
    """A key in a header, the query or a cookie: an account's key or secret."""

    checks = "key or secret of an account"
    doubts: tuple[str, ...] = ()

    def __init__(self, services: Services, said: Json) -> None:
        self._services = services
        self._name = str(said.get("name", ""))
        self._place = str(said.get("in", "header"))

    def present(self, request: Request) -> float:
        """See `SecurityScheme.present`."""
        return float(bool(self._value(request)))

    def verify(self, examination: Examination) -> Identity:
        """See `SecurityScheme.verify`."""
        examination.check("key")
        value = self._value(examination.request)
        if not value:
            raise Denied("credentials", f"{self._place} {self._name} is missing", self._name)
        account = by_secret(self._services, value)
        if account is None:
            raise Denied("unknown-key", f"the key in {self._place} {self._name} is not known", self._name)
        examination.notes["account"] = str(account["key"])
        return Identity(account)

    def _value(self, request: Request) -> str:
        if self._place == "query":
            return request.query.get(self._name, "")
        if self._place == "cookie":
            return cookies(request.headers.get("cookie", "")).get(self._name, [""])[0]
        return request.headers.get(self._name.lower(), "")


class Unchecked:
    """A scheme that the emulator cannot verify: every request passes, as the first account."""

    def __init__(self, services: Services, name: str, why: str) -> None:
        self._services = services
        self._name = name
        self.checks = "nothing"
        self.doubts: tuple[str, ...] = (f"it is not checked: {why}",)

    def present(self, request: Request) -> float:  # noqa: ARG002
        """See `SecurityScheme.present`."""
        return 0.5

    def verify(self, examination: Examination) -> Identity:
        """See `SecurityScheme.verify`."""
        examination.notes["security"] = f"{self._name}: {self.doubts[0]}"
        accounts = self._services.store.scan("account", "", self._services.clock.now())
        return Identity(accounts[0] if accounts else {"key": "", "owner": "demo"})


def parse_authorization(request: Request) -> tuple[str, str]:
    """Scheme, in lower case, and credentials of the Authorization header."""
    scheme, _, rest = request.headers.get("authorization", "").strip().partition(" ")
    return scheme.lower(), rest.strip()
