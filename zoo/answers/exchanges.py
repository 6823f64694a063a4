"""Answers of ccxt, for exchanges."""

from __future__ import annotations

from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

from .vector import Answer, Vector, answer, lower


def ccxt(name: str, path: str, api: Any, vector: Vector, **settings: Any) -> Any:
    import ccxt

    keys = vector.credentials
    exchange = getattr(ccxt, name)(
        {"apiKey": keys.api_key, "secret": keys.secret, "password": getattr(keys, "passphrase", "")}
        | settings
    )
    exchange.milliseconds = lambda: vector.millis
    params = dict(vector.query) or dict(vector.json) or dict(vector.form)
    with mock.patch.object(exchange, "nonce", lambda: settings.get("nonce_value", vector.millis)):
        signed = exchange.sign(path, api, vector.method, params)
    assert vector.body in {signed["body"] or "", ""}, signed
    return signed


@answer("bybit")
def bybit(vector: Vector) -> Answer:
    signed = ccxt("bybit", vector.path[1:], ["private"], vector, options={"recvWindow": 5000})
    return lower(signed["headers"], "x-bapi-sign", "x-bapi-timestamp")


@answer("htx")
def htx(vector: Vector) -> Answer:
    signed = ccxt("htx", "order/orders", ["private"], vector, hostname=vector.host)
    found = dict(parse_qsl(urlsplit(signed["url"]).query))
    return {"query": {name: found[name] for name in ("Signature", "Timestamp", "SignatureMethod")}}


@answer("binance")
def binance(vector: Vector) -> Answer:
    signed = ccxt("binance", "openOrders", ["private"], vector)
    found = dict(parse_qsl(urlsplit(signed["url"]).query))
    return {"query": {name: found[name] for name in ("timestamp", "recvWindow", "signature")}} | lower(
        signed["headers"], "x-mbx-apikey"
    )


@answer("bitstamp")
def bitstamp(vector: Vector) -> Answer:
    import ccxt as library

    with mock.patch.object(library.bitstamp, "uuid", lambda *_: vector.random["uuid"], create=True):
        signed = ccxt("bitstamp", "user_transactions/", ["private"], vector)
    return lower(signed["headers"], "x-auth-signature", "x-auth-timestamp", "x-auth-nonce")


@answer("okx")
def okx(vector: Vector) -> Answer:
    signed = ccxt("okx", vector.path.removeprefix("/api/v5/"), ["private"], vector)
    return lower(signed["headers"], "ok-access-sign", "ok-access-timestamp", "ok-access-passphrase")


@answer("coinbase-exchange")
def coinbase_exchange(vector: Vector) -> Answer:
    signed = ccxt("coinbaseexchange", vector.path[1:], ["private"], vector, nonce_value=vector.now)
    return lower(signed["headers"], "cb-access-sign", "cb-access-timestamp", "cb-access-passphrase")


@answer("kraken")
def kraken(vector: Vector) -> Answer:
    signed = ccxt("kraken", "Balance", ["private"], vector)
    return lower(signed["headers"], "api-sign") | {"form": dict(parse_qsl(signed["body"]))}


@answer("bitfinex")
def bitfinex(vector: Vector) -> Answer:
    import ccxt as library

    with mock.patch.object(library.bitfinex, "incrementing_nonce", lambda _self: vector.millis):
        signed = ccxt("bitfinex", vector.path.removeprefix("/v2/"), ["private"], vector)
    return lower(signed["headers"], "bfx-signature", "bfx-nonce")


@answer("gate")
def gate(vector: Vector) -> Answer:
    signed = ccxt("gate", "orders", ["private", "spot"], vector, nonce_value=vector.millis)
    return lower(signed["headers"], "sign", "timestamp")


@answer("kucoin")
def kucoin(vector: Vector) -> Answer:
    signed = ccxt("kucoin", "orders", ["private"], vector)
    return lower(signed["headers"], "kc-api-sign", "kc-api-passphrase", "kc-api-timestamp")
