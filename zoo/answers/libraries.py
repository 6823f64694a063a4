"""Answers of other packages: of vendors, and of what implements a standard."""

from __future__ import annotations

import base64
import datetime
from email.utils import formatdate
from types import SimpleNamespace
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlencode, urlsplit

from .vector import Answer, Vector, answer, b64, encode, lower, mac, openssl


@answer("messagebird")
def messagebird(vector: Vector) -> Answer:
    from messagebird.signed_request import SignedRequest

    request = SignedRequest("", vector.now, vector.body, dict(vector.query))
    payload = request._build_payload().encode("latin-1")
    made = b64(mac("sha256", vector.credentials.signing_key, payload))
    return {
        "headers": {
            "messagebird-signature": made,
            "authorization": f"AccessKey {vector.credentials.access_key}",
        }
    }


@answer("duo")
def duo(vector: Vector) -> Answer:
    import hashlib

    from duo_client.client import sign

    params: dict[str, list[str]] = {}
    for name, value in [*vector.query, *vector.form.items()]:
        params[name] = value if isinstance(value, list) else [str(value)]
    date = formatdate(vector.now)
    keys = vector.credentials
    host = urlsplit(vector.url).netloc
    made = sign(
        keys.integration_key,
        keys.secret_key,
        vector.method,
        host,
        vector.path,
        date,
        2,
        params,
        digestmod=hashlib.sha1,
    )
    return {"headers": {"date": date, "authorization": made}}


def rfc9421(vector: Vector, algorithm: str, key: Any) -> Answer:
    import http_message_signatures as library
    import requests

    class Keys(library.HTTPSignatureKeyResolver):
        def resolve_private_key(self, key_id: str) -> Any:
            return key

        def resolve_public_key(self, key_id: str) -> Any:
            return key

    request = requests.Request(vector.method, vector.whole, data=vector.body).prepare()
    digest = b64(openssl("dgst", "-sha256", "-binary", data=vector.body))
    request.headers["Content-Digest"] = f"sha-256=:{digest}:"
    signer = library.HTTPMessageSigner(
        signature_algorithm=getattr(library.algorithms, algorithm), key_resolver=Keys()
    )
    signer.sign(
        request,
        key_id=vector.credentials.key_id,
        created=datetime.datetime.fromtimestamp(vector.now),
        label="sig1",
        include_alg=True,
        use_existing_digest=True,
        covered_component_ids=("@method", "@authority", "@target-uri", "content-digest"),
    )
    return lower(request.headers, "signature", "signature-input", "content-digest")


@answer("rfc9421-hmac")
def rfc9421_hmac(vector: Vector) -> Answer:
    return rfc9421(vector, "HMAC_SHA256", vector.credentials.secret.encode())


@answer("rfc9421-ed25519")
def rfc9421_ed25519(vector: Vector) -> Answer:
    return rfc9421(vector, "ED25519", vector.credentials.private_key.encode())


@answer("api-key")
def api_key(vector: Vector) -> Answer:
    import requests

    request = requests.Request(
        "GET", vector.whole, headers={"X-API-Key": vector.credentials.api_key}
    ).prepare()
    return lower(request.headers, "x-api-key")


@answer("bearer")
def bearer(vector: Vector) -> Answer:
    import requests

    headers = {"Authorization": f"Bearer {vector.credentials.token}"}
    return lower(requests.Request("GET", vector.whole, headers=headers).prepare().headers, "authorization")


@answer("basic")
def basic(vector: Vector) -> Answer:
    import requests

    keys = vector.credentials
    request = requests.Request("GET", vector.whole, auth=(keys.username, keys.password)).prepare()
    return lower(request.headers, "authorization")


