"""The content of callbacks: ``data``, a JSON text, and ``sign``, the SHA-1 of the secret and that text.

Source: the vendor's pages oversea_h5_return_notify_url and PRO-H5-Lite-Callbacks, for the fields, the states
and the signature. The numbers of the comparison are ours.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Literal, get_args

from ....http.response import render_json

if TYPE_CHECKING:
    from collections.abc import Mapping

Outcome = Literal["pass", "no-pass", "failed", "cancelled", "timeout", "webrtc-unsupported"]
"""How a verification ends: ``pass`` and ``no-pass`` are both ``OK``, which means ended, not passed."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
STATUS: dict[Outcome, str] = {
    "pass": "OK",
    "no-pass": "OK",
    "failed": "FAILED",
    "cancelled": "CANCELLED",
    "timeout": "TIMEOUT",
    "webrtc-unsupported": "WEBRTC_UNSUPPORTED",
}
_THRESHOLDS = {"1e-3": 62.169, "1e-4": 69.315, "1e-5": 74.399, "1e-6": 78.038}
_CONFIDENCE: dict[str, float] = {"pass": 89.126, "no-pass": 31.572}


def result(token: Mapping[str, Any], outcome: Outcome, request_id: str) -> dict[str, Any]:
    """The data of a finished verification."""
    data: dict[str, Any] = {
        "request_id": request_id,
        "status": STATUS[outcome],
        "biz_info": {
            "biz_id": token["biz_id"],
            "biz_no": token.get("biz_no", ""),
            "biz_extra_data": token.get("biz_extra_data", ""),
        },
    }
    if outcome in _CONFIDENCE:
        data["liveness_result"] = {"result": "PASS" if outcome == "pass" else "FAIL"}
        if token.get("comparison_type") == "0":
            compared = {"confidence": _CONFIDENCE[outcome], "thresholds": _THRESHOLDS}
            names = token.get("images") or ["image_ref1"]
            data["verify_result"] = {name.replace("image", "result"): compared for name in names}
    if outcome == "webrtc-unsupported" and token.get("get_fail_reason") == "1":
        data["fail_reason"] = "SUPPORT_ERROR"
    if token.get("get_shooting_error") == "1":
        data["shooting_error"] = False
    return data


def signed(data: Mapping[str, Any], secret: str) -> dict[str, str]:
    """The two fields of a callback. The receiver signs the text of ``data`` as it arrived."""
    text = render_json(data).decode()
    return {"data": text, "sign": hashlib.sha1((secret + text).encode(), usedforsecurity=False).hexdigest()}
