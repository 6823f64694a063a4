"""Why an Alibaba Cloud signature is not the one that was expected."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from ...quoting import quoted
from ..diagnosis import LONGEST, Finish, Mistakes, Text, b64, diagnosis, queries, search
from .signature import ACS3, acs3_signature, acs3_string_to_sign, rpc_signature, rpc_string_to_sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...examination import Diagnosis
    from ...http import Request
    from .signature import Authorization

_PARAMETERS = 40
_HOSTS = 4
_OF_PROXIES = frozenset({"via", "forwarded", "x-original-host", "x-real-ip"})
_METHODS = ("GET", "POST", "PUT", "DELETE")


def diagnose_rpc(
    request: Request, key: str, secret: str, received: str, algorithm: tuple[str, str]
) -> Diagnosis:
    """Find the mistakes that make a caller's RPC signature 1.0."""
    pairs = [*request.query_pairs, *request.form_pairs]
    text = rpc_string_to_sign(request.method, pairs)
    expected = rpc_signature(secret, text)
    if algorithm != ("HMAC-SHA1", "1.0"):
        note = f"{algorithm[0]} version {algorithm[1]} instead of HMAC-SHA1 version 1.0"
        return diagnosis(("algorithm",), expected=expected, received=received, signed=text, note=note)
    if _length(pairs) > LONGEST:
        return diagnosis(("too-long",), expected=expected, received=received, signed=text)
    for mistake, sent in (
        ("signature-not-encoded", received.replace(" ", "+")),
        ("signature-encoded-twice", unquote(received)),
    ):
        if sent == expected:
            return diagnosis(
                (mistake,), expected=expected, received=received, signed=text, caller_signed=text
            )
    found = search(received, _rpc_texts(request), _rpc_finishes(key, secret))
    return _diagnosed(found, expected, received, text)


def diagnose_acs3(
    request: Request, authorization: Authorization, secret: str, unsigned: set[str], hosts: tuple[str, ...]
) -> Diagnosis:
    """Find the mistakes that make a caller's ACS3 signature. `hosts` are those of the product's own servers."""
    text = acs3_string_to_sign(request, authorization.signed_headers)
    expected, received = acs3_signature(secret, text), authorization.signature
    if unsigned:
        return diagnosis(
            ("header-not-signed",),
            expected=expected,
            received=received,
            signed=text,
            note=", ".join(sorted(unsigned)),
        )
    if _length([*request.query_pairs, *request.headers.items()]) > LONGEST:
        return diagnosis(("too-long",), expected=expected, received=received, signed=text)
    texts = _acs3_texts(request, authorization.signed_headers, (*forwarded_hosts(request), *hosts))
    found = search(received, texts, _acs3_finishes(authorization.key, secret))
    if found is None and came_by_proxy(request):
        note = (
            f"or a proxy rewrote the Host header, which arrived as {quoted(request.headers.get('host', ''))}"
        )
        return diagnosis(("secret",), expected=expected, received=received, signed=text, note=note)
    return _diagnosed(found, expected, received, text)


def came_by_proxy(request: Request) -> bool:
    """Whether a proxy says that it passed a request on."""
    return any(name in _OF_PROXIES or name.startswith("x-forwarded-") for name in request.headers)


def forwarded_hosts(request: Request) -> tuple[str, ...]:
    """The hosts that proxies say a request was sent to before they rewrote it (RFC 7239 and what came before)."""
    found = [request.headers.get("x-forwarded-host", ""), request.headers.get("x-original-host", "")]
    for element in request.headers.get("forwarded", "").replace(",", ";").split(";"):
        name, _, value = element.partition("=")
        if name.strip().lower() == "host":
            found.append(value.strip().strip('"'))
    hosts = (host.strip() for text in found for host in text.split(","))
    return tuple(dict.fromkeys(host for host in hosts if host))[:_HOSTS]


def _length(pairs: list[tuple[str, str]]) -> int:
    return sum(len(name) + len(value) for name, value in pairs)


def _diagnosed(found: tuple[Text, Mistakes] | None, expected: str, received: str, text: str) -> Diagnosis:
    if found is None:
        return diagnosis(("secret",), expected=expected, received=received, signed=text)
    return diagnosis(
        found[1],
        expected=expected,
        received=received,
        signed=text,
        caller_signed=found[0].text,
        note=found[0].note,
    )