@answer("digest")
def digest(vector: Vector) -> Answer:
    from requests.auth import HTTPDigestAuth

    keys = vector.credentials
    auth = HTTPDigestAuth(keys.username, keys.password)
    auth.init_per_thread_state()
    auth._thread_local.chal = {"realm": keys.realm, "nonce": keys.nonce, "qop": "auth"}
    with mock.patch(
        "hashlib.sha1", lambda *_, **__: SimpleNamespace(hexdigest=lambda: vector.random["uuid"])
    ):
        made = auth.build_digest_header(vector.method, vector.whole)
    return {"headers": {"authorization": made}}


@answer("oauth1")
def oauth1(vector: Vector) -> Answer:
    from oauthlib.oauth1 import Client

    keys = vector.credentials
    client = Client(
        keys.consumer_key,
        keys.consumer_secret,
        getattr(keys, "token", None),
        getattr(keys, "token_secret", None),
        nonce=vector.random["uuid"],
        timestamp=str(vector.now),
    )
    pairs = [
        (name, one)
        for name, value in vector.form.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if pairs else {}
    _, signed, _ = client.sign(vector.whole, vector.method, urlencode(pairs) or None, headers)
    return lower(signed, "authorization")


@answer("oauth2-client")
def oauth2_client(vector: Vector) -> Answer:
    from oauthlib.oauth2 import BackendApplicationClient

    keys = vector.credentials
    client = BackendApplicationClient(keys.client_id, scope=vector.form["scope"].split())
    body = client.prepare_request_body(include_client_id=True, client_secret=keys.client_secret)
    return {"form": dict(parse_qsl(body))}


@answer("cavage")
def cavage(vector: Vector) -> Answer:
    from httpsig import HeaderSigner

    keys = vector.credentials
    signer = HeaderSigner(
        keys.key_id,
        keys.secret,
        algorithm="hmac-sha256",
        headers=["(request-target)", "host", "date", "digest"],
    )
    hashed = b64(openssl("dgst", "-sha256", "-binary", data=vector.body))
    headers = {"host": vector.host, "date": vector.date, "digest": f"SHA-256={hashed}"}
    signed = signer.sign(headers, method=vector.method, path=vector.target)
    return lower(signed, "authorization", "digest", "date")


@answer("akamai")
def akamai(vector: Vector) -> Answer:
    import requests
    from akamai.edgegrid.edgegrid import EdgeGridAuthHeaders

    keys = vector.credentials
    request = requests.Request(vector.method, vector.whole, data=vector.body or None).prepare()
    stamp = datetime.datetime.fromtimestamp(vector.now, datetime.UTC).strftime("%Y%m%dT%H:%M:%S+0000")
    made = EdgeGridAuthHeaders(keys.client_token, keys.client_secret, keys.access_token).make_auth_header(
        request, stamp, vector.random["uuid"]
    )
    return {"headers": {"authorization": made}}


@answer("google-maps")
def google_maps(vector: Vector) -> Answer:
    from googlemaps.client import sign_hmac

    text = f"{vector.target}&client={vector.credentials.client_id}"
    return {"query": {"signature": sign_hmac(vector.credentials.secret, text)}}


def jwt(vector: Vector, algorithm: str) -> str:
    import jwt as library

    claims = {"iss": vector.credentials.issuer, "iat": vector.now, "exp": vector.now + 600}
    made: str = library.encode(claims, vector.credentials.key, algorithm=algorithm)
    return made


@answer("jwt-hs256")
def jwt_hs256(vector: Vector) -> Answer:
    return {"headers": {"authorization": f"Bearer {jwt(vector, 'HS256')}"}}


@answer("jwt-rs256")
def jwt_rs256(vector: Vector) -> Answer:
    return {"headers": {"authorization": f"Bearer {jwt(vector, 'RS256')}"}}


@answer("jwt-es256")
def jwt_es256(vector: Vector) -> Any:
    made = jwt(vector, "ES256")
    raw = made.rpartition(".")[2]
    return {"headers": {"authorization": f"Bearer {made}"}}, {
        "ecdsa_p256": b64(base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4)))
    }


