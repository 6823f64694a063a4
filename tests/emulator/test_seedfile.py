"""Seed files: what they say is there, what is wrong with them is told with file, line and key."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

import specseal_emulator as package
from specseal_emulator import SeedError, default_seed, read_seed, seed_schema
from specseal_emulator.testing import running

COMPLETE = """\
# everything there is
accounts:
  - {key: full, secret: full-secret, owner: acme}
  - key: disabled
    secret: disabled-secret
    disabled: true
  - {key: refused, secret: s, refusal: "AUTHORIZATION_ERROR: LIMIT_REACHED"}
  - {key: none, secret: s, limits: none}
  - {key: two, secret: s, limits: {calls: 2, seconds: 3600, concurrency: null}}
stored_records:
  - {product: acme-shop, record: order, key: ["7"], fields: {orderId: 7, symbol: X}, owner: acme}
temporary_accounts:
  - {key: STS.x, secret: s, security_token: t, owner: acme, expires: 9999999999, limits: {}}
groups:
  - {group_id: empty, owner: acme}
faces:
  - {group_id: staff, face_token: &face 00112233445566778899aabbccddeeff, user_id: "7", user_data: "", add_time: 1,
     owner: acme}
  - {group_id: other, face_token: *face, user_id: "8", user_data: 2026-01-01, add_time: 0x10, owner: acme}
face_users:
  - isolation_id: Site1
    user_id: u1
    name: 李雷
    params: '{"a":1}'
    custom_user_id: C1
    create_time: 1636427314000
    modify_time: 1636427314000
    face_md5: m
    face_url: https://example.com/1.jpeg
    owner: acme
biz_tokens:
  - {biz_token: bt, liveness_id: demo, uuid: null}
lite_tokens:
  - token: lt
    biz_id: b1
    api_key: full
    return_url: https://example.com/r
    notify_url: https://example.com/n
    biz_no: "1"
    uuid: u
    action_http_method: GET
    expires: 9999999999.5
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "seed.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(tmp_path: Path, text: str) -> str:
    path = written(tmp_path, text)
    with pytest.raises(SeedError) as caught:
        read_seed(path)
    return str(caught.value).replace(str(path), "FILE")


def test_everything_in_it_is_there(tmp_path: Path, megvii, aliyun, http) -> None:
    seed = read_seed(written(tmp_path, COMPLETE))
    with running(seed=seed) as emulator:
        megvii.base_url = aliyun.base_url = emulator.base_url
        face = {"group_id": "staff", "face_token": "00112233445566778899aabbccddeeff"}
        path = "/finauth/search/group/face_info"

        def call(key: str, secret: str = "s", **fields: str) -> tuple[Any, Any]:
            form = {"sign": megvii.sign(key, secret), "sign_version": "hmac_sha1", **face, **fields}
            body = megvii.form(path, form).json()
            return body.get("error", body.get("error_message")), body.get("info", {}).get("user_data")

        assert call("full", "full-secret") == (None, "")
        assert call("full", "full-secret", group_id="other") == (None, "2026-01-01")
        assert call("full", "full-secret", group_id="empty") == ("INVALID_FACE_TOKEN", None)
        assert call("disabled", "disabled-secret")[0] == "AUTHORIZATION_ERROR: API_KEY_BE_DISCONTINUED"
        assert call("refused")[0] == "AUTHORIZATION_ERROR: LIMIT_REACHED"
        assert call("demo-key", "demo-secret")[0] == "AUTHENTICATION_ERROR"
        assert [call("two")[0] for _ in range(3)] == ["INVALID_GROUP_ID"] * 2 + [
            "AUTHORIZATION_ERROR: LIMIT_REACHED"
        ]
        assert {call("none")[0] for _ in range(120)} == {"INVALID_GROUP_ID"}
        lite = megvii.get_token(api_key="disabled", api_secret="disabled-secret")
        assert (lite.status_code, lite.json()["error"]) == (403, "AUTHORIZATION_ERROR")
        found = aliyun.rpc(secret="full-secret", AccessKeyId="full", IsolationId="Site1").json()
        assert [user["Name"] for user in found["Data"]["List"]] == ["李雷"]
        disabled = aliyun.rpc(secret="disabled-secret", AccessKeyId="disabled")
        assert (disabled.status_code, disabled.json()["Code"]) == (400, "InvalidAccessKeyId")
        token = aliyun.rpc(secret="s", AccessKeyId="STS.x", SecurityToken="t", IsolationId="Site1")
        assert token.json()["Data"]["Total"] == 1
        store = emulator.world.store
        assert store.get("biz-token", "bt", 0) == {
            "biz_token": "bt",
            "liveness_id": "demo",
            "uuid": None,
            "owner": "demo",
            "expires": None,
        }
        assert store.get("lite-token", "lt", 9999999999.6) is None
        assert (store.get("lite-token", "lt", 9999999999.4) or {})["action_http_method"] == "GET"


def test_an_empty_file_is_an_empty_seed(tmp_path: Path) -> None:
    assert read_seed(written(tmp_path, "# nothing\n")) == package.Seed()


