"""The mistakes in signing that are recognised, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..examination import Diagnosis

if TYPE_CHECKING:
    from collections.abc import Mapping

Mistakes = tuple[str, ...]

MISTAKES: Mapping[str, str] = {
    "too-long": "the request is too long to look for mistakes in signing; try a shorter one",
    "secret": "no known mistake makes this signature: most likely the secret is wrong",
    "algorithm": "the request names another algorithm than the one that is accepted",
    "plus-for-space": "a space was encoded as +; it must be %20",
    "asterisk-not-encoded": "* was left as it is; it must be %2A",
    "tilde-encoded": "~ was encoded; it must be left as it is",
    "form-encoding": "the encoding of HTML forms was used (+ for a space, * left, ~ encoded); it must be RFC 3986",
    "slash-not-encoded": "/ was left as it is inside parameters; it must be %2F",
    "marks-not-encoded": "one of ! ' ( ) * was left as it is, as encodeURIComponent does; they must be encoded",
    "lower-case-hex": "percent-encoding used small letters; %2f must be %2F",
    "not-encoded": "the parameters were not percent-encoded",
    "double-encoding": "the parameters were percent-encoded once too often",
    "unsorted": "the parameters were not sorted by name; this is the order in which they were sent",
    "sorted-ignoring-case": "the parameters were sorted without regard to case; capitals come first",
    "query-not-encoded": "the sorted query was not percent-encoded as a whole before it was appended",
    "query-encoded-twice": "the sorted query was percent-encoded twice as a whole; once is right",
    "path-not-encoded": "the path was signed as / instead of %2F",
    "method": "another HTTP method was signed than the one that was sent",
    "method-case": "the HTTP method was signed in small letters",
    "form-not-signed": "the parameters of the form were not signed; those of query and form are signed together",
    "query-not-signed": "the parameters of the query were not signed; those of query and form are signed together",
    "parameter-not-signed": "a parameter that was sent was not signed",
    "key-without-ampersand": "the key lacks the & after the secret",
    "key-with-ampersand": "the key has an & after the secret; that belongs to RPC signature 1.0",
    "key-with-newline": "the secret ends in a line break; strip it",
    "key-id-as-secret": "the access key id was used in place of the secret",
    "swapped-arguments": "key and message of the HMAC were swapped",
    "hex-for-base64": "the digest was sent in hexadecimal; it must be base64 of its bytes",
    "base64-of-hex": "base64 was made of the digest's hexadecimal text; it must be made of its bytes",
    "base64-for-hex": "the digest was sent in base64; it must be hexadecimal",
    "urlsafe-base64": "the URL-safe alphabet of base64 was used (- and _); it must be + and /",
    "upper-case-hex": "the digest was sent in capitals; it must be small letters",
    "no-padding": "the = signs at the end of the base64 text are missing",
    "sha256-for-sha1": "HMAC-SHA256 was used; it must be HMAC-SHA1",
    "sha1-for-sha256": "HMAC-SHA1 was used; it must be HMAC-SHA256",
    "signature-not-encoded": "the signature's + arrived as a space: percent-encode the signature when it is sent",
    "signature-encoded-twice": "the signature was percent-encoded once too often when it was sent",
    "host": "another host was signed than the one in the Host header",
    "host-without-port": "the host was signed without its port; it must be as in the Host header",
    "path-empty": "the path was signed as an empty text; it must be /",
    "body-digest": "another body was digested than the one that was sent",
    "headers-without-end": "the line break after the last signed header is missing",
    "request-not-digested": "the canonical request itself was signed; its SHA-256 must be",
    "header-not-signed": "headers that must be signed are not",
    "hex-for-bytes": "the hexadecimal text of the digest was put in front; its 20 bytes must be",
    "base64-for-bytes": "the base64 text of the digest was put in front; its 20 bytes must be",
    "raw-before-digest": "the digest stands behind the raw text; it must stand in front",
    "raw-encoded": "the raw text was percent-encoded; it must be left as it is",
    "raw-order": "the raw text has its fields in another order; it must be a, b, c, d",
    "base64-twice": "base64 was applied twice",
    "milliseconds": "the times are in milliseconds; they must be in seconds",
}
"""Each mistake that is recognised, with what is wrong and what would be right."""

OF_RECIPES: Mapping[str, str] = {
    "algorithm-used": "another algorithm was used than the one that is right",
    "small-letters": "the digest was sent in small letters; it must be in capitals",
    "digest-for-hmac": "a digest of key and text was made; it must be their HMAC",
    "key-decoded": "the secret was decoded from base64 before it was used; it must be used as it is",
    "key-hex-decoded": "the secret was decoded from hexadecimal before it was used; it must be used as it is",
    "sorted": "the parameters were sorted; they must be signed in the order in which they are sent",
    "sent-otherwise": "the parameters were signed in another encoding than the one in which they were sent",
    "encoded": "the parameters were percent-encoded; they must be left as they are",
    "empty-fields-signed": "empty parameters were signed; they must be left out",
    "query-in-path": "the path was signed with its query; it must be without",
    "path-slash": "the path was signed with another end: a / too much or too few",
    "path-base": "the path was signed without its first part",
    "body-not-signed": "an empty body was signed; the body that was sent must be",
}
"""Further mistakes, which are found with recipes alone."""


def diagnosis(
    mistakes: Mistakes, *, expected: str, received: str, signed: str, caller_signed: str = "", note: str = ""
) -> Diagnosis:
    """Name mistakes and explain them."""
    words = "; ".join(MISTAKES.get(mistake) or OF_RECIPES[mistake] for mistake in mistakes)
    return Diagnosis(
        mistakes, f"{words} ({note})" if note else words, expected, received, signed, caller_signed
    )
