"""The page for a new user: its commands are run as they stand, its tables are complete."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from specseal_emulator import seed_schema
from specseal_emulator.vendors.megvii.h5.result import OUTCOMES

PAGE = (Path(__file__).parents[2] / "docs" / "emulator.md").read_text(encoding="utf-8")
MARK = "@@@ next block"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@pytest.mark.system
def test_its_commands_work_one_after_another(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "specseal-emulator"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m specseal_emulator "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    script = f"\necho '{MARK}'\n".join(blocks).replace("8080", str(free_port()))
    environment = {
        **os.environ,
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "NO_PROXY": "*",
        "no_proxy": "*",
    }
    done = subprocess.run(
        ["bash", "-m", "-u", "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = [response.strip() for response in done.stdout.split(MARK)]
    assert len(told) == len(blocks), done.stderr
    ready, token, compared, refused, face, biz_token, users, again, page, journal, schema, seed, stopped = (
        told
    )
    assert json.loads(ready)["status"] == "ready"
    assert len(json.loads(token)["token"]) == len(json.loads(compared)["token"]) == 32
    assert json.loads(refused)["error_message"] == "MISSING_ARGUMENTS: image_ref1"
    assert json.loads(face)["info"]["user_id"] == "user_01"
    assert json.loads(biz_token)["biz_token"]
    assert [user["Name"] for user in json.loads(users)["Data"]["List"]] == ["Tony"]
    assert json.loads(again)["Code"] == "SignatureNonceUsed"
    assert page == 'action="https://example.com/return"'
    (entry,) = json.loads(journal)["entries"]
    assert entry["path"] == "http://127.0.0.1:9000/notify"
    assert entry["why"].startswith(
        "refused: port 9000 is not allowed; expected one of: 443, 5000, 16003, 8883, 8028"
    )
    assert schema == ""
    assert json.loads((tmp_path / "seed.schema.json").read_text(encoding="utf-8")) == seed_schema()
    assert seed.splitlines() == [
        "specseal-emulator: error: seed seed.yaml:3: accounts[0].secret: must be a string; put it in quotes",
        "exit code 6",
    ]
    assert "Terminated" not in stopped
    assert "warning" not in done.stderr


def test_every_outcome_is_listed() -> None:
    table = PAGE.partition("| outcome |")[2].partition("\n\n")[0]
    assert set(
        re.findall(r"`([a-z-]+)`", "\n".join(row.split("|")[1] for row in table.splitlines()[2:]))
    ) == set(OUTCOMES)


def test_every_option_of_the_plugin_is_listed() -> None:
    source = Path(sys.modules["specseal_emulator"].__file__ or "").with_name("pytest_plugin.py")
    options = re.findall(r'addini\(\s*"([a-z_]+)"', source.read_text(encoding="utf-8"))
    assert re.findall(r"(?m)^\| `(specseal_[a-z_]+)`", PAGE) == options
