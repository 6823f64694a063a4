"""WeChat Pay: XML in both directions, MD5 over sorted fields, and success by what the body says."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from typing import Any

import pytest

EXAMPLE = "wechat-pay"
XML = {"content-type": "text/xml"}
KEYS: dict[str, Any] = {
    "app_id": "demo-key",
    "merchant_id": "demo-key",
    "api_key": "demo-secret",
    "max_retries": 0,
}


@pytest.fixture
def client(package: Any, stub: Any) -> Any:
    with package.WeChatPay(base_url=stub.url, **KEYS) as found:
        yield found


def answer(**fields: str) -> bytes:
    """A document as the vendor writes it."""
    elements = "\n".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in fields.items())
    return f"<xml>{elements}</xml>".encode()


def test_an_order_is_looked_up(client: Any, stub: Any) -> None:
    found = {"return_code": "SUCCESS", "result_code": "SUCCESS", "trade_state": "SUCCESS", "total_fee": "1"}
    stub.reply(200, answer(**found), **XML)
    order = client.query_order(out_trade_no="a&b <1>")
    assert (order.trade_state, order.total_fee) == ("SUCCESS", 1)
    (seen,) = stub.seen
    assert seen.headers["content-type"] == "text/xml"
    root = ET.fromstring(seen.body)
    fields = {one.tag: one.text or "" for one in root}
    assert (root.tag, fields["appid"], fields["out_trade_no"]) == ("xml", "demo-key", "a&b <1>")
    sign = fields.pop("sign")
    text = "&".join(f"{name}={fields[name]}" for name in sorted(fields)) + "&key=demo-secret"
    assert sign == hashlib.md5(text.encode()).hexdigest().upper()


@pytest.mark.parametrize(
    ("fields", "error", "code"),
    [
        ({"return_code": "FAIL", "return_msg": "No."}, "APIStatusError", None),
        (
            {
                "return_code": "SUCCESS",
                "result_code": "FAIL",
                "err_code": "ORDERNOTEXIST",
                "err_code_des": "No.",
            },
            "OrderNotExistError",
            "ORDERNOTEXIST",
        ),
        (
            {"return_code": "SUCCESS", "result_code": "FAIL", "err_code": "NEW", "err_code_des": "No."},
            "APIStatusError",
            "NEW",
        ),
    ],
)
def test_what_is_no_success_is_a_failure(
    client: Any, package: Any, stub: Any, fields: dict[str, str], error: str, code: str | None
) -> None:
    stub.reply(200, answer(**fields), **XML)
    with pytest.raises(package.APIStatusError, match="No") as caught:
        client.query_order(transaction_id="1")
    assert (type(caught.value).__name__, caught.value.code) == (error, code)


def test_what_xml_cannot_contain_is_refused(client: Any, stub: Any) -> None:
    with pytest.raises(ValueError, match="out_trade_no: XML cannot contain"):
        client.query_order(out_trade_no="a\0b")
    assert not stub.seen


def test_the_emulator_reads_and_writes_xml(package: Any, vendor: Any) -> None:
    with package.WeChatPay(base_url=vendor.base_url, **KEYS) as client:
        order = client.query_order(out_trade_no="1415757673")
    assert (order.trade_state, order.out_trade_no, order.total_fee) == ("SUCCESS", "1415757673", 1)
    raised = pytest.raises(package.errors.SignError)
    with package.WeChatPay(base_url=vendor.base_url, **KEYS | {"api_key": "wrong"}) as client, raised:
        client.query_order(out_trade_no="1415757673")
