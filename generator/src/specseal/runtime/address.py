"""What may stand in the first line of a request, so that every transport sends it as it was signed."""

from __future__ import annotations

import re
from urllib.parse import unquote

MAX_URL = 65_000  # characters; the libraries below stop a little later, each elsewhere
_METHOD = r"[A-Z0-9!#$%&'*+.^_`|~-]{1,40}"  # compiled when first used, which is not at import
_PATH = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"  # RFC 3986, 3.3
_HOST = r"[a-z0-9_.-]{1,253}|[0-9a-f:.]{2,45}"


def checked_path(name: str, path: str) -> str:
    """The path. Raises ``ValueError`` for one that a transport would refuse, or send in another writing."""
    if not re.fullmatch(_PATH, path):
        raise ValueError(f"{name}: may hold letters, digits, /-._~!$&'()*+,;=:@ and %XX, and nothing else")
    if any(unquote(segment) in {".", ".."} for segment in path.split("/")):
        raise ValueError(f"{name}: may not have . or .. as a segment, percent-encoded or not")
    return path


def checked_method(method: str) -> str:
    """The method in upper case. Raises ``ValueError`` for one that is none (RFC 9110, 9.1)."""
    if not re.fullmatch(_METHOD, method.upper()) or method.upper() in {"CONNECT", "TRACE"}:
        raise ValueError("method: must be the name of an HTTP method, such as POST")
    return method.upper()


def is_host(text: str) -> bool:
    return re.fullmatch(_HOST, text) is not None
