"""Answers by OpenSSL: the text to sign is written out from the vendor's page."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

from .vector import Answer, Vector, answer, b64, mac, openssl


@answer("iflytek")
def iflytek(vector: Vector) -> Answer:
    keys = vector.credentials
    text = f"host: {vector.host}\ndate: {vector.date}\nGET {vector.path} HTTP/1.1"
    made = b64(mac("sha256", keys.api_secret, text))
    plain = f'api_key="{keys.api_key}", algorithm="hmac-sha256", headers="host date request-line", signature="{made}"'
    return {"query": {"authorization": b64(plain.encode()), "date": vector.date, "host": vector.host}}


@answer("dingtalk")
def dingtalk(vector: Vector) -> Answer:
    secret = vector.credentials.secret
    query = {"access_token": vector.credentials.token}
    return {
        "query": query
        | {"sign": b64(mac("sha256", secret, f"{vector.millis}\n{secret}")), "timestamp": str(vector.millis)}
    }


@answer("shopee")
def shopee(vector: Vector) -> Answer:
    keys = vector.credentials
    text = f"{keys.partner_id}{vector.path}{vector.now}{keys.access_token}{keys.shop_id}"
    return {"query": {"sign": mac("sha256", keys.partner_key, text).hex(), "access_token": keys.access_token}}


@answer("coinbase-v2")
def coinbase_v2(vector: Vector) -> Answer:
    text = f"{vector.now}{vector.method}{vector.target}{vector.body}"
    return {"headers": {"cb-access-sign": mac("sha256", vector.credentials.api_secret, text).hex()}}


@answer("wechat-v2")
def wechat_v2(vector: Vector) -> Answer:
    keys = vector.credentials
    params = vector.form | {"appid": keys.app_id, "mch_id": keys.merchant, "nonce_str": vector.random["uuid"]}
    joined = "&".join(f"{name}={params[name]}" for name in sorted(params) if params[name])
    made = openssl("dgst", "-md5", "-binary", data=f"{joined}&key={keys.api_key}").hex().upper()
    return {"form": {"sign": made}}


@answer("taobao")
def taobao(vector: Vector) -> Answer:
    keys = vector.credentials
    zone = datetime.timezone(datetime.timedelta(hours=8))
    stamp = datetime.datetime.fromtimestamp(vector.now, zone).strftime("%Y-%m-%d %H:%M:%S")
    params = vector.form | {"app_key": keys.app_key, "sign_method": "md5", "timestamp": stamp}
    found: Answer = {"form": {"timestamp": stamp}}
    if hasattr(keys, "session"):
        params["session"] = found["form"]["session"] = keys.session
    joined = "".join(f"{name}{params[name]}" for name in sorted(params))
    made = openssl("dgst", "-md5", "-binary", data=f"{keys.app_secret}{joined}{keys.app_secret}")
    found["form"]["sign"] = made.hex().upper()
    return found


@answer("feishu")
def feishu(vector: Vector) -> Answer:
    made = b64(mac("sha256", f"{vector.now}\n{vector.credentials.secret}", b""))
    return {"json": {"sign": made, "timestamp": str(vector.now)}}


@answer("tiktok")
def tiktok(vector: Vector) -> Answer:
    keys = vector.credentials
    params = dict(vector.query) | {"app_key": keys.app_key, "timestamp": str(vector.now)}
    joined = "".join(f"{name}{params[name]}" for name in sorted(params))
    text = f"{keys.app_secret}{vector.path}{joined}{vector.body}{keys.app_secret}"
    made = mac("sha256", keys.app_secret, text).hex()
    return {"query": {"sign": made}, "headers": {"x-tts-access-token": keys.access_token}}


@answer("youdao")
def youdao(vector: Vector) -> Answer:
    keys, text, salt = vector.credentials, vector.form["q"], vector.random["uuid"]
    short = text if len(text) <= 20 else f"{text[:10]}{len(text)}{text[-10:]}"
    data = f"{keys.app_key}{short}{salt}{vector.now}{keys.app_secret}"
    return {"form": {"sign": openssl("dgst", "-sha256", "-binary", data=data).hex()}}


@answer("github")
def github(vector: Vector) -> Answer:
    made = mac("sha256", vector.credentials.secret, vector.body).hex()
    return {"headers": {"x-hub-signature-256": f"sha256={made}"}}


@answer("mailgun")
def mailgun(vector: Vector) -> Answer:
    token = vector.random["uuid"]
    made = mac("sha256", vector.credentials.signing_key, f"{vector.now}{token}").hex()
    return {"json": {"signature": made, "token": token, "timestamp": str(vector.now)}}


@answer("binance-ed25519")
def binance_ed25519(vector: Vector) -> Answer:
    text = f"{vector.target.partition('?')[2]}&timestamp={vector.millis}"
    return {"query": {"signature": b64(pkey(vector.credentials.private_key, text))}}


def pkey(key: str, text: str) -> bytes:
    """An Ed25519 signature by OpenSSL, which wants files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("key", key), ("data", text)):
            Path(folder, name).write_text(content, "utf-8")
        return openssl("pkeyutl", "-sign", "-inkey", f"{folder}/key", "-rawin", "-in", f"{folder}/data")
