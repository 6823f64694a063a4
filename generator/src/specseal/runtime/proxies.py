"""The proxy of a client, checked when the client is made."""

from __future__ import annotations

import os
import sys
from urllib.parse import unquote, urlsplit

from .config import Base
from .errors import ConfigurationError

_SCHEMES = ("http", "https", "socks5", "socks5h")


def resolve_proxy(given: str | None, base: Base, *, fast: bool) -> str | None:
    """The URL of the proxy for the server: the given one, else that of the environment.

    Raises ``ConfigurationError``, which never shows a password, for one that the transport cannot use.
    """
    if given is not None:
        return _checked(given, "proxy", fast)
    name, found = environment_proxy(base)
    return None if found is None else _checked(found, f"the environment's proxy ({name})", fast)


def environment_proxy(base: Base) -> tuple[str, str | None]:
    """The variable that names a proxy for the server, and its value; this machine is always reached directly."""
    named = any(name.lower().endswith("_proxy") for name in os.environ)
    if base.loopback or (sys.platform == "linux" and not named):
        return "", None
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - slow to import

    proxies = {} if proxy_bypass(base.host) else getproxies()
    for scheme in ("https" if base.tls else "http", "all"):
        if proxy := proxies.get(scheme):
            return f"{scheme.upper()}_PROXY", proxy if "://" in proxy else f"http://{proxy}"
    return "", None


def _checked(text: str, source: str, fast: bool) -> str:
    try:
        url = urlsplit(text)
        named = bool(url.hostname) and url.port != 0
    except (ValueError, TypeError, AttributeError):
        raise ConfigurationError(f"{source} is not a valid URL") from None
    if url.scheme not in _SCHEMES or not named or url.path not in {"", "/"} or url.query or url.fragment:
        known = ", ".join(f"{scheme}://" for scheme in _SCHEMES)
        raise ConfigurationError(
            f"{source} must be a scheme, a host and optionally a port; expected one of: {known}"
        )
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise ConfigurationError(f"{source} must not contain whitespace or non-ASCII characters")
    if url.scheme.startswith("socks") and not fast:
        from importlib.util import find_spec  # noqa: PLC0415

        if find_spec("socksio") is None:
            raise ConfigurationError(
                f"{source} is a SOCKS proxy, which needs the package socksio: pip install socksio"
            )
    return text


def proxy_login(proxy: str) -> tuple[str, tuple[bytes, bytes] | None]:
    """The URL without user name and password, and these two."""
    url = urlsplit(proxy)
    login = None
    if url.username is not None or url.password is not None:
        login = unquote(url.username or "").encode(), unquote(url.password or "").encode()
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}", login