def test_a_file_may_add_to_the_default_data(tmp_path: Path) -> None:
    tony = default_seed().face_users[0]
    renamed = json.dumps({**asdict(tony), "name": "Anton"})
    text = (
        "extends: default\naccounts: [{key: demo-key, secret: other}, {key: more, secret: s}]\n"
        f"face_users: [{renamed}]\n"
    )
    with running(seed=read_seed(written(tmp_path, text))) as emulator:
        assert (emulator.world.account("demo-key") or {})["secret"] == "other"
        assert (emulator.world.account("more") or {})["secret"] == "s"
        assert emulator.world.store.scan("face", "", 0)
        users = emulator.world.store.scan("face-user", "", 0)
        assert len(users) == len(default_seed().face_users)
        assert [user["name"] for user in users if user["user_id"] == tony.user_id] == ["Anton"]
    assert default_seed().accounts[0].secret == "demo-secret"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "accounts:\n  - key: a\n    sekret: b\n",
            ["FILE:2: accounts[0]: secret is missing", "FILE:3: accounts[0].sekret"],
        ),
        (
            "accounts:\n- {key: a,\n   secret: 5}\n",
            ["FILE:3: accounts[0].secret: must be a string; put it in quotes"],
        ),
        ("acounts: []\n", ["FILE:1: acounts: unknown key; expected one of: extends, accounts,"]),
        ("accounts: {}\n", ["FILE:1: accounts: must be a list"]),
        ("[]\n", ["FILE:1: must be a mapping"]),
        (
            "accounts:\n- {key: a, secret: b, disabled: yes}\n",
            ["FILE:2: accounts[0].disabled: must be true or false"],
        ),
        ("accounts:\n- {key: '', secret: b}\n", ["FILE:2: accounts[0].key: "]),
        (
            "accounts:\n- key: a\n  secret: b\n  limits:\n    calls: -1\n",
            ["FILE:5: accounts[0].limits.calls: -1"],
        ),
        (
            "accounts:\n- {key: a, secret: b, limits: some}\n",
            ['FILE:2: accounts[0].limits: "none" was expected'],
        ),
        (
            "accounts:\n- {key: a, secret: b, limits: {qps: 1}}\n",
            ["FILE:2: accounts[0].limits.qps: unknown key; expected one of: calls, seconds, concurrency"],
        ),
        (
            "accounts:\n- {key: a, secret: b}\n\n- {key: a, secret: c}\n",
            ["FILE:4: accounts[1]: has the same key as the one of line 2"],
        ),
        (
            "groups: [{group_id: g}]\nfaces: []\nextends: all\n",
            ['FILE:3: extends: "all" is not one of'],
        ),
        ("accounts:\n  - key: a\n   secret: b\n", ["FILE:3: "]),
        ("accounts: []\ngroups: []\naccounts: []\n", ["FILE:3: duplicate key 'accounts'"]),
        ("1: x\n", ["FILE:1: keys must be strings; put this one in quotes"]),
        ("accounts: !!python/object:os.system {}\n", ["FILE:1: "]),
        ("accounts:\n  - !mine a\n", ["FILE:2: unsupported YAML tag !mine"]),
        ("a: &a [*a]\n", ["FILE:1: "]),
        ("accounts: []\n---\ngroups: []\n", ["FILE:2: "]),
        ("a: " + "[" * 3000, ["FILE:1: nested too deeply"]),
    ],
    ids=lambda value: value[0][5:50] if isinstance(value, list) else "",
)
def test_what_is_wrong_is_told_with_file_line_and_key(tmp_path: Path, text: str, told: list[str]) -> None:
    lines = refused(tmp_path, text).splitlines()
    assert len(lines) == len(told)
    for line, words in zip(lines, told, strict=True):
        assert line.startswith(words)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"none\.yaml: No such file"):
        read_seed(tmp_path / "none.yaml")
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"accounts:\n- {key: \xe9, secret: s}\n")
    with pytest.raises(SeedError, match=r"latin\.yaml:2: not valid UTF-8"):
        read_seed(path)


def test_the_schema_is_valid_and_agrees_with_the_classes() -> None:
    schema = seed_schema()
    jsonschema_rs.meta.validate(schema)
    jsonschema_rs.Draft202012Validator(schema).validate(yaml.safe_load(COMPLETE.replace("2026-01-01", "'x'")))
    sections = package.Seed().plain().keys()
    assert set(schema["properties"]) == {*sections, "extends"}
    for section in sections:
        name = schema["properties"][section]["items"]["$ref"].rpartition("/")[2]
        described = schema["$defs"][name]
        cls = getattr(package, name[0].upper() + name[1:])
        assert set(described["properties"]) == {field.name for field in fields(cls)}, name
        required = {
            field.name for field in fields(cls) if field.default.__class__.__name__ == "_MISSING_TYPE"
        }
        assert set(described["required"]) == required, name


def test_the_command_prints_the_schema_and_takes_a_seed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "specseal_emulator"]
    done = subprocess.run([*command, "seed-schema"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == seed_schema()
    path = written(tmp_path, "accounts: [{key: a}]\n")
    done = subprocess.run(
        [*command, "serve", "--port", "0", "--seed", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 6
    assert done.stderr == f"specseal-emulator: error: seed {path}:1: accounts[0]: secret is missing\n"
