"""The requests of the bench, as bytes: made once, and accepted by the emulator any number of times."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import random
import time
from urllib.parse import urlencode

from PIL import Image

_BOUNDARY = "bench-8f2a61d0c4"


def small() -> bytes:
    """FinAuth FaceSearch's `face_info`: a signed multipart form of four fields."""
    fields = {
        "sign": _sign(),
        "sign_version": "hmac_sha1",
        "group_id": "demo_group",
        "face_token": "9eab9fe14a402295fb78409a81abfc3c",
    }
    return _post("/finauth/search/group/face_info", *_multipart(fields, None))


def picture() -> bytes:
    """FaceID Lite's `get_token` with a JPEG of about 100 KiB."""
    fields = {
        "api_key": "demo-key",
        "api_secret": "demo-secret",
        "return_url": "https://example.com/return",
        "notify_url": "https://example.com/notify",
        "biz_no": "order-1",
        "comparison_type": "0",
        "uuid": "user-1",
    }
    return _post("/faceid/lite/get_token", *_multipart(fields, _jpeg()))


def sts() -> bytes:
    """AWS STS's `GetCallerIdentity`, which moto answers without looking at its signature."""
    body = urlencode({"Action": "GetCallerIdentity", "Version": "2011-06-15"}).encode()
    return _post(
        "/",
        "application/x-www-form-urlencoded",
        body,
        authorization=(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/sts/aws4_request,"
            " SignedHeaders=host;x-amz-date, Signature=0000000000000000000000000000000000000000000000000000000000000000"
        ),
    )


def _jpeg() -> bytes:
    """Noise, which does not compress, in the size that comes nearest to 100 KiB."""
    noise = Image.frombytes("RGB", (260, 260), random.Random(1).randbytes(260 * 260 * 3))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=90)
    return out.getvalue()


def _sign() -> str:
    now = int(time.time())
    raw = f"a=demo-key&b={now + 36_000}&c={now}&d=0799687066".encode()
    return base64.b64encode(hmac.new(b"demo-secret", raw, hashlib.sha1).digest() + raw).decode()


def _multipart(fields: dict[str, str], file: bytes | None) -> tuple[str, bytes]:
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file is not None:
        head = 'Content-Disposition: form-data; name="image_ref1"; filename="face.jpg"\r\nContent-Type: image/jpeg'
        parts.append(f"--{_BOUNDARY}\r\n{head}\r\n\r\n".encode() + file + b"\r\n")
    return f"multipart/form-data; boundary={_BOUNDARY}", b"".join([*parts, f"--{_BOUNDARY}--\r\n".encode()])


def _post(path: str, content_type: str, body: bytes, authorization: str = "") -> bytes:
    more = f"Authorization: {authorization}\r\n" if authorization else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: application/json\r\n"
        f"Content-Type: {content_type}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
