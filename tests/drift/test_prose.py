"""What a description states, sentence by sentence, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from specseal.drift.prose import statements

STATED: list[tuple[str, dict[str, Any]]] = [
    ("At most 128 bytes.", {"max_bytes": 128}),
    ("The length should not exceed 4,096 bytes.", {"max_bytes": 4096}),
    ("64 bytes or less", {"max_bytes": 64}),
    ("此字段不超过128字节", {"max_bytes": 128}),
    ("要求不长于512字节。", {"max_bytes": 512}),
    ("No longer than 64 characters.", {"max_length": 64}),
    ("长度不超过64个字符。", {"max_length": 64}),
    ("The range is 1-50.", {"minimum": 1, "maximum": 50}),
    ("between 0.5 and 1.5", {"minimum": 0.5, "maximum": 1.5}),
    ("设置范围为2s-60s", {"minimum": 2, "maximum": 60, "unit": "seconds"}),
    ("取值范围:[100, 900]", {"minimum": 100, "maximum": 900}),
    ("最大取值50,最小取值1。", {"minimum": 1, "maximum": 50}),
    ("The minimum value is 0.", {"minimum": 0}),
    ("Defaults to 15s.", {"default": "15"}),
    ("默认值为1", {"default": "1"}),
    ("(缺省值为“0”)", {"default": "0"}),
    ("If it is left out, the default scene of the console is used.", {}),
    ("不传则采用系统默认方案", {}),
    ("Set to: hmac_sha1", {"values": ("hmac_sha1",)}),
    ("系统规定参数。取值:ListThings。", {"values": ("ListThings",)}),
    ("One of `a`, `b` or `c`.", {"values": ("a", "b", "c")}),
    ('取值只能是 “1” 或 "0"', {"values": ("1", "0")}),
    ("比对(取值“0”)和不比对(取值“-1”)", {"values": ("0", "-1")}),
    ("只在 mode =1 时有效", {}),
    ("支持的端口有:443,5000", {"ports": (443, 5000)}),
    ("Only the ports 443, 8443 and 9443 are open.", {"ports": (443, 8443, 9443)}),
    ("耗时,单位为毫秒", {"unit": "milliseconds"}),
    ("A time stamp in milliseconds.", {"unit": "unix-milliseconds"}),
    ("13位时间戳,单位为毫秒。", {"unit": "unix-milliseconds"}),
    ("此字段必定返回", {"promised": True}),
    ("this field must return", {"promised": True}),
    ("当请求失败时才会返回此字符串", {"failure": True}),
    ("This string will be returned only when the request fails.", {"failure": True}),
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
        (("200:表示成功。", "其它:表示错误码。"), (), None),
        (("It is recommended to pass it here.", "Otherwise the later call needs it."), (), None),
    ],
)
def test_lists_of_values(items: tuple[str, ...], values: tuple[str, ...], default: str | None) -> None:
    said = statements("\n".join(f"• {item}" for item in items), items)
    assert (said.values, said.default) == (values, default)