@answer("wechat-v3")
def wechat_v3(vector: Vector) -> Answer:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from wechatpayv3.utils import build_authorization

    keys = vector.credentials
    made = build_authorization(
        vector.target,
        vector.method,
        keys.merchant,
        keys.serial,
        load_pem_private_key(keys.private_key.encode(), None),
        vector.body,
        vector.random["uuid"],
    )
    return {"headers": {"authorization": made}}


@answer("alipay")
def alipay(vector: Vector) -> Answer:
    from alipay.aop.api.util.SignatureUtils import get_sign_content, sign_with_rsa2

    zone = datetime.timezone(datetime.timedelta(hours=8))
    stamp = datetime.datetime.fromtimestamp(vector.now, zone).strftime("%Y-%m-%d %H:%M:%S")
    params = vector.form | {
        "app_id": vector.credentials.app_id,
        "charset": "utf-8",
        "sign_type": "RSA2",
        "timestamp": stamp,
    }
    text = get_sign_content({name: value for name, value in params.items() if value})
    key = openssl("rsa", "-traditional", data=vector.credentials.private_key).decode()
    plain = "".join(line for line in key.splitlines() if not line.startswith("-----"))
    return {"form": {"sign": sign_with_rsa2(plain, text, "utf-8"), "timestamp": stamp}}


@answer("oracle")
def oracle(vector: Vector) -> Answer:
    import oci
    import requests

    keys = vector.credentials
    tenancy, user, fingerprint = keys.key_id.split("/")
    signer = oci.signer.Signer(tenancy, user, fingerprint, None, private_key_content=keys.private_key)
    request = requests.Request(
        vector.method, vector.whole, headers=vector.headers, data=vector.body
    ).prepare()
    request.headers["date"] = vector.date
    signer.do_request_sign(request)
    return lower(request.headers, "authorization", "date", "x-content-sha256")


@answer("twilio")
def twilio(vector: Vector) -> Answer:
    from twilio.request_validator import RequestValidator

    made = RequestValidator(vector.credentials.auth_token).compute_signature(vector.whole, vector.form)
    return {"headers": {"x-twilio-signature": made}}


@answer("stripe")
def stripe(vector: Vector) -> Answer:
    from stripe import WebhookSignature

    made = WebhookSignature._compute_signature(f"{vector.now}.{vector.body}", vector.credentials.secret)
    header = f"t={vector.now},v1={made}"
    assert WebhookSignature.verify_header(vector.body, header, vector.credentials.secret)
    return {"headers": {"stripe-signature": header}}


@answer("slack")
def slack(vector: Vector) -> Answer:
    from slack_sdk.signature import SignatureVerifier

    verifier = SignatureVerifier(vector.credentials.secret)
    made = verifier.generate_signature(timestamp=str(vector.now), body=vector.body)
    return {"headers": {"x-slack-signature": made, "x-slack-request-timestamp": str(vector.now)}}


@answer("azure")
def azure(vector: Vector) -> Answer:
    from azure.storage.blob._shared.authentication import SharedKeyCredentialPolicy

    keys = vector.credentials
    headers = vector.headers | {"x-ms-date": vector.date, "x-ms-version": "2021-08-06"}
    if vector.body:
        headers["content-length"] = str(len(vector.body.encode()))
    query = {name: encode(value) for name, value in vector.query}
    request = SimpleNamespace(
        http_request=SimpleNamespace(method=vector.method, url=vector.whole, headers=headers, query=query),
        context=SimpleNamespace(transport=None),
    )
    SharedKeyCredentialPolicy(keys.account, keys.key).on_request(request)
    return lower(headers, "authorization", "x-ms-date")


@answer("adyen")
def adyen(vector: Vector) -> Answer:
    from Adyen.util import generate_payload_sig

    made = generate_payload_sig(vector.body.encode(), vector.credentials.hmac_key)
    return {"headers": {"hmacsignature": made.decode()}}