def _rpc_texts(request: Request) -> Iterator[Text]:
    def unsigned(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [pair for pair in pairs if pair[0] != "Signature"]

    query, form = unsigned(request.query_pairs), unsigned(request.form_pairs)
    everything = [*query, *form]
    methods: dict[str, Mistakes] = {request.method: (), request.method.lower(): ("method-case",)}
    for method in _METHODS:
        methods.setdefault(method, ("method",))
    for mistakes, canonical in queries(everything):
        wholes: list[tuple[Mistakes, str]] = [
            ((), f"%2F&{quote(canonical, '')}"),
            (("query-not-encoded",), f"%2F&{canonical}"),
            (("query-encoded-twice",), f"%2F&{quote(quote(canonical, ''), '')}"),
            (("path-not-encoded",), f"/&{quote(canonical, '')}"),
        ]
        for more, whole in wholes:
            for method, wrong in methods.items():
                together = (*mistakes, *more, *wrong)
                if len(together) <= 2:
                    yield Text(together, f"{method}&{whole}")
    parts: list[tuple[str, list[tuple[str, str]], str]] = []
    if query and form:
        parts = [("form-not-signed", query, ""), ("query-not-signed", form, "")]
    parts += [
        ("parameter-not-signed", [pair for pair in everything if pair[0] != name], name)
        for name in list(dict.fromkeys(name for name, _ in everything))[:_PARAMETERS]
    ]
    for mistake, pairs, note in parts:
        yield Text((mistake,), rpc_string_to_sign(request.method, pairs), note)


def _rpc_finishes(key: str, secret: str) -> Iterator[Finish]:
    def sha1(by: str, text: bytes) -> bytes:
        return hmac.digest(by.encode(), text, "sha1")

    right = f"{secret}&"
    yield (), lambda text: b64(sha1(right, text))
    yield ("key-without-ampersand",), lambda text: b64(sha1(secret, text))
    yield ("key-with-newline",), lambda text: b64(sha1(f"{secret}\n&", text))
    yield ("key-id-as-secret",), lambda text: b64(sha1(f"{key}&", text))
    yield ("swapped-arguments",), lambda text: b64(hmac.digest(text, right.encode(), "sha1"))
    swapped = ("swapped-arguments", "key-without-ampersand")
    yield swapped, lambda text: b64(hmac.digest(text, secret.encode(), "sha1"))
    yield ("hex-for-base64",), lambda text: sha1(right, text).hex()
    yield ("base64-of-hex",), lambda text: b64(sha1(right, text).hex().encode())
    yield ("urlsafe-base64",), lambda text: base64.urlsafe_b64encode(sha1(right, text)).decode()
    yield ("no-padding",), lambda text: b64(sha1(right, text)).rstrip("=")
    yield ("sha256-for-sha1",), lambda text: b64(hmac.digest(right.encode(), text, "sha256"))
    both = ("hex-for-base64", "key-without-ampersand")
    yield both, lambda text: sha1(secret, text).hex()


def _acs3_texts(request: Request, signed: tuple[str, ...], hosts: tuple[str, ...]) -> Iterator[Text]:
    host = request.headers.get("host", "")
    names: list[tuple[Mistakes, str]] = [
        ((), host),
        (("host-without-port",), host.rpartition(":")[0] or host),
    ]
    names += [(("host",), other) for other in hosts]
    methods: dict[str, Mistakes] = {request.method: (), request.method.lower(): ("method-case",)}
    for method in _METHODS:
        methods.setdefault(method, ("method",))
    paths: list[tuple[Mistakes, str]] = [((), quote(request.path, "/")), (("path-empty",), "")]
    bodies: list[tuple[Mistakes, str]] = [((), hashlib.sha256(request.body).hexdigest())]
    others = {hashlib.sha256(b"").hexdigest(), request.headers.get("x-acs-content-sha256", "")}
    bodies += [(("body-digest",), digest) for digest in sorted(others)]
    for queried, query in queries(request.query_pairs):
        for wrong_method, method in ((wrong, method) for method, wrong in methods.items()):
            for wrong_host, name in names:
                for wrong_path, path in paths:
                    for wrong_body, body in bodies:
                        mistakes = (*queried, *wrong_method, *wrong_host, *wrong_path, *wrong_body)
                        if len(mistakes) <= 2:
                            note = f"{name}, which arrived as {host}" if wrong_host == ("host",) else ""
                            head = _headers(request, signed, name)
                            lines = (method, path, query, head, ";".join(signed), body)
                            yield from _acs3_wholes(mistakes, lines, note)


def _headers(request: Request, signed: tuple[str, ...], host: str) -> str:
    values = {**request.headers, "host": host}
    return "".join(f"{name}:{values.get(name, '')}\n" for name in signed)


def _acs3_wholes(mistakes: Mistakes, lines: tuple[str, ...], note: str) -> Iterator[Text]:
    canonical = "\n".join(lines)
    yield Text(mistakes, _digested(canonical), note)
    if len(mistakes) < 2:
        yield Text((*mistakes, "request-not-digested"), f"{ACS3}\n{canonical}", note)
        endless = "\n".join((*lines[:3], lines[3].rstrip("\n"), *lines[4:]))
        yield Text((*mistakes, "headers-without-end"), _digested(endless), note)


def _digested(canonical: str) -> str:
    return f"{ACS3}\n{hashlib.sha256(canonical.encode()).hexdigest()}"


def _acs3_finishes(key: str, secret: str) -> Iterator[Finish]:
    def sha256(by: str, text: bytes) -> bytes:
        return hmac.digest(by.encode(), text, "sha256")

    yield (), lambda text: sha256(secret, text).hex()
    yield ("key-with-ampersand",), lambda text: sha256(f"{secret}&", text).hex()
    yield ("key-with-newline",), lambda text: sha256(f"{secret}\n", text).hex()
    yield ("key-id-as-secret",), lambda text: sha256(key, text).hex()
    yield ("swapped-arguments",), lambda text: hmac.digest(text, secret.encode(), "sha256").hex()
    yield ("base64-for-hex",), lambda text: b64(sha256(secret, text))
    yield ("upper-case-hex",), lambda text: sha256(secret, text).hex().upper()
    yield ("sha1-for-sha256",), lambda text: hmac.digest(secret.encode(), text, "sha1").hex()
