"""Calls of the vendors' own SDKs, in an environment that has them: ``calls.py VENDOR BASE_URL SECRET``.

Prints what came of it: ``ok``, or the vendor's error code. Nothing here is imported by the tests.
"""

# mypy: ignore-errors

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import urlsplit


def tencent_faceid(base_url: str, secret: str) -> str:
    from tencentcloud.common.credential import Credential
    from tencentcloud.common.exception import TencentCloudSDKException
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile
    from tencentcloud.faceid.v20180301 import faceid_client, models

    http = HttpProfile(protocol="http", endpoint=base_url.removeprefix("http://"))
    client = faceid_client.FaceidClient(Credential("demo-key", secret), "", ClientProfile(httpProfile=http))
    request = models.IdCardVerificationRequest()
    request.IdCard, request.Name = "11204416541220243X", "Wei Xiaobao"
    try:
        response = client.IdCardVerification(request)
    except TencentCloudSDKException as error:
        return str(error.get_code())
    return "ok" if response.Result == "0" else "?"


def binance_spot(base_url: str, secret: str) -> str:
    from binance.error import ClientError
    from binance.spot import Spot

    client = Spot(api_key="demo-key", api_secret=secret, base_url=base_url)
    try:
        order = client.get_order("LTCBTC", orderId=1, recvWindow=5000)
        placed = client.new_order(
            "LTCBTC", "BUY", "LIMIT", timeInForce="GTC", quantity=1, price=0.1, recvWindow=5000
        )
    except ClientError as error:
        return str(error.error_code)
    return "ok" if order["status"] and placed["orderId"] else "?"


def twilio_messages(base_url: str, secret: str) -> str:
    from twilio.base.exceptions import TwilioRestException
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    class Redirected(TwilioHttpClient):
        def request(self, method: str, url: str, *given: Any, **named: Any) -> Any:
            parts = urlsplit(url)
            target = base_url + parts.path + (f"?{parts.query}" if parts.query else "")
            return super().request(method, target, *given, **named)

    account = "AC0123456789abcdef0123456789abcdef"
    client = Client("demo-key", secret, account, http_client=Redirected())
    try:
        sent = client.messages.create(to="+15558675310", from_="+15017122661", body="Good morning")
        listed = client.messages.list(limit=1)
    except TwilioRestException as error:
        return str(error.code)
    return "ok" if sent.sid and listed[0].status else "?"


if __name__ == "__main__":
    vendor, base_url, secret = sys.argv[1:]
    print(globals()[vendor](base_url, secret))
