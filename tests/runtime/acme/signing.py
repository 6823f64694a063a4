"""The ways of signing: into the form, the query or the headers."""

from __future__ import annotations

from collections.abc import Mapping

from specseal.runtime.hmacs import hmac_sha1
from specseal.runtime.primitives import sha256
from specseal.runtime.signing import Signable, Signed, required
from specseal.runtime.sources import Sources


def sign(request: Signable, credentials: Mapping[str, str], sources: Sources) -> Signed:
    now = int(sources.clock())
    raw = f"a={required(credentials, 'api_key')}&c={now}&d={sources.random_digits(10)}"
    request.form["sign"] = hmac_sha1(required(credentials, "api_secret"), raw).hex() + "." + raw
    return Signed()


def place_secret(request: Signable, credentials: Mapping[str, str], sources: Sources) -> Signed:
    request.form["api_key"] = required(credentials, "api_key")
    request.form["api_secret"] = required(credentials, "api_secret")
    return Signed()


def sign_query(request: Signable, credentials: Mapping[str, str], sources: Sources) -> Signed:
    request.query["Nonce"] = sources.uuid()
    if token := credentials.get("security_token"):
        request.query["SecurityToken"] = token
    request.query["Signature"] = hmac_sha1(required(credentials, "api_secret"), str(request.query)).hex()
    return Signed()


def sign_header(request: Signable, credentials: Mapping[str, str], sources: Sources) -> Signed:
    request.headers["x-content-sha256"] = sha256(request.body()).hex()
    text = f"{request.method}\n{request.host}\n{request.path}\n{request.headers['x-content-sha256']}"
    request.headers["authorization"] = hmac_sha1(required(credentials, "api_secret"), text).hex()
    return Signed()
