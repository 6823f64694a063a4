"""Every known mistake in signing, made on purpose by a signer of its own, is named in the journal."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, quote_plus, urlencode

import pytest

from specseal_emulator.recipe.wording import MISTAKES

SECRET = "demo-secret"
Pairs = list[tuple[str, str]]


def sha1(by: str, text: str) -> bytes:
    return hmac.new(by.encode(), text.encode(), hashlib.sha1).digest()


def sha256(by: str, text: str) -> bytes:
    return hmac.new(by.encode(), text.encode(), hashlib.sha256).digest()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def strict(text: str) -> str:
    return quote(text, safe="")


def small(text: str) -> str:
    return "".join(c if len(c) == 1 else c.lower() for c in _units(strict(text)))


def _units(text: str) -> list[str]:
    units, position = [], 0
    while position < len(text):
        length = 3 if text[position] == "%" else 1
        units.append(text[position : position + length])
        position += length
    return units


# RPC signature 1.0


@dataclass
class Rpc:
    """An RPC 1.0 signer of which every step can be done wrong."""

    encode: Callable[[str], str] = strict
    order: Callable[[Pairs], Pairs] = sorted
    whole: Callable[[str], str] = strict
    path: str = "%2F"
    method: Callable[[str], str] = str
    leave_out: Callable[[str, Pairs], Pairs] = field(default=lambda _place, pairs: pairs)
    sign: Callable[[str], str] = field(default=lambda text: b64(sha1(f"{SECRET}&", text)))
    send: Callable[[str], str] = quote_plus
    common: dict[str, str] = field(default_factory=dict)

    def call(self, aliyun, method: str = "POST") -> None:
        query: Pairs = [
            ("Version", "2018-01-20"),
            ("action", "small letters sort last"),
            ("Action", "QueryFaceUserByName"),
            ("Format", "JSON"),
            ("IsolationId", "ZheJiangHZ"),
            ("Params", "a b*~/(1)=李"),
            ("PageNo", "1"),
            ("AccessKeyId", "demo-key"),
            ("SignatureMethod", self.common.get("SignatureMethod", "HMAC-SHA1")),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", uuid.uuid4().hex),
            ("Timestamp", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ]
        form: Pairs = [("PageSize", "10")]
        signed = self.order([*self.leave_out("query", query), *self.leave_out("form", form)])
        canonical = "&".join(f"{self.encode(name)}={self.encode(value)}" for name, value in signed)
        text = f"{self.method(method)}&{self.path}&{self.whole(canonical)}"
        url = f"{aliyun.base_url}/?{urlencode(query)}&Signature={self.send(self.sign(text))}"
        response = aliyun.http.request(method, url, data=dict(form))
        self.text, self.response = text, response.json()


def java(text: str) -> str:
    return quote_plus(text, safe="*").replace("~", "%7E")


def keep(text: str, kept: str) -> str:
    return quote(text, safe=kept)


def unsorted(pairs: Pairs) -> Pairs:
    return list(pairs)


RPC: list[tuple[str, Rpc]] = [
    ("plus-for-space", Rpc(encode=quote_plus)),
    ("asterisk-not-encoded", Rpc(encode=lambda text: keep(text, "*"))),
    ("tilde-encoded", Rpc(encode=lambda text: strict(text).replace("~", "%7E"))),
    ("form-encoding", Rpc(encode=java)),
    ("slash-not-encoded", Rpc(encode=quote)),
    ("marks-not-encoded", Rpc(encode=lambda text: keep(text, "!'()*"))),
    ("lower-case-hex", Rpc(encode=small)),
    ("not-encoded", Rpc(encode=str)),
    ("double-encoding", Rpc(encode=lambda text: strict(strict(text)))),
    ("unsorted", Rpc(order=unsorted)),
    ("sorted-ignoring-case", Rpc(order=lambda pairs: sorted(pairs, key=lambda pair: pair[0].lower()))),
    ("query-not-encoded", Rpc(whole=str)),
    ("query-encoded-twice", Rpc(whole=lambda text: strict(strict(text)))),
    ("path-not-encoded", Rpc(path="/")),
    ("method", Rpc(method=lambda _: "GET")),
    ("method-case", Rpc(method=str.lower)),
    ("form-not-signed", Rpc(leave_out=lambda place, pairs: pairs if place == "query" else [])),
    ("query-not-signed", Rpc(leave_out=lambda place, pairs: pairs if place == "form" else [])),
    ("parameter-not-signed", Rpc(leave_out=lambda _, pairs: [pair for pair in pairs if pair[0] != "Params"])),
    ("key-without-ampersand", Rpc(sign=lambda text: b64(sha1(SECRET, text)))),
    ("key-with-newline", Rpc(sign=lambda text: b64(sha1(f"{SECRET}\n&", text)))),
    ("key-id-as-secret", Rpc(sign=lambda text: b64(sha1("demo-key&", text)))),
    ("swapped-arguments", Rpc(sign=lambda text: b64(sha1(text, f"{SECRET}&")))),
    ("swapped-arguments key-without-ampersand", Rpc(sign=lambda text: b64(sha1(text, SECRET)))),
    ("hex-for-base64", Rpc(sign=lambda text: sha1(f"{SECRET}&", text).hex())),
    ("hex-for-base64 key-without-ampersand", Rpc(sign=lambda text: sha1(SECRET, text).hex())),
    ("base64-of-hex", Rpc(sign=lambda text: b64(sha1(f"{SECRET}&", text).hex().encode()))),
    ("no-padding", Rpc(sign=lambda text: b64(sha1(f"{SECRET}&", text)).rstrip("="))),
    ("sha256-for-sha1", Rpc(sign=lambda text: b64(sha256(f"{SECRET}&", text)))),
    ("signature-encoded-twice", Rpc(send=lambda text: strict(strict(text)))),
    ("algorithm", Rpc(common={"SignatureMethod": "HMAC-SHA256"})),
    ("unsorted key-without-ampersand", Rpc(order=unsorted, sign=lambda text: b64(sha1(SECRET, text)))),
    ("plus-for-space method", Rpc(encode=quote_plus, method=lambda _: "GET")),
    ("secret", Rpc(sign=lambda text: b64(sha1("another&", text)))),
    ("secret", Rpc(sign=lambda _: "not even base64")),
]


@pytest.mark.parametrize(("named", "signer"), RPC, ids=[named.replace(" ", "+") for named, _ in RPC])
def test_mistakes_in_rpc_signatures(aliyun, emulator, named: str, signer: Rpc) -> None:
    signer.call(aliyun)
    assert signer.response["Code"] == "SignatureDoesNotMatch"
    found = emulator.journal.last().diagnosis
    assert set(found.mistakes) == set(named.split())
    assert all(MISTAKES[mistake] in found.explanation for mistake in found.mistakes)
    assert found.explanation in emulator.journal.last().why
    assert found.string_to_sign == emulator.journal.last().notes["string_to_sign"]
    assert signer.response["Message"].endswith(found.string_to_sign)
    assert found.expected == b64(sha1(f"{SECRET}&", found.string_to_sign))
    assert (found.expected == found.received) is (named == "algorithm")
    if named not in {"secret", "algorithm"}:
        assert found.caller_signed == signer.text
    if named == "parameter-not-signed":
        assert "(Params)" in found.explanation


@pytest.mark.parametrize(
    ("named", "write"),
    [
        ("signature-not-encoded", lambda text: text.replace("/", "%2F").replace("=", "%3D")),
        ("urlsafe-base64", lambda text: text.replace("+", "-").replace("/", "_")),
    ],
)
def test_mistakes_in_sending_rpc_signatures(
    aliyun, emulator, named: str, write: Callable[[str], str]
) -> None:
    signer = Rpc(send=write)
    for _ in range(200):  # until a signature has the characters that make the difference
        signer.call(aliyun)
        if (found := emulator.journal.last().diagnosis) and ("+" in found.expected):
            break
    assert found.mistakes == (named,)


@pytest.mark.parametrize("way", ["rpc", "acs3"])
def test_a_long_request_is_not_looked_into(aliyun, emulator, way: str) -> None:
    changes = {"Params": "x" * 20_000}
    if way == "rpc":
        response = aliyun.rpc(secret="wrong", place="body", **changes)
    else:
        response = aliyun.acs3(secret="wrong", **changes)
    assert response.json()["Code"] == "SignatureDoesNotMatch"
    found = emulator.journal.last().diagnosis
    assert found.mistakes == ("too-long",)
    assert len(found.string_to_sign) < 17_000


def test_the_most_work_takes_no_time_worth_mentioning(aliyun, emulator) -> None:
    parameters = {f"Name{number}": "ö *~/" * 8 for number in range(100)}
    for call in (aliyun.rpc, aliyun.acs3):
        assert call(secret="wrong", **parameters).json()["Code"] == "SignatureDoesNotMatch"
        assert emulator.journal.last().diagnosis.mistakes == ("secret",)
        assert emulator.journal.last().elapsed < 2


def test_a_get_signed_as_post(aliyun, emulator) -> None:
    signer = Rpc(method=lambda _: "POST")
    signer.call(aliyun, "GET")
    assert emulator.journal.last().diagnosis.mistakes == ("method",)


def test_a_right_signature_needs_no_diagnosis(aliyun, emulator) -> None:
    signer = Rpc()
    signer.call(aliyun)
    assert signer.response["Success"] is True
    assert emulator.journal.last().diagnosis is None
    assert {verdict.passed for verdict in emulator.journal.last().verdicts} == {True}


# ACS3


@dataclass
class Acs3:
    """An ACS3 signer of which every step can be done wrong."""

    encode: Callable[[str], str] = strict
    order: Callable[[Pairs], Pairs] = sorted
    method: str = "POST"
    path: str = "/"
    host: Callable[[str], str] = str
    body: bytes = b"{}"
    content_sha256: str | None = None
    end: str = "\n"
    digest: Callable[[str], str] = field(default=lambda text: hashlib.sha256(text.encode()).hexdigest())
    sign: Callable[[str], str] = field(default=lambda text: sha256(SECRET, text).hex())

    def call(self, aliyun) -> None:
        query: Pairs = [
            ("PageSize", "10"),
            ("Params", "a b*~/(1)"),
            ("IsolationId", "ZheJiangHZ"),
            ("PageNo", "1"),
        ]
        host = aliyun.base_url.removeprefix("http://")
        headers = {
            "host": self.host(host),
            "x-acs-action": "QueryFaceUserByName",
            "x-acs-content-sha256": self.content_sha256 or hashlib.sha256(b"{}").hexdigest(),
            "x-acs-date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": uuid.uuid4().hex,
            "x-acs-version": "2018-01-20",
        }
        names = ";".join(headers)
        canonical_query = "&".join(f"{self.encode(n)}={self.encode(v)}" for n, v in self.order(query))
        block = "\n".join(f"{name}:{value}" for name, value in headers.items()) + self.end
        payload = self.content_sha256 or hashlib.sha256(self.body).hexdigest()
        canonical = "\n".join((self.method, self.path, canonical_query, block, names, payload))
        self.text = "ACS3-HMAC-SHA256\n" + self.digest(canonical)
        authorization = (
            f"ACS3-HMAC-SHA256 Credential=demo-key,SignedHeaders={names},Signature={self.sign(self.text)}"
        )
        sent = {**headers, "host": host, "authorization": authorization, "content-type": "application/json"}
        response = aliyun.http.post(f"{aliyun.base_url}/?{urlencode(query)}", headers=sent, content=b"{}")
        self.response = response.json()


ACS3: list[tuple[str, Acs3]] = [
    ("plus-for-space", Acs3(encode=quote_plus)),
    ("asterisk-not-encoded", Acs3(encode=lambda text: keep(text, "*"))),
    ("form-encoding", Acs3(encode=java)),
    ("double-encoding", Acs3(encode=lambda text: strict(strict(text)))),
    ("not-encoded", Acs3(encode=str)),
    ("unsorted", Acs3(order=unsorted)),
    ("method", Acs3(method="GET")),
    ("method-case", Acs3(method="post")),
    ("path-empty", Acs3(path="")),
    ("host", Acs3(host=lambda _: "linkvisual.cn-shanghai.aliyuncs.com")),
    ("host-without-port", Acs3(host=lambda host: host.partition(":")[0])),
    ("body-digest", Acs3(body=b"")),
    ("body-digest", Acs3(content_sha256=hashlib.sha256(b"another").hexdigest())),
    ("headers-without-end", Acs3(end="")),
    ("request-not-digested", Acs3(digest=str)),
    ("key-with-ampersand", Acs3(sign=lambda text: sha256(f"{SECRET}&", text).hex())),
    ("key-with-newline", Acs3(sign=lambda text: sha256(f"{SECRET}\n", text).hex())),
    ("key-id-as-secret", Acs3(sign=lambda text: sha256("demo-key", text).hex())),
    ("swapped-arguments", Acs3(sign=lambda text: sha256(text, SECRET).hex())),
    ("base64-for-hex", Acs3(sign=lambda text: b64(sha256(SECRET, text)))),
    ("upper-case-hex", Acs3(sign=lambda text: sha256(SECRET, text).hex().upper())),
    ("sha1-for-sha256", Acs3(sign=lambda text: sha1(SECRET, text).hex())),
    ("unsorted host-without-port", Acs3(order=unsorted, host=lambda host: host.partition(":")[0])),
    ("path-empty key-with-ampersand", Acs3(path="", sign=lambda text: sha256(f"{SECRET}&", text).hex())),
    ("secret", Acs3(sign=lambda text: sha256("another", text).hex())),
]


@pytest.mark.parametrize(("named", "signer"), ACS3, ids=[named.replace(" ", "+") for named, _ in ACS3])
def test_mistakes_in_acs3_signatures(aliyun, emulator, named: str, signer: Acs3) -> None:
    signer.call(aliyun)
    assert signer.response["Code"] == "SignatureDoesNotMatch"
    found = emulator.journal.last().diagnosis
    assert set(found.mistakes) == set(named.split())
    assert all(MISTAKES[mistake] in found.explanation for mistake in found.mistakes)
    assert signer.response["Message"].endswith(f"[{found.string_to_sign}]")
    assert found.expected == sha256(SECRET, found.string_to_sign).hex() != found.received
    if named != "secret":
        assert found.caller_signed == signer.text


def test_a_header_that_is_not_signed(aliyun, emulator) -> None:
    aliyun.acs3(unsigned=("x-acs-date", "host"))
    found = emulator.journal.last().diagnosis
    assert found.mistakes == ("header-not-signed",)
    assert "(host, x-acs-date)" in found.explanation


def test_a_right_acs3_signature_needs_no_diagnosis(aliyun, emulator) -> None:
    signer = Acs3()
    signer.call(aliyun)
    assert signer.response["Success"] is True
    assert emulator.journal.last().diagnosis is None


# Megvii


def raw(order: str = "abcd", unit: int = 1) -> str:
    now = int(time.time())
    values = {"a": "demo-key", "b": str((now + 100) * unit), "c": str(now * unit), "d": "0799687066"}
    return "&".join(f"{name}={values[name]}" for name in order)


def joined(text: str, digest: bytes) -> str:
    return b64(digest + text.encode())


MEGVII: list[tuple[str, Callable[[], str]]] = [
    ("hex-for-bytes", lambda: joined(raw(), sha1(SECRET, raw()).hex().encode())),
    ("base64-for-bytes", lambda: joined(raw(), base64.b64encode(sha1(SECRET, raw())))),
    ("sha256-for-sha1", lambda: joined(raw(), sha256(SECRET, raw()))),
    ("sha256-for-sha1 hex-for-bytes", lambda: joined(raw(), sha256(SECRET, raw()).hex().encode())),
    ("swapped-arguments", lambda: joined(raw(), sha1(raw(), SECRET))),
    ("key-with-ampersand", lambda: joined(raw(), sha1(f"{SECRET}&", raw()))),
    ("key-with-newline", lambda: joined(raw(), sha1(f"{SECRET}\n", raw()))),
    ("key-id-as-secret", lambda: joined(raw(), sha1("demo-key", raw()))),
    ("raw-before-digest", lambda: b64(raw().encode() + sha1(SECRET, raw()))),
    ("raw-encoded", lambda: joined(raw(), sha1(SECRET, strict(raw())))),
    ("raw-encoded", lambda: joined(strict(raw()), sha1(SECRET, strict(raw())))),
    ("raw-order", lambda: joined(raw("dcba"), sha1(SECRET, raw("dcba")))),
    ("milliseconds", lambda: joined(raw(unit=1000), sha1(SECRET, raw(unit=1000)))),
    (
        "milliseconds swapped-arguments",
        lambda: joined(raw(unit=1000), sha1(raw(unit=1000), SECRET)),
    ),
    ("base64-twice", lambda: b64(joined(raw(), sha1(SECRET, raw())).encode())),
    ("signature-encoded-twice", lambda: strict(joined(raw(), sha1(SECRET, raw())))),
    ("secret", lambda: joined(raw(), sha1("another", raw()))),
    ("secret", lambda: joined(raw(), b"twelve bytes")),
]


@pytest.mark.parametrize(("named", "make"), MEGVII, ids=[named.replace(" ", "+") for named, _ in MEGVII])
def test_mistakes_in_megvii_signs(megvii, emulator, monkeypatch, named: str, make: Callable[[], str]) -> None:
    now = 1_800_000_014.0  # the right sign of this second has a + in it
    monkeypatch.setattr(time, "time", lambda: now)
    emulator.clock.freeze(now)
    sign = make()
    response = megvii.face_info(sign=sign)
    assert response.status_code == 403
    found = emulator.journal.last().diagnosis
    assert set(found.mistakes) == set(named.split())
    assert all(MISTAKES[mistake] in found.explanation for mistake in found.mistakes)
    assert found.explanation in emulator.journal.last().why
    assert found.received == sign
    assert found.string_to_sign == raw()
    assert found.expected == joined(raw(), sha1(SECRET, raw()))
    assert megvii.face_info(sign=found.expected).status_code == 200


def test_any_digest_is_told_from_the_raw_text(megvii, emulator) -> None:
    emulator.clock.freeze(1_800_000_014)
    for number in range(40):
        text = f"a=demo-key&b=1800000114&c=1800000014&d={number:010}"
        for named, digest in (
            ("base64-for-bytes", base64.b64encode(sha1(SECRET, text))),
            ("hex-for-bytes", sha1(SECRET, text).hex().encode()),
            ("sha256-for-sha1", sha256(SECRET, text)),
        ):
            megvii.face_info(sign=joined(text, digest))
            found = emulator.journal.last().diagnosis
            assert found and found.mistakes == (named,)
        assert megvii.face_info(sign=joined(text, sha1(SECRET, text))).status_code == 200


@pytest.mark.parametrize(
    ("named", "change"),
    [
        ("signature-not-encoded", lambda sign: sign.replace("+", " ")),
        ("urlsafe-base64", lambda sign: sign.replace("+", "-").replace("/", "_")),
        ("no-padding", lambda sign: sign.rstrip("=")),
    ],
)
def test_mistakes_in_the_base64_of_megvii_signs(
    megvii, emulator, named: str, change: Callable[[str], str]
) -> None:
    signs = (megvii.sign(random=str(number)) for number in range(10_000))
    sign = next(sign for sign in signs if "+" in sign and sign.endswith("="))
    assert megvii.face_info(sign=change(sign)).json()["error"] == "AUTHENTICATION_ERROR"
    assert emulator.journal.last().diagnosis.mistakes == (named,)


def test_a_right_sign_needs_no_diagnosis(megvii, emulator) -> None:
    assert megvii.face_info().status_code == 200
    assert emulator.journal.last().diagnosis is None


@pytest.mark.parametrize(
    "sign", ["nonsense", "é", "====", b64(b"\xff" * 40), b64(b"x" * 20 + b"a=nobody&b=1&c=0&d=1"), b64(b"a=")]
)
def test_nothing_is_said_about_signs_of_nobody(megvii, emulator, sign: str) -> None:
    assert megvii.face_info(sign=sign).status_code == 403
    assert emulator.journal.last().diagnosis is None


def test_an_expired_sign_is_no_mistake_in_signing(megvii, emulator) -> None:
    sign = megvii.sign()
    emulator.clock.shift(1000)
    assert megvii.face_info(sign=sign).json()["error"] == "AUTHORIZATION_ERROR: EXPIRED_SIGN"
    assert emulator.journal.last().diagnosis is None


def test_every_mistake_is_tested() -> None:
    here = {mistake for named, _ in (*RPC, *ACS3, *MEGVII) for mistake in named.split()}
    apart = {"too-long", "signature-not-encoded", "urlsafe-base64", "no-padding", "header-not-signed"}
    assert here | apart == set(MISTAKES)
