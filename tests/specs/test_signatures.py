"""The known answers of the signing recipes, checked by signatures written here by hand.

No code of the generator takes part, so a wrong vector is found even where the recipe is wrong in the same
way.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import yaml

ROOT = Path(__file__).parents[2]


def vectors(vendor: str, scheme: str) -> list[dict[str, Any]]:
    """The vectors of a scheme, straight from the vendor's overlay."""
    overlay = yaml.safe_load((ROOT / "overlays" / vendor / "wire.yaml").read_text("utf-8"))
    for action in overlay["actions"]:
        found = action.get("update", {}).get("securitySchemes", {})
        if scheme in found:
            signing = found[scheme]["x-signing"]
            return [
                {**one, "settings": {**signing.get("settings", {}), **one.get("settings", {})}}
                for one in signing["vectors"]
            ]
    raise LookupError(scheme)


def named(vendor: str, scheme: str) -> pytest.MarkDecorator:
    """Each vector of a scheme as a test of its own."""
    return pytest.mark.parametrize(
        "vector", [pytest.param(one, id=one["name"]) for one in vectors(vendor, scheme)]
    )


def encode(text: str) -> str:
    """RFC 3986: only letters, digits and ``-._~`` stay."""
    return quote(text, safe="-._~")


def pairs(fields: dict[str, Any]) -> list[tuple[str, str]]:
    """Each name with each of its values."""
    return [
        (name, one)
        for name, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def canonical(fields: list[tuple[str, str]]) -> str:
    """Sorted by the bytes of names and values, encoded, joined."""
    ordered = sorted(fields, key=lambda pair: (pair[0].encode(), pair[1].encode()))
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in ordered)


def query_of(request: dict[str, Any]) -> dict[str, Any]:
    """The query of the URL, and the one beside it."""
    return parse_qs(urlsplit(str(request["url"])).query, keep_blank_values=True) | request["query"]


def stamp(clock: float) -> str:
    """The time as Alibaba Cloud writes it."""
    return datetime.fromtimestamp(clock, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@named("megvii", "sign")
def test_megvii_signature(vector: dict[str, Any]) -> None:
    key, secret = vector["credentials"]["api_key"], vector["credentials"]["api_secret"]
    nonce = vector["random"]["random_digits"]
    raw = f"a={key}&b={vector['clock'] + vector['settings']['ttl']}&c={vector['clock']}&d={nonce}"
    digest = hmac.digest(secret.encode(), raw.encode(), "sha1")
    assert len(nonce) == 10
    assert vector["expect"]["form"] == {
        "sign": base64.b64encode(digest + raw.encode()).decode(),
        "sign_version": "hmac_sha1",
    }
    assert vector["expect"].get("names", {}).items() <= {"raw": raw, "nonce": nonce}.items()


def test_megvii_signatures_include_a_random_number_that_begins_with_zero() -> None:
    assert any(one["random"]["random_digits"].startswith("0") for one in vectors("megvii", "sign"))


@named("megvii", "key_secret")
def test_megvii_key_and_secret(vector: dict[str, Any]) -> None:
    assert vector["expect"]["form"] == {**vector["request"]["form"], **vector["credentials"]}


@named("aliyun", "rpc1")
def test_alibaba_rpc_signature(vector: dict[str, Any]) -> None:
    given, request = vector["credentials"], vector["request"]
    query: dict[str, Any] = {
        **query_of(request),
        "AccessKeyId": given["access_key_id"],
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": vector["random"]["uuid"],
        "Timestamp": stamp(vector["clock"]),
    }
    if "security_token" in given:
        query["SecurityToken"] = given["security_token"]
    covered = canonical(pairs(query) + pairs(request.get("form", {})))
    text = f"{request['method']}&%2F&{encode(covered)}"
    digest = hmac.digest(f"{given['access_key_secret']}&".encode(), text.encode(), "sha1")
    signed = {**query, "Signature": base64.b64encode(digest).decode()}
    assert vector["expect"]["query"].items() <= signed.items()
    assert "Signature" in vector["expect"]["query"]
    assert vector["expect"].get("names", {"text": text}) == {"text": text}


@named("aliyun", "acs3")
def test_alibaba_v3_signature(vector: dict[str, Any]) -> None:
    given, request = vector["credentials"], vector["request"]
    query = query_of(request)
    payload = hashlib.sha256(request.get("body", "").encode()).hexdigest()
    headers: dict[str, str] = {
        "host": urlsplit(str(request["url"])).netloc,
        **{name.lower(): value for name, value in request.get("headers", {}).items()},
        "x-acs-action": query.pop("Action"),
        "x-acs-version": query.pop("Version"),
        "accept": f"application/{query.pop('Format').lower()}",
        "x-acs-date": stamp(vector["clock"]),
        "x-acs-signature-nonce": vector["random"]["uuid"],
        "x-acs-content-sha256": payload,
    }
    if "security_token" in given:
        headers["x-acs-security-token"] = given["security_token"]
        headers["x-acs-accesskey-id"] = given["access_key_id"]
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    path = urlsplit(str(request["url"])).path
    text = f"{request['method']}\n{path}\n{canonical(pairs(query))}\n{lines}\n{names}\n{payload}"
    to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(text.encode()).hexdigest()}"
    signature = hmac.digest(given["access_key_secret"].encode(), to_sign.encode(), "sha256").hex()
    parts = f"Credential={given['access_key_id']},SignedHeaders={names},Signature={signature}"
    signed = {**headers, "Authorization": f"ACS3-HMAC-SHA256 {parts}"}
    assert vector["expect"]["headers"].items() <= signed.items()
    assert "Authorization" in vector["expect"]["headers"]
    assert vector["expect"].get("names", {}).items() <= {"signature": signature}.items()


@pytest.mark.parametrize("scheme", ["acs3", "rpc1"])
def test_alibaba_vectors_cover_temporary_credentials_and_text_that_needs_encoding(scheme: str) -> None:
    found = vectors("aliyun", scheme)
    assert any("security_token" in one["credentials"] for one in found)
    assert any("托尼 A+b*~/" in one["request"]["query"].values() for one in found)
