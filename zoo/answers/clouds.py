"""Answers of the SDKs of cloud vendors."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any
from unittest import mock
from urllib.parse import unquote

from .vector import Answer, Vector, answer, lower, openssl


def aws(vector: Vector, signer: str, service: str, region: str) -> Any:
    import botocore.auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    keys = vector.credentials
    credentials = Credentials(
        keys.access_key_id, keys.secret_access_key, getattr(keys, "session_token", None)
    )
    request = AWSRequest(vector.method, vector.whole, dict(vector.headers), vector.body.encode())
    getattr(botocore.auth, signer)(credentials, service, region).add_auth(request)
    return request


@answer("aws4")
def aws4(vector: Vector) -> Answer:
    signed = aws(vector, "SigV4Auth", "iam", vector.settings.region)
    return lower(signed.headers, "authorization", "x-amz-date", "x-amz-security-token")


@answer("s3")
def s3(vector: Vector) -> Answer:
    signed = aws(vector, "S3SigV4Auth", "s3", vector.settings.region)
    return lower(signed.headers, "authorization", "x-amz-date", "x-amz-content-sha256")


@answer("aws2")
def aws2(vector: Vector) -> Answer:
    import botocore.auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    keys = vector.credentials
    request = AWSRequest(
        vector.method, f"{vector.scheme}://{vector.host}{vector.path}", params=dict(vector.query)
    )
    signer = botocore.auth.SigV2Auth(Credentials(keys.access_key_id, keys.secret_access_key))
    signer.add_auth(request)
    names = ("AWSAccessKeyId", "SignatureVersion", "SignatureMethod", "Timestamp", "Signature")
    return {"query": {name: request.params[name] for name in names}}


@answer("tc3")
def tc3(vector: Vector) -> Answer:
    import hashlib

    from tencentcloud.common.sign import Sign

    day = datetime.datetime.fromtimestamp(vector.now, datetime.UTC).strftime("%Y-%m-%d")
    query = vector.target.partition("?")[2]
    lines = f"content-type:{vector.headers['content-type']}\nhost:{vector.host}\n"
    digest = openssl("dgst", "-sha256", "-binary", data=vector.body).hex()
    canonical = f"{vector.method}\n/\n{query}\n{lines}\ncontent-type;host\n{digest}"
    scope = f"{day}/cvm/tc3_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"TC3-HMAC-SHA256\n{vector.now}\n{scope}\n{hashed}"
    signature = Sign.sign_tc3(vector.credentials.secret_key, day, "cvm", text)
    place = f"Credential={vector.credentials.secret_id}/{scope}, SignedHeaders=content-type;host"
    return {"headers": {"authorization": f"TC3-HMAC-SHA256 {place}, Signature={signature}"}}


@answer("tencent-v1")
def tencent_v1(vector: Vector) -> Answer:
    from tencentcloud.common.abstract_client import AbstractClient
    from tencentcloud.common.sign import Sign

    params = dict(vector.form) | {
        "SecretId": vector.credentials.secret_id,
        "SignatureMethod": "HmacSHA256",
        "Timestamp": vector.now,
        "Nonce": vector.random["random_digits"],
    }
    text = AbstractClient._format_sign_string(
        SimpleNamespace(
            _get_endpoint=lambda **_: vector.host,
            request=SimpleNamespace(host=vector.host),
            _requestPath="/",
            profile=SimpleNamespace(httpProfile=SimpleNamespace(reqMethod="POST")),
        ),
        params,
    )
    return {"form": {"Signature": Sign.sign(vector.credentials.secret_key, text, "HmacSHA256")}}


@answer("cos")
def cos(vector: Vector) -> Answer:
    import requests
    from qcloud_cos import CosConfig
    from qcloud_cos.cos_auth import CosS3Auth

    keys = vector.credentials
    config = CosConfig(Region="ap-beijing", SecretId=keys.secret_id, SecretKey=keys.secret_key)
    request = requests.Request(
        vector.method, vector.whole, headers=vector.headers, data=vector.body
    ).prepare()
    del request.headers["Content-Length"]
    with mock.patch("time.time", lambda: vector.now + 60):
        CosS3Auth(config, unquote(vector.path), dict(vector.query), expire=10000)(request)
    return lower(request.headers, "authorization")


@answer("bce")
def bce(vector: Vector) -> Answer:
    from baidubce.auth import bce_v1_signer
    from baidubce.auth.bce_credentials import BceCredentials

    keys = vector.credentials
    stamp = datetime.datetime.fromtimestamp(vector.now, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    headers = {name.encode(): value.encode() for name, value in vector.headers.items()}
    headers |= {b"host": vector.host.encode(), b"x-bce-date": stamp.encode()}
    params = {name.encode(): value.encode() for name, value in vector.query}
    made = bce_v1_signer.sign(
        BceCredentials(keys.access_key, keys.secret_key),
        vector.method.encode(),
        vector.path.encode(),
        headers,
        params,
        vector.now,
    )
    return {"headers": {"authorization": made.decode()}}


@answer("jdcloud")
def jdcloud(vector: Vector) -> Answer:
    from jdcloud_sdk.core.credential import Credential
    from jdcloud_sdk.core.signer import Signer

    keys, headers = vector.credentials, dict(vector.headers)
    stamp = datetime.datetime.fromtimestamp(vector.now, datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    headers |= {"x-jdcloud-date": stamp, "x-jdcloud-nonce": vector.random["uuid"]}
    Signer(SimpleNamespace(log=lambda *_: None)).sign(
        method=vector.method,
        service="vm",
        region="cn-north-1",
        uri=vector.whole,
        headers=headers,
        data=vector.body,
        credential=Credential(keys.access_key, keys.secret_key),
        security_token=None,
    )
    return lower(headers, "authorization", "x-jdcloud-date", "x-jdcloud-nonce")


@answer("volcengine")
def volcengine(vector: Vector) -> Answer:
    from volcengine.auth.SignerV4 import SignerV4
    from volcengine.base.Request import Request
    from volcengine.Credentials import Credentials

    keys = vector.credentials
    query: dict[str, Any] = {}
    for name, value in vector.query:
        query[name] = (
            value
            if name not in query
            else [*([query[name]] if isinstance(query[name], str) else query[name]), value]
        )
    request = Request()
    request.method, request.path, request.host = vector.method, vector.path, vector.host
    request.query, request.body = query, vector.body
    request.headers = {"Host": vector.host, **{name.title(): value for name, value in vector.headers.items()}}
    SignerV4.sign(
        request,
        Credentials(
            keys.access_key, keys.secret_key, "iam", "cn-north-1", getattr(keys, "session_token", "")
        ),
    )
    return lower(request.headers, "authorization", "x-date", "x-content-sha256", "x-security-token")


def oss(vector: Vector, kind: str) -> Answer:
    import oss2
    from oss2.http import Request

    keys = vector.credentials
    auth = getattr(oss2, kind)(keys.access_key_id, keys.access_key_secret)
    request = Request(
        vector.method,
        vector.whole.partition("?")[0],
        data=vector.body,
        params=dict(vector.query),
        headers=vector.headers,
        region="cn-hangzhou",
        product="oss",
    )
    auth._sign_request(request, "examplebucket", unquote(vector.path)[1:])
    return lower(request.headers, "authorization", "x-oss-date", "date")


@answer("oss4")
def oss4(vector: Vector) -> Answer:
    found = oss(vector, "AuthV4")
    found["headers"].pop("date", None)
    return found


@answer("oss1")
def oss1(vector: Vector) -> Answer:
    return oss(vector, "Auth")


@answer("upyun")
def upyun(vector: Vector) -> Answer:
    from upyun.modules.sign import make_signature

    hashed = openssl("dgst", "-md5", "-binary", data=vector.credentials.password).hex()
    made = make_signature(
        username=vector.credentials.operator,
        password=hashed,
        method=vector.method,
        uri=vector.path,
        date=vector.date,
    )
    return {"headers": {"authorization": made, "date": vector.date}}
