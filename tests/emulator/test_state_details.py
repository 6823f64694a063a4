"""What a request leaves behind: every check with what it looked at; what stays when a load fails; older states."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from specseal_emulator import Account, Clock, Seed, SeedError, Settings, SQLiteStore, StoreUnusable, read_seed
from specseal_emulator.client import EmulatorClient
from specseal_emulator.control import handlers
from specseal_emulator.control.messages import Snapshot, SnapshotRecord
from specseal_emulator.numbers import in_seconds
from specseal_emulator.state import Entry, SentFile
from specseal_emulator.testing import Running, running
from tests.emulator.writings import WAYS

SCHEMAS = json.loads(Path(handlers.__file__).with_name("openapi.json").read_text(encoding="utf-8"))[
    "components"
]["schemas"]
AT = 1_800_000_000


def checks(emulator: Running) -> list[tuple[str, str]]:
    entry = emulator.journal.last()
    assert all(verdict.passed for verdict in entry.verdicts)
    return [(verdict.check, verdict.why) for verdict in entry.verdicts]


def test_every_check_says_what_it_looked_at(
    emulator: Running, megvii: Any, aliyun: Any, http: httpx.Client
) -> None:
    emulator.clock.freeze(AT)
    end = [("limits", ""), ("parameters", ""), ("call", "")]
    contract = ("contract", "the response fits")
    assert megvii.get_token().status_code == 200
    assert checks(emulator) == [
        ("route", "getToken"),
        ("key and secret", ""),
        ("account", "of owner demo"),
        *end,
        contract,
    ]
    assert megvii.form(
        "/finauth/v5/sdk/get_biz_token",
        {
            "sign": megvii.sign(now=AT, expires=AT + 9),
            "sign_version": "hmac_sha1",
            "liveness_id": "l",
        },
    ).is_success
    assert checks(emulator) == [
        ("route", "getBizToken"),
        ("sign fields", ""),
        ("sign form", "base64 of 20 bytes and a=…&b=…&c=…&d=…"),
        ("api_key", "demo-key"),
        ("digest", "HMAC-SHA1(api_secret, raw)"),
        ("time", f"b={AT + 9}, c={AT}"),
        ("account", "of owner demo"),
        *end,
        contract,
    ]
    for call, fields, algorithm in (
        (aliyun.rpc, "RPC signature 1.0", "HMAC-SHA1"),
        (aliyun.acs3, "ACS3-HMAC-SHA256", "HMAC-SHA256"),
    ):
        assert call(at=AT).status_code == 200
        found = dict(checks(emulator))
        assert list(found) == [
            *("version", "action", "signature fields", "time", "access key", "signature", "nonce"),
            *("account", "limits", "parameters", "call", "contract"),
        ]
        assert found.pop("nonce")
        assert found == {
            "version": "2018-01-20",
            "action": "QueryFaceUserByName",
            "signature fields": fields,
            "time": "2027-01-15T08:00:00Z",
            "access key": "demo-key",
            "signature": algorithm,
            "account": "of owner demo",
            **dict(end),
            "contract": "the response fits",
        }


def test_defaults_of_the_document_are_those_of_an_entry() -> None:
    fields = {field.name: field for field in dataclasses.fields(Entry)}
    described = {
        name: one["default"] for name, one in SCHEMAS["Entry"]["properties"].items() if "default" in one
    }
    assert described == {name: fields[name].default for name in described}
    assert {"id", "elapsed", "response"} <= described.keys()


@pytest.mark.parametrize("where", ["memory", "file"])
def test_a_load_that_fails_changes_nothing(tmp_path: Path, where: str) -> None:
    path = tmp_path / "state.db" if where == "file" else None
    store = SQLiteStore(path)
    store.put("k", "before", {"n": 1})
    unfit: Any = object()
    with pytest.raises(StoreUnusable, match=str(path) if path else "memory"):
        store.load([("k", "after", {"n": 2}, None), (unfit, "x", {}, None)])
    assert store.dump(0) == [("k", "before", {"n": 1}, None)]
    store.load([("k", "after", {"n": 2}, 5.0)])
    assert store.dump(0) == [("k", "after", {"n": 2}, 5.0)]
    store.close()


def test_the_journal_of_a_shared_store_counts_from_one(two_stores: Any, http: httpx.Client) -> None:
    with running(store=two_stores[0]) as one:
        assert (one.journal.newest(), one.journal.oldest(), one.journal.entries()) == (0, 1, [])
        http.get(f"{one.base_url}/nothing")
        assert (one.journal.newest(), one.journal.last().id) == (1, 1)
        assert one.journal.get(1) == one.journal.last()
        assert one.journal.get(2) is None
        EmulatorClient(one.base_url).clear_journal()
        assert (one.journal.newest(), one.journal.entries()) == (1, [])
        http.get(f"{one.base_url}/nothing")
        assert one.journal.last().id == 2


def test_a_verification_of_an_older_state_can_end(emulator: Running, http: httpx.Client) -> None:
    record = {
        "token": "t",
        "biz_id": "b",
        "api_key": "demo-key",
        "owner": "demo",
        "return_url": "https://example.com/r",
        "notify_url": "https://example.com/n",
        "expires": None,
    }
    control = EmulatorClient(emulator.base_url)
    kept = control.snapshot().records
    control.restore(Snapshot(1, (*kept, SnapshotRecord("lite-token", "t", record))))
    page = http.post(f"{emulator.base_url}/faceid/lite/do", data={"token": "t", "outcome": "pass"}).text
    data = page.partition('name="data" value="')[2].partition('"')[0].replace("&quot;", '"')
    assert json.loads(data)["biz_info"] == {"biz_id": "b", "biz_no": "", "biz_extra_data": ""}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"accounts: \x00\n", r"seed\.yaml:1: .*special characters"),
        (b"a: 1\n\xff: 2\n", r"seed\.yaml:2: not valid UTF-8"),
        (b"accounts:\n  - {key: [}\n", r"seed\.yaml:2: "),
        (b"7: 1\n", r"seed\.yaml:1: keys must be strings"),
        (
            b"accounts:\n  - key: a\n    secret: b\n    ? {c: 1}\n    : d\n",
            r"seed\.yaml:4: keys must be strings",
        ),
        (b"a: &a [*a]\n", r"seed\.yaml:1: "),
        (b"a: " + b"[" * 60 + b"]" * 60, r"seed\.yaml:1: too many values or levels"),
        (b"a: " + b"[" * 5000, r"seed\.yaml:1: "),
        (b"accounts: !!set {a}\n", r"seed\.yaml:1: unsupported YAML tag !!set"),
        (b"accounts:\n  - !mine {key: k, secret: s}\n", r"seed\.yaml:2: unsupported YAML tag !mine"),
        (b"accounts: !list []\n", r"seed\.yaml:1: unsupported YAML tag !list"),
    ],
)
def test_a_seed_that_cannot_be_read_is_refused_with_its_line(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "seed.yaml"
    path.write_bytes(content)
    with pytest.raises(SeedError, match=words):
        read_seed(path)


def test_a_table_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE records (kind TEXT, name TEXT, value TEXT, expires REAL)")
    before = path.read_bytes()
    with pytest.raises(StoreUnusable, match="another program"):
        SQLiteStore(path)
    assert path.read_bytes() == before


def test_a_reset_clock_is_the_system_s_to_the_microsecond(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_000_000_000.5)
    for store in (None, SQLiteStore()):
        clock = Clock()
        if store:
            clock.bind(store)
        clock.shift(3600)
        clock.freeze()
        clock.reset()
        assert (clock.now(), clock.ahead, clock.frozen) == (1_000_000_000.5, 0.0, False)
        clock.shift(0.000001)
        assert clock.ahead == pytest.approx(0.000001, abs=5e-7)
        if store:
            store.close()


def test_a_time_that_is_refused_is_told_with_its_distance(emulator: Running, aliyun: Any) -> None:
    emulator.clock.freeze(AT)
    for call in (aliyun.rpc, aliyun.acs3):
        for at, distance in ((AT - 901, 901), (AT + 1000, 1000)):
            assert call(at=at).status_code == 400
            why = emulator.journal.last().why
            assert why.endswith(f"Z is {distance} seconds from now")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("secret", ['a"b\\c d/€<é>', "four", "%2f+&=~'x'"])
def test_a_secret_is_masked_as_a_whole_and_nothing_else_is(
    emulator: Running, http: httpx.Client, way: str, secret: str
) -> None:
    EmulatorClient(emulator.base_url).seed(Seed(accounts=(Account("other", secret),)))
    http.post(f"{emulator.base_url}/nothing", data={"note": f"({WAYS[way](secret)})", "other": "(three)"})
    assert emulator.journal.last().form == {"note": "(***)", "other": "(three)"}


def test_an_entry_has_everything_of_a_request(emulator: Running, http: httpx.Client) -> None:
    emulator.clock.freeze(AT)
    content = bytes(range(256))
    response = http.post(
        f"{emulator.base_url}/faceid/lite/get_token?note=1",
        data={"api_key": "demo-key", "api_secret": "other", "biz_no": "7"},
        files={"image_ref1": ("ä.png", content, "image/png")},
        headers={"x-note": "two"},
    )
    assert response.status_code == 403
    entry = emulator.journal.last()
    assert (entry.at, entry.method, entry.path) == (AT, "POST", "/faceid/lite/get_token")
    assert (entry.product, entry.operation) == ("faceid-lite", "getToken")
    assert (entry.status, entry.code) == (403, "AUTHENTICATION_ERROR")
    assert entry.why == "api_key and api_secret do not match"
    assert entry.headers["x-note"] == "two"
    assert entry.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert entry.query == {"note": "1"}
    assert entry.form == {"api_key": "demo-key", "api_secret": "***", "biz_no": "7"}
    assert entry.files == {
        "image_ref1": SentFile("ä.png", "image/png", 256, hashlib.sha256(content).hexdigest())
    }
    assert [(one.check, one.passed) for one in entry.verdicts] == [
        ("route", True),
        ("key and secret", False),
        ("contract", True),
    ]
    assert entry.diagnosis is None
    assert entry.notes == {}
    assert entry.response == response.text
    assert 0 < entry.elapsed < 60
    assert entry == EmulatorClient(emulator.base_url).entry(entry.id)


@pytest.mark.parametrize(("values", "status"), [(4, 400), (5, 400), (6, 413), (7, 413)])
def test_values_of_a_body_are_counted(http: httpx.Client, values: int, status: int) -> None:
    """The list itself and its items; a list is no fault, so that one within the bound is refused as such."""
    with running(settings=Settings(control_values=5)) as emulator:
        body = "[" + ",".join(["0"] * (values - 1)) + "]"
        response = http.post(f"{emulator.base_url}/_emulator/faults", content=body)
        assert response.status_code == status, response.text


def test_a_second_is_one() -> None:
    assert [in_seconds(one) for one in (0, 0.7, 1, 1.4, 2, 90.2)] == [
        "0 seconds",
        "1 second",
        "1 second",
        "1 second",
        "2 seconds",
        "90 seconds",
    ]
