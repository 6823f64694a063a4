"""The certificate of the client, where the vendor identifies callers by the connection (mutual TLS)."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import ConfigurationError

if TYPE_CHECKING:
    from .config import Verify

Path: TypeAlias = "str | os.PathLike[str]"
Certificate: TypeAlias = "Path | tuple[Path, Path] | tuple[Path, Path, str]"
"""A PEM file with certificate and key; or both files, and the password of the key."""


def with_certificate(verify: Verify, cert: Certificate | None, http_client: Any) -> Verify:
    """What the transport verifies servers with, and identifies itself with. Raises ``ConfigurationError``."""
    if cert is None:
        return verify
    if http_client is not None:
        raise ConfigurationError("cert cannot be combined with http_client: set it on that client")
    if isinstance(verify, ssl.SSLContext):
        raise ConfigurationError("cert cannot be combined with an SSLContext: load it into that context")
    from .connections import tls_context  # noqa: PLC0415 - slow to import

    trusted = (os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    context: ssl.SSLContext = tls_context.__wrapped__(verify, False, *trusted)  # its own, not the shared one
    parts: Any = cert if isinstance(cert, tuple) else (cert,)
    try:
        context.load_cert_chain(*parts)
    except (OSError, TypeError, ValueError) as error:
        raise ConfigurationError(f"cert: cannot be read: {error}") from None
    return context
