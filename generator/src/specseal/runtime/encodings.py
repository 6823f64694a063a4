"""Further encodings and pieces of text for signing recipes. A wheel has only the functions that it uses."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, b2a_base64, unhexlify
from urllib.parse import unquote_to_bytes

from .signing import SigningError

_SPACE = " \t\r\n"
_BASE64 = re.compile(r"[A-Za-z0-9+/]*")


def base64url(data: str | bytes) -> str:
    """Base64 with the alphabet for URLs, without padding (RFC 4648, section 5)."""
    return base64url_padded(data).rstrip("=")


def base64url_padded(data: str | bytes) -> str:
    """Base64 with the alphabet for URLs and padding."""
    raw = data.encode() if isinstance(data, str) else data
    return b2a_base64(raw, newline=False).decode("ascii").replace("+", "-").replace("/", "_")


def base64_decode(text: str) -> bytes:
    """The bytes that Base64 stands for, in either alphabet, with or without padding. Raises `SigningError`."""
    plain = text.strip(_SPACE).replace("-", "+").replace("_", "/").rstrip("=")
    if not _BASE64.fullmatch(plain) or len(plain) % 4 == 1:
        raise SigningError("Signing decodes a text as Base64, which it is not.")
    return a2b_base64(plain + "=" * (-len(plain) % 4))


def hex_decode(text: str) -> bytes:
    """The bytes that hexadecimal digits of either case stand for. Raises `SigningError`."""
    try:
        return unhexlify(text.strip(_SPACE))
    except (Error, ValueError):
        raise SigningError("Signing decodes a text as hexadecimal, which it is not.") from None


def json_string(text: str) -> str:
    """The text as a JSON string, in quotes; only quotes, backslashes and control characters are escaped."""
    import json  # noqa: PLC0415

    return json.dumps(text, ensure_ascii=False)


def unquote(text: str) -> str:
    """Percent-decoded, as UTF-8; ``+`` stays. Raises `SigningError` for bytes that are not UTF-8."""
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise SigningError("Signing percent-decodes a text, which is not UTF-8 then.") from None


def squeeze(text: str) -> str:
    """Each run of spaces and tabs as one space, and none at either end. Line feeds stay."""
    return re.sub(r"[ \t]+", " ", text).strip(" ")


def substring(text: str, start: int, length: int) -> str:
    """``length`` characters from ``start`` on, which counts from 0; fewer where the text ends before."""
    return text[start : start + length]


def tail(text: str, length: int) -> str:
    """The last ``length`` characters; the text itself if it is not longer."""
    return text[-length:] if length else ""
