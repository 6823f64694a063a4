"""Why a Megvii ``sign`` is not the one that was expected."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from ...recipe.wording import diagnosis
from ..diagnosis import LONGEST, Finish, Mistakes, Text, b64, search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from ...examination import Diagnosis

_NAMES = ("a", "b", "c", "d")
_FIELD = re.compile(r"(?:^|&)([abcd])=([^&]*)")
_RAW = re.compile(rb"[abcd](?:=|%3[Dd])[\x21-\x7e]+")
_EQUALS = re.compile(rb"=|%3[Dd]")
_MILLISECONDS = 100_000_000_000
"""As seconds this is the year 5138."""

# How the digest may stand in front of the raw text: its length there, the mistakes, and how it is written.
_FORMS: tuple[tuple[int, Mistakes, str, Callable[[bytes], bytes]], ...] = (
    (20, (), "sha1", lambda digest: digest),
    (40, ("hex-for-bytes",), "sha1", lambda digest: digest.hex().encode()),
    (28, ("base64-for-bytes",), "sha1", base64.b64encode),
    (32, ("sha256-for-sha1",), "sha256", lambda digest: digest),
    (64, ("sha256-for-sha1", "hex-for-bytes"), "sha256", lambda digest: digest.hex().encode()),
    (44, ("sha256-for-sha1", "base64-for-bytes"), "sha256", base64.b64encode),
)


def diagnose(sign: str, account: Callable[[str], Mapping[str, Any] | None]) -> Diagnosis | None:
    """Find the mistakes that make a caller's sign. None when it cannot be said whose it is, or nothing is wrong."""
    if len(sign) > LONGEST:
        return None
    for decoded, data in _decodings(sign):
        digest, raw, order = _split(data)
        fields = dict(_FIELD.findall(unquote(raw)))
        found = account(fields.get("a", ""))
        if found is None:
            continue
        secret = str(found["secret"])
        right = "&".join(f"{name}={_seconds(name, fields.get(name, ''))}" for name in _NAMES)
        expected = b64(hmac.digest(secret.encode(), right.encode(), "sha1") + right.encode())
        mistakes = _mistakes(digest, raw, fields["a"], secret)
        if mistakes is not None:
            mistakes = (*decoded, *order, *mistakes, *_of_raw(raw, fields))
        if mistakes == ():
            return None
        return diagnosis(
            mistakes or ("secret",), expected=expected, received=sign, signed=right, caller_signed=raw
        )
    return None


def _decodings(sign: str) -> Iterator[tuple[Mistakes, bytes]]:
    """What a sign may have been before something happened to its base64."""
    ways: tuple[tuple[Mistakes, str], ...] = (
        ((), sign),
        (("signature-not-encoded",), sign.replace(" ", "+")),
        (("signature-encoded-twice",), unquote(sign)),
        (("urlsafe-base64",), sign.replace("-", "+").replace("_", "/")),
        (("no-padding",), sign + "=" * (-len(sign) % 4)),
        (("urlsafe-base64", "no-padding"), sign.replace("-", "+").replace("_", "/") + "=" * (-len(sign) % 4)),
    )
    for mistakes, text in ways:
        data = _decoded(text)
        if data:
            yield mistakes, data
            if inner := _decoded(data.decode("latin-1")):
                yield (*mistakes, "base64-twice"), inner


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _split(data: bytes) -> tuple[bytes, str, Mistakes]:
    """Digest, raw text, and the mistake when they stand the wrong way round."""
    # A known length first: the base64 of a digest may end in a=, which looks like the beginning of a raw text.
    for length, *_ in _FORMS:
        if _raw(_RAW.match(data, length)):
            return data[:length], data[length:].decode("latin-1"), ()
    if _raw(_RAW.match(data)):
        # The digest behind the raw text may begin with anything, but is 20 bytes long.
        return data[-20:], data[:-20].decode("latin-1"), ("raw-before-digest",)
    start = next((found.start() for found in _RAW.finditer(data) if _raw(found)), len(data))
    return data[:start], data[start:].decode("latin-1"), ()


def _raw(found: re.Match[bytes] | None) -> bool:
    """Whether it is two fields at least."""
    return found is not None and len(_EQUALS.findall(found[0])) > 1


def _mistakes(digest: bytes, raw: str, key: str, secret: str) -> Mistakes | None:
    """The mistakes that make a digest of a raw text; None when none does."""
    for length, mistakes, algorithm, write in _FORMS:
        if len(digest) == length:
            finishes = list(_finishes(key, secret, algorithm, write))
            found = search(digest.decode("latin-1"), _texts(raw), finishes)
            if found:
                return (*mistakes, *found[1])
    return None


def _texts(raw: str) -> Iterator[Text]:
    yield Text((), raw)
    yield Text(("raw-encoded",), quote(raw, ""))
    yield Text(("raw-encoded",), quote(raw, "="))
    yield Text(("raw-encoded",), unquote(raw))


def _finishes(key: str, secret: str, algorithm: str, write: Callable[[bytes], bytes]) -> Iterator[Finish]:
    def made(by: bytes, text: bytes) -> str:
        return write(hmac.digest(by, text, algorithm)).decode("latin-1")

    yield (), lambda text: made(secret.encode(), text)
    yield ("key-with-ampersand",), lambda text: made(f"{secret}&".encode(), text)
    yield ("key-with-newline",), lambda text: made(f"{secret}\n".encode(), text)
    yield ("key-id-as-secret",), lambda text: made(key.encode(), text)
    yield ("swapped-arguments",), lambda text: made(text, secret.encode())


def _of_raw(raw: str, fields: Mapping[str, str]) -> Mistakes:
    """What is wrong with a raw text that was signed as it stands."""
    mistakes: list[str] = []
    if "%" in raw and "=" not in raw:
        mistakes.append("raw-encoded")
    if tuple(fields) != _NAMES and set(fields) == set(_NAMES):
        mistakes.append("raw-order")
    if any(_seconds(name, value) != value for name, value in fields.items()):
        mistakes.append("milliseconds")
    return tuple(mistakes)


def _seconds(name: str, text: str) -> str:
    if (
        name in {"b", "c"}
        and text.isascii()
        and text.isdigit()
        and len(text) < 20
        and int(text) >= _MILLISECONDS
    ):
        return str(int(text) // 1000)
    return text
