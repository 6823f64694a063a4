"""The settings of a client: from the constructor, else from the environment, checked before anything is sent."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast
from urllib.parse import urlsplit

import msgspec

from .address import checked_path, is_host
from .errors import ConfigurationError
from .primitives import rfc3986
from .product import Product

if TYPE_CHECKING:
    import ssl

# or a function that returns the current one, called for each attempt
Credential: TypeAlias = str | Callable[[], str]
# returns all of them by name, called for each attempt
Credentials: TypeAlias = Callable[[], Mapping[str, str]]
AsyncCredentials: TypeAlias = Callable[[], Mapping[str, str] | Awaitable[Mapping[str, str]]]


MOST = 10**9  # seconds, or calls per second: system calls overflow beyond


class Timeouts(msgspec.Struct, frozen=True, kw_only=True):
    """Timeouts in seconds; ``None`` means no limit. Raises ``ValueError`` unless each is positive."""

    connect: float | None = 5.0
    read: float | None = 60.0  # longest wait for the next bytes of a response
    write: float | None = 60.0
    pool: float | None = 60.0  # longest wait for the concurrency limit

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            if (value := getattr(self, name)) is not None:
                positive(f"timeout.{name}", value)


Timeout: TypeAlias = Timeouts | float  # one for each phase, or one for all of them


def timeouts(value: Timeout) -> Timeouts:
    if isinstance(value, Timeouts):
        return value
    positive("timeout", value)
    return Timeouts(connect=value, read=value, write=value, pool=value)


def positive(name: str, value: float, unit: str = "seconds") -> float:
    """The value. Raises ``ValueError`` unless it is a positive number that clocks can count to."""
    if isinstance(value, bool) or not (isinstance(value, int | float) and value > 0):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"{name} must be a positive number of {unit}")
    if value > MOST:
        raise ValueError(f"{name} must be at most {MOST} {unit}")
    return value


def whole(name: str, value: int, least: int) -> int:
    """The value. Raises ``ValueError`` unless it is an int of at least this much."""
    if type(value) is not int or value < least:
        raise ValueError(f"{name} must be an int of at least {least}")
    return value


DEFAULT_TIMEOUTS = Timeouts()


Verify: TypeAlias = "bool | str | os.PathLike[str] | ssl.SSLContext"
"""``False`` trusts anyone; a path names a PEM file of trusted authorities."""


_PEM = "-----BEGIN "  # private keys have several lines
_READINGS = 4  # of several functions, until two in a row return the same


class HTTP(NamedTuple):
    """How the transports that a client opens by itself connect."""

    proxy: str | None = None
    verify: Verify = True
    http2: bool = False


class Base(NamedTuple):
    """Where requests go: ``origin`` + ``path`` + the operation's path."""

    origin: str
    host: str  # with the port, unless it is the scheme's own
    path: str
    loopback: bool
    tls: bool


def resolve_base(
    product: Product,
    *,
    region: str | None,
    base_url: str | None,
    allow_http: bool,
    variables: Mapping[str, str | None],
) -> tuple[Base, bool]:
    """The server, and whether it replaces all documented ones: ``base_url``, else ``PREFIX_BASE_URL``, else ``region``,
    else the first region.

    Raises ``ConfigurationError`` for an unknown region, no server, an invalid URL, and plain HTTP to another machine.
    """
    if region is not None and region not in product.servers:
        raise ConfigurationError(f"Unknown region {region!r}; expected one of: {', '.join(product.servers)}")
    source = "base_url" if base_url is not None else f"{product.environment}_BASE_URL"
    text = base_url if base_url is not None else os.environ.get(source)
    allowed = allow_http or os.environ.get("SPECSEAL_ALLOW_HTTP") == "1"
    if text or base_url is not None:
        return parse_base(text or "", source, allow_http=allowed), True
    if not product.servers:
        raise ConfigurationError(
            f"base_url is missing: pass base_url=… or set the environment variable {source}"
        )
    region = region or next(iter(product.servers))
    url = product.parts.fill(product.servers[region], product.variables, variables)
    return parse_base(url, f"the server of {region!r}", allow_http=allowed), False


def parse_base(text: str, source: str, *, allow_http: bool) -> Base:
    """Parse a base URL. ``source`` names it in a ``ConfigurationError``, which never shows a password in it."""
    if not (isinstance(text, str) and text.isprintable() and text == text.strip()):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ConfigurationError(
            f"{source} must be a str without surrounding whitespace or control characters"
        )
    try:
        url = urlsplit(text)
        host, port = url.hostname or "", url.port
        host = host if host.isascii() else host.encode("idna").decode("ascii")
        path = "/".join(
            rfc3986(part) if "%" not in part else part for part in url.path.rstrip("/").split("/")
        )
        checked_path(source, path)
    except ValueError:
        raise ConfigurationError(f"{source} is not a valid URL, or has . or .. in its path") from None
    if url.scheme not in {"http", "https"} or not is_host(host) or port == 0:
        raise ConfigurationError(f"{source} must begin with https:// and a host, and must not have port 0")
    if url.username is not None or url.password is not None:
        raise ConfigurationError(f"{source} must not contain a user name or a password")
    if url.query or url.fragment:
        raise ConfigurationError(f"{source} must not contain a query or a fragment")
    loopback = host in {"localhost", "::1"} or re.fullmatch(r"127(\.\d{1,3}){3}", host) is not None
    tls = url.scheme == "https"
    if not (tls or loopback or allow_http):
        raise ConfigurationError(
            f"{source} is plain http://, which would send secrets and personal data unencrypted. "
            "Use https://, or pass allow_http=True (SPECSEAL_ALLOW_HTTP=1) on a network that you trust."
        )
    named = f"[{host}]" if ":" in host else host
    if port is not None and port != (443 if tls else 80):
        named = f"{named}:{port}"
    return Base(f"{url.scheme}://{named}", named, path, loopback, tls)


