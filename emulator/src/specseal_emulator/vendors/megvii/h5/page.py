"""The pages of the browser flow. They load nothing external and work without scripts."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from typing import TYPE_CHECKING, Any, cast

from ....http import Response
from .result import OUTCOMES, Outcome, result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e6e8eb); --paper: light-dark(#f4f6f8, #15181c);
  --card: light-dark(#fff, #20252b); --line: light-dark(#c9ced4, #434b54); --accent: light-dark(#0b5cad, #8cc3ff);
  --note: light-dark(#fff3d6, #3a2f12); }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 0 auto; padding: 1rem; color: var(--ink);
  background: var(--paper); }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 1.25rem 0 .5rem; }
.note { margin: 0; padding: .6rem .9rem; border-radius: .5rem; background: var(--note); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem .9rem; margin: .75rem 0; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
.choices { list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: .6rem; }
.choices li { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .6rem; }
.choices p { margin: .4rem .3rem 0; font-size: .9rem; overflow-wrap: anywhere; }
button { font: inherit; font-weight: 600; display: block; width: 100%; padding: .6rem; cursor: pointer;
  color: var(--accent); background: transparent; border: 1px solid var(--accent); border-radius: .4rem; }
button:hover { background: var(--note); }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.choices span { display: inline-block; max-width: 100%; }
code { font: .92em ui-monospace, monospace; }
#left { font-variant-numeric: tabular-nums; font-weight: 600; }
"""
_COUNTDOWN = """
const left = document.getElementById("left"), ends = Date.now() + 1000 * left.dataset.seconds;
const timer = setInterval(() => {
  const seconds = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
  left.textContent = seconds;
  if (seconds === 0) { clearInterval(timer); document.querySelector("button[value=timeout]").click(); }
}, 250);
"""
_ONWARD = 'document.getElementById("onward").submit();'

_TEXTS = {
    "0": {
        "lang": "en",
        "title": "FaceID Lite (emulated)",
        "ask": "How does this verification end?",
        "note": "This page belongs to an emulator: no camera is used, and nobody is verified.",
        "where": "Each button signs its outcome and sends it:",
        "notify": "POST by the emulator, repeated if it is not accepted",
        "return": "{method} by this browser, which goes there next",
        "sends": "Sends",
        "left": "Seconds left before it times out:",
        "pass": "It passes",
        "no-pass": "It ends without passing",
        "failed": "It fails",
        "cancelled": "Cancel",
        "timeout": "Let it time out",
        "webrtc-unsupported": "No camera: WebRTC is not supported",
        "onward": "Continue",
        "done": "This verification has ended.",
    },
    "1": {
        "lang": "zh",
        "title": "FaceID Lite（模拟）",
        "ask": "本次验证的结果是？",
        "note": "本页面由模拟器提供：不使用摄像头，也不验证任何人。",
        "where": "每个按钮都会对结果签名，并发送到：",
        "notify": "由模拟器 POST，未被接受时会重试",
        "return": "由本浏览器 {method}，随后跳转到该地址",
        "sends": "发送",
        "left": "距超时剩余秒数：",
        "pass": "通过",
        "no-pass": "结束但未通过",
        "failed": "失败",
        "cancelled": "取消",
        "timeout": "超时",
        "webrtc-unsupported": "没有摄像头：不支持 WebRTC",
        "onward": "继续",
        "done": "验证已结束。",
    },
}


def ask(path: str, token: str, values: Mapping[str, Any], seconds: float) -> Response:
    """The page on which the outcome is chosen. When the time is up it submits the timeout by itself.

    Args: `values`, what `get_token` was given, and ``biz_id``.
    """
    texts = _texts(values)
    choices = "".join(
        f'<li><button name="outcome" value="{name}" aria-describedby="sends-{name}">{escape(texts[name])}</button>'
        f'<p id="sends-{name}">{escape(texts["sends"])} {_sent(values, name)}</p></li>'
        for name in OUTCOMES
    )
    method = "GET" if values.get("action_http_method") == "GET" else "POST"
    targets = (
        ("notify_url", texts["notify"]),
        ("return_url", texts["return"].format(method=method)),
    )
    where = "".join(
        f"<dt>{name}</dt><dd><code>{escape(values.get(name, ''))}</code><br>{escape(how)}</dd>"
        for name, how in targets
    )
    body = (
        f'<p class="note">{escape(texts["note"])}</p><h1>{escape(texts["ask"])}</h1>'
        f"<dl><dt>biz_no</dt><dd>{escape(values.get('biz_no', ''))}</dd>"
        f"<dt>uuid</dt><dd>{escape(values.get('uuid', ''))}</dd></dl>"
        f"<p>{escape(texts['where'])}</p><dl>{where}</dl>"
        f'<p>{escape(texts["left"])} <span id="left" data-seconds="{seconds:.0f}">{seconds:.0f}</span></p>'
        f'<form method="post" action="{escape(path)}">'
        f'<input type="hidden" name="token" value="{escape(token)}"><ul class="choices">{choices}</ul></form>'
    )
    return _page(200, texts, body, _COUNTDOWN)


def _sent(values: Mapping[str, Any], outcome: Outcome) -> str:
    """What an outcome sends besides ids and the application's own data, as HTML."""
    pairs = [
        f"<span><code>{escape(name)}</code> = <code>{escape(_plain(value))}</code></span>"
        for key, content in result(values, outcome, "").items()
        if key not in {"request_id", "biz_info"}
        for name, value in _leaves(key, content)
    ]
    return ", ".join(pairs)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _leaves(name: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            if key != "thresholds":  # always the same
                yield from _leaves(f"{name}.{key}", inner)
    else:
        yield name, value


def onward(url: str, fields: Mapping[str, str], values: Mapping[str, str]) -> Response:
    """The page that posts the result to ``return_url``, automatically where scripts run."""
    texts = _texts(values)
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    body = (
        f'<p>{escape(texts["done"])}</p><form id="onward" method="post" action="{escape(url)}" '
        f'accept-charset="utf-8">{hidden}<button>{escape(texts["onward"])}</button></form>'
    )
    return _page(200, texts, body, _ONWARD)


def refusal(status: int, why: str) -> Response:
    """The page for an unusable link."""
    response = _page(status, _TEXTS["0"], f"<h1>This link cannot be used</h1><p>{escape(why)}</p>", "")
    response.code, response.why = str(status), why
    return response


def _texts(values: Mapping[str, str]) -> Mapping[str, str]:
    return _TEXTS.get(values.get("language", ""), _TEXTS["0"])


def _page(status: int, texts: Mapping[str, str], body: str, script: str) -> Response:
    html = (
        f'<!doctype html><html lang="{texts["lang"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(texts['title'])}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main>{f'<script>{script}</script>' if script else ''}</body></html>"
    )
    policy = (
        f"default-src 'none'; style-src '{_digest(_STYLE)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    headers = (
        ("content-security-policy", policy),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
    )
    return Response(status, "text/html; charset=utf-8", html.encode(), None, headers=headers, own=True)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
