"""What vendors declare fits together, and what their pages say: schemas and classes of seeds, texts, the countdown."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest
from PIL import Image, PngImagePlugin

from specseal_emulator import LiteToken, Seed, seed_schema
from specseal_emulator.state.seed import sections
from specseal_emulator.testing import Running, running
from tests.emulator.h5 import STATUSES
from tests.emulator.test_diagnosis import SECRET, Rpc, b64, sha1, strict

CONTRACTS = Path(__file__).parents[2] / "generated" / "contracts"


def _schema(section: str) -> dict[str, Any]:
    schema = seed_schema()
    reference: str = schema["properties"][section]["items"]["$ref"]
    found: dict[str, Any] = schema["$defs"][reference.rpartition("/")[2]]
    return found


@pytest.mark.parametrize("section", [name for name in sections() if name != "limits"])
def test_a_seed_s_schema_has_the_fields_and_defaults_of_its_class(section: str) -> None:
    schema, cls = _schema(section), sections()[section].model
    fields = {field.name: field for field in dataclasses.fields(cls)}
    assert list(schema["properties"]) == list(fields)
    assert schema["additionalProperties"] is False
    required = [name for name, field in fields.items() if field.default is dataclasses.MISSING]
    assert schema.get("required", []) == required
    for name, described in schema["properties"].items():
        if name not in required and "default" in described:
            assert described["default"] == fields[name].default, name


@pytest.mark.parametrize("section", sections())
def test_what_makes_items_the_same_are_fields_of_them(section: str) -> None:
    known = sections()[section]
    assert set(known.unique) <= {field.name for field in dataclasses.fields(known.model)}


def _seeded(emulator: Running, expires: float | None) -> str:
    token = LiteToken(
        token="t" * 32,
        biz_id="b",
        api_key="demo-key",
        return_url="https://example.com/r",
        notify_url="https://example.com/n",
        biz_no="<order> 7",
        uuid="user&1",
        expires=expires,
    )
    Seed(lite_tokens=(token,)).write(emulator.world.store)
    return f"{emulator.base_url}/faceid/lite/do?token={token.token}"


@pytest.mark.parametrize(("left", "shown"), [(0.3, "0"), (59.6, "60"), (5000.0, "5000"), (None, "3600")])
def test_a_page_counts_down_what_is_left(
    emulator: Running, http: httpx.Client, left: float | None, shown: str
) -> None:
    emulator.clock.freeze(1_800_000_000.0)
    page = http.get(_seeded(emulator, None if left is None else 1_800_000_000.0 + left)).text
    assert re.findall(r'data-seconds="(\d+)">(\d+)<', page) == [(shown, shown)]


def test_a_page_says_whose_verification_it_is(emulator: Running, http: httpx.Client) -> None:
    page = http.get(_seeded(emulator, None)).text
    assert "<dt>biz_no</dt><dd>&lt;order&gt; 7</dd><dt>uuid</dt><dd>user&amp;1</dd>" in page
    assert '<html lang="en">' in page
    assert "<title>FaceID Lite (emulated)</title>" in page
    assert re.findall(r'<button [^>]*value="([a-z-]+)"[^>]*>([^<]+)<', page) == [
        ("pass", "It passes"),
        ("no-pass", "It ends without passing"),
        ("failed", "It fails"),
        ("cancelled", "Cancel"),
        ("timeout", "Let it time out"),
        ("webrtc-unsupported", "No camera: WebRTC is not supported"),
    ]


def test_a_page_speaks_chinese_when_asked(emulator: Running, megvii: Any, http: httpx.Client) -> None:
    token = megvii.get_token(language="1", action_http_method="POST").json()["token"]
    url = f"{emulator.base_url}/faceid/lite/do"
    page = http.get(url, params={"token": token}).text
    assert '<html lang="zh">' in page
    assert "<title>FaceID Lite（模拟）</title>" in page
    assert "剩余秒数：" in page
    assert re.findall(r'<button [^>]*value="([a-z-]+)"[^>]*>([^<]+)<', page)[:2] == [
        ("pass", "通过"),
        ("no-pass", "结束但未通过"),
    ]
    onward = http.post(url, data={"token": token, "outcome": "pass"}).text
    assert "<p>验证已结束。</p>" in onward
    assert "<button>继续</button>" in onward


ENCODINGS: dict[str, Callable[[str], str]] = {
    "plus-for-space": quote_plus,
    "slash-not-encoded": quote,
    "not-encoded": str,
    "double-encoding": lambda text: strict(strict(text)),
}
OTHERS: dict[str, dict[str, Any]] = {
    "path-not-encoded": {"path": "/"},
    "query-not-encoded": {"whole": str},
    "query-encoded-twice": {"whole": lambda text: strict(strict(text))},
    "method": {"method": lambda _: "GET"},
    "method-case": {"method": str.lower},
    "key-without-ampersand": {"sign": lambda text: b64(sha1(SECRET, text))},
    "unsorted": {"order": list},
}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_two_mistakes_together_are_found(emulator: Running, aliyun: Any, encoding: str, other: str) -> None:
    signer = Rpc(encode=ENCODINGS[encoding], **OTHERS[other])
    signer.call(aliyun)
    found = emulator.journal.last().diagnosis
    assert found is not None
    assert found.caller_signed == signer.text
    assert set(found.mistakes) == {encoding, other}


def test_a_nonce_is_used_up_for_twice_the_window(emulator: Running, aliyun: Any) -> None:
    emulator.clock.freeze(1_800_000_000.0)
    for call, given in (
        (aliyun.rpc, {"SignatureNonce": "once"}),
        (aliyun.acs3, {"headers": {"x-acs-signature-nonce": "twice"}}),
    ):
        now = emulator.clock.now()
        assert call(at=now, **given).status_code == 200
        for later, status in ((0, 400), (1799, 400), (1801, 200), (1802, 400)):
            emulator.clock.freeze(now + later)
            response = call(at=now + later, **given)
            assert response.status_code == status, (later, response.text)
            if status == 400:
                assert response.json()["Code"] == "SignatureNonceUsed"


def test_the_limits_of_one_account_are_those_of_the_list(emulator: Running, http: httpx.Client) -> None:
    url = f"{emulator.base_url}/_emulator/limits"
    listed = {one["key"]: one for one in http.get(url).json()["accounts"]}
    assert len(listed) == 2
    for key, one in listed.items():
        assert http.get(f"{url}/{key}").json() == one
    assert http.get(f"{url}/nobody").status_code == 404


def _optional(node: Any, names: set[str]) -> Any:
    """A contract in which some parameters may be left out."""
    if isinstance(node, list):
        return [_optional(item, names) for item in node if not (isinstance(item, str) and item in names)]
    if isinstance(node, dict):
        optional = {"required": False} if node.get("name") in names and "required" in node else {}
        return {name: _optional(value, names) for name, value in node.items()} | optional
    return node


def test_paging_has_defaults_where_a_contract_lets_it(tmp_path: Path, aliyun: Any) -> None:
    document = json.loads((CONTRACTS / "linkvisual.json").read_text(encoding="utf-8"))
    path = tmp_path / "linkvisual.json"
    path.write_text(json.dumps(_optional(document, {"PageNo", "PageSize"})), encoding="utf-8")
    with running([path]) as emulator:
        aliyun.base_url = emulator.base_url
        response = aliyun.rpc(PageNo=None, PageSize=None, Name="", Params=None)
        assert response.status_code == 200, response.text
        data = response.json()["Data"]
        assert (data["Page"], data["PageSize"], data["Total"], len(data["List"])) == (1, 10, 8, 8)


@pytest.mark.parametrize("faces", [0, 1, 2])
def test_a_marker_may_be_a_chunk_of_its_own(emulator: Running, megvii: Any, faces: int) -> None:
    marker = PngImagePlugin.PngInfo()
    marker.add_text("specseal-faces", str(faces))
    target = io.BytesIO()
    Image.new("RGB", (8, 8)).save(target, "PNG", pnginfo=marker)
    response = megvii.get_token({"image_ref1": target.getvalue()}, comparison_type="0")
    assert response.json().get("error_message") == {0: "NO_FACE_FOUND", 1: None, 2: "MULTIPLE_FACES"}[faces]


@pytest.mark.parametrize(("outcome", "status"), STATUSES.items())
def test_each_outcome_has_its_status(
    emulator: Running, http: httpx.Client, outcome: str, status: str
) -> None:
    url = _seeded(emulator, None).partition("?")[0]
    page = http.post(url, data={"token": "t" * 32, "outcome": outcome}).text
    data = unescape(page.partition('name="data" value="')[2].partition('"')[0])
    assert json.loads(data)["status"] == status


def test_unknown_paths_are_the_business_of_one_vendor(emulator: Running, http: httpx.Client) -> None:
    response = http.get(f"{emulator.base_url}/nothing/here")
    assert (response.status_code, response.json()) == (404, {"error": "API_NOT_FOUND"})


def test_the_contract_rules_over_the_gateway_s_own_errors(tmp_path: Path, aliyun: Any) -> None:
    document = json.loads((CONTRACTS / "linkvisual.json").read_text(encoding="utf-8"))
    (operation,) = (item["get"] if "get" in item else item["post"] for item in document["paths"].values())
    row = {"status": 409, "key": "Code", "message": "Another one."}
    operation["x-errors"] |= {"SignatureNonceUsed": row, "IllegalTimestamp": {**row, "message": ""}}
    path = tmp_path / "linkvisual.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with running([path], check_responses=False) as emulator:
        aliyun.base_url = emulator.base_url
        assert aliyun.rpc(SignatureNonce="once").status_code == 200
        again = aliyun.rpc(SignatureNonce="once")
        assert (again.status_code, again.json()["Message"]) == (409, "Another one.")
        untimely = aliyun.rpc(Timestamp="now")
        assert untimely.status_code == 409
        assert untimely.json()["Message"].startswith('The input parameter "Timestamp"')
