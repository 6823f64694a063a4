"""The facts stated by a description, sentence by sentence, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from specseal.drift.prose import statements

STATED: list[tuple[str, dict[str, Any]]] = [
    ("At most 128 bytes.", {"max_bytes": 128}),
    ("The length should not exceed 4,096 bytes.", {"max_bytes": 4096}),
    ("64 bytes or less", {"max_bytes": 64}),
    ("最长不超过100字节", {"max_bytes": 100}),
    ("不长于300字节。", {"max_bytes": 300}),
    ("No longer than 64 characters.", {"max_length": 64}),
    ("长度不超过64个字符。", {"max_length": 64}),
    ("The range is 1-50.", {"minimum": 1, "maximum": 50}),
    ("between 0.5 and 1.5", {"minimum": 0.5, "maximum": 1.5}),
    ("Number of pages to read, 1 to 50.", {"minimum": 1, "maximum": 50}),
    ("1-100. Default: 20.", {"minimum": 1, "maximum": 100, "default": "20"}),
    ("每页数量(1~500)", {"minimum": 1, "maximum": 500}),
    ("Pages 1 to 50 are read.", {}),
    ("See chapters, 5-2.", {}),
    ("2020-01-31", {}),
    ("范围为3s-30s", {"minimum": 3, "maximum": 30, "unit": "seconds"}),
    ("取值范围:[100, 900]", {"minimum": 100, "maximum": 900}),
    ("最小取值为2。最大取值9。", {"minimum": 2, "maximum": 9}),
    ("The minimum value is 0.", {"minimum": 0}),
    ("Defaults to 15s.", {"default": "15"}),
    ("默认值为1", {"default": "1"}),
    ("(缺省值为“3”)", {"default": "3"}),
    ("If it is left out, the default scene of the console is used.", {}),
    ("不传则用默认的", {}),
    ("Set to: hmac_sha1", {"values": ("hmac_sha1",)}),
    ("取值:ListThings。", {"values": ("ListThings",)}),
    ("One of `a`, `b` or `c`.", {"values": ("a", "b", "c")}),
    ('取值只能是 “1” 或 "0"', {"values": ("1", "0")}),
    ("快(取值“0”)和慢(取值“-1”)", {"values": ("0", "-1")}),
    ("只在 mode =1 时有效", {}),
    ("Either user_id or token must be given.", {}),
    ("One of user_id, token or face is required.", {}),
    ("It must be unique. It is always sent.", {}),
    ("It must be `v2`.", {"values": ("v2",)}),
    ("必须为https。", {}),
    ("固定为v2。", {"values": ("v2",)}),
    ("端口有:443,9000", {"ports": (443, 9000)}),
    ("Only the ports 443, 8443 and 9443 are open.", {"ports": (443, 8443, 9443)}),
    ("耗时,单位为毫秒", {"unit": "milliseconds"}),
    ("A time stamp in milliseconds.", {"unit": "unix-milliseconds"}),
    ("时间戳,单位为毫秒。", {"unit": "unix-milliseconds"}),
    ("Possible values: [GTC, IOC]", {"values": ("GTC", "IOC")}),
    ("0为女声,1为男声。默认为女声", {"values": ("0", "1"), "default": "0"}),
    ("状态:1表示成功,2表示失败", {"values": ("1", "2")}),
    ("如果为1,则会重试,0为不重试。", {}),
    ("是否精确:true/false", {"values": ("true", "false")}),
    ("true/false,默认为false", {"values": ("true", "false"), "default": "false"}),
    ("See docs/true/false.", {}),
    ("一定存在", {"promised": True}),
    ("It is always present.", {"promised": True}),
    ("该结果不一定存在", {}),
    ("查询正确时,一定存在", {}),
    ("翻译成功一定存在", {}),
    ("必定返回。", {"promised": True}),
    ("It must be returned.", {"promised": True}),
    ("只在请求失败时才有。", {"failure": True}),
    ("It is returned only when the call fails.", {"failure": True}),
]


@pytest.mark.parametrize(("text", "stated"), STATED, ids=[text for text, _ in STATED])
def test_a_sentence_states_this_and_nothing_else(text: str, stated: dict[str, Any]) -> None:
    nothing = statements("")
    said = statements(text)
    assert {
        name: value for name in said.__slots__ if (value := getattr(said, name)) != getattr(nothing, name)
    } == stated


@pytest.mark.parametrize(
    ("items", "values", "default"),
    [
        (("0: English (default)", "1: Chinese"), ("0", "1"), "0"),
        (("`flash` - blinking", "`still` - nothing moves"), ("flash", "still"), None),
        (("1:好。", "其它:不好。"), (), None),
        (("It is recommended to pass it here.", "Otherwise the later call needs it."), (), None),
    ],
)
def test_lists_of_values(items: tuple[str, ...], values: tuple[str, ...], default: str | None) -> None:
    said = statements("\n".join(f"• {item}" for item in items), items)
    assert (said.values, said.default) == (values, default)