class CredentialStore:
    """The credentials of a client. They never show in a ``repr``, and cannot be pickled.

    The credentials of one attempt belong together: they are read at once, from one function, or from several until
    two readings agree, because they may be replaced in between. Where no function is asked, they are ``constant``.
    """

    constant: Mapping[str, str] | None = None

    def __init__(
        self, product: Product, given: Mapping[str, Credential | None], whole: AsyncCredentials | None = None
    ) -> None:
        """Take the given ones, and the rest from the environment; or ``whole``, which returns all of them.

        Optional credentials come from the environment only when all others do: a session token belongs to its key.
        Raises ``ConfigurationError`` for a missing one, with the name of its environment variable.
        """
        self._product = product
        self._given: dict[str, Credential] = {}
        self._set = whole
        explicit = any(given.get(name) is not None for name in product.credentials)
        if whole is not None:
            if explicit or not callable(whole):
                raise ConfigurationError(
                    "credentials must be a function that returns all of them, without single ones beside it"
                )
            return
        missing: list[str] = []
        for name, variable in product.credentials.items():
            optional = name in product.optional_credentials
            demanded = not optional and (product.demanded is None or name in product.demanded)
            value = given.get(name)
            if value is None and not (optional and explicit):
                value = os.environ.get(variable)
            if value:
                self._given[name] = value if callable(value) else _checked(name, value)
            elif demanded:
                missing.append(self.missing(name))
        if missing:
            raise ConfigurationError("; ".join(missing))
        self._functions = sum(callable(value) for value in self._given.values())
        if not self._functions:
            self.constant = cast("dict[str, str]", self._given)
            self._constant_secrets = self._secrets(self.constant)

    def missing(self, name: str) -> str:
        if self._set is not None:
            return f"{name} is missing: the credentials function does not return it"
        argument = "signing_region" if name == "region" else name  # region= selects the host
        variable = self._product.credentials.get(name)
        return f"{name} is missing: pass {argument}=… or set the environment variable {variable}"

    def resolve(self) -> Mapping[str, str]:
        """The values for one attempt. Raises ``ConfigurationError`` when one is missing, or must be awaited."""
        if self._set is None:
            return self._snapshot()
        found = self._set()
        if hasattr(found, "__await__"):
            if (close := getattr(found, "close", None)) is not None:
                close()
            raise ConfigurationError(
                "the credentials function must be awaited, which only the async client does"
            )
        return self._whole(found)

    async def aresolve(self) -> Mapping[str, str]:
        """As ``resolve``; awaits the function where needed."""
        if self._set is None:
            return self._snapshot()
        found = self._set()
        return self._whole(await cast("Any", found) if hasattr(found, "__await__") else found)

    @property
    def awaited(self) -> bool:
        """Whether reading them may take time."""
        return self._set is not None

    def _snapshot(self) -> Mapping[str, str]:
        if self.constant is not None:
            return self.constant
        found = self._read()
        for _ in range(_READINGS if self._functions > 1 else 0):
            again = self._read()
            if again == found:
                break
            found = again
        return found

    def _read(self) -> dict[str, str]:
        return {
            name: _checked(name, value()) if callable(value) else value for name, value in self._given.items()
        }

    def _whole(self, found: Any) -> Mapping[str, str]:
        product = self._product
        known = product.credentials
        demanded = (
            known.keys() - product.optional_credentials if product.demanded is None else product.demanded
        )
        if not isinstance(found, Mapping) or not found.keys() <= known.keys():
            raise ConfigurationError(f"the credentials function must return a mapping of {', '.join(known)}")
        values: dict[str, str] = {}
        for name in known:
            if (value := cast("Mapping[str, object]", found).get(name)) is not None:
                values[name] = _checked(name, value)
            elif name in demanded:
                raise ConfigurationError(self.missing(name))
        return values

    def secrets(self, resolved: Mapping[str, str]) -> list[str]:
        """The values that are never shown."""
        return self._constant_secrets if resolved is self.constant else self._secrets(resolved)

    def _secrets(self, resolved: Mapping[str, str]) -> list[str]:
        return [value for name, value in resolved.items() if name in self._product.secrets]

    def __repr__(self) -> str:
        return f"<CredentialStore {', '.join(self._given or self._product.credentials)}>"

    def __reduce__(self) -> str:
        raise TypeError("credentials cannot be pickled")


def _checked(name: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ConfigurationError(
            f"{name} must be a non-empty str" + (f", not {type(value).__name__}" if value != "" else "")
        )
    text = "".join(value.splitlines()) if value.startswith(_PEM) else value
    if text != text.strip() or not text.isprintable():
        raise ConfigurationError(f"{name} must not have surrounding whitespace or control characters")
    return value
