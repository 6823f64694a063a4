"""The pages of the browser flow. They load nothing external and work without scripts."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING

from ....http import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 2rem auto; padding: 0 1rem; }
button { font: inherit; display: block; width: 100%; margin: .5rem 0; padding: .75rem; cursor: pointer; }
button:focus-visible { outline: 3px solid; outline-offset: 2px; }
dt { font-weight: 600 } dd { margin: 0; overflow-wrap: anywhere }
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
        "left": "Seconds left:",
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
        "left": "剩余秒数：",
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
_BUTTONS = ("pass", "no-pass", "failed", "cancelled", "timeout", "webrtc-unsupported")


def ask(path: str, token: str, values: Mapping[str, str], seconds: float) -> Response:
    """The page on which the outcome is chosen. When the time is up it submits the timeout by itself."""
    texts = _texts(values)
    buttons = "".join(
        f'<button name="outcome" value="{name}">{escape(texts[name])}</button>' for name in _BUTTONS
    )
    body = (
        f"<h1>{escape(texts['ask'])}</h1><dl><dt>biz_no</dt><dd>{escape(values.get('biz_no', ''))}</dd>"
        f"<dt>uuid</dt><dd>{escape(values.get('uuid', ''))}</dd></dl>"
        f'<p>{escape(texts["left"])} <span id="left" data-seconds="{seconds:.0f}">{seconds:.0f}</span></p>'
        f'<form method="post" action="{escape(path)}">'
        f'<input type="hidden" name="token" value="{escape(token)}">{buttons}</form>'
    )
    return _page(200, texts, body, _COUNTDOWN)


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
