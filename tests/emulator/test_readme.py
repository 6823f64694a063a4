"""The README tells the truth: its commands work, its tables are complete."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from specseal_emulator import Settings
from specseal_emulator.cli import EXIT_CODES

README = (Path(__file__).parents[2] / "emulator" / "README.md").read_text(encoding="utf-8")


@pytest.mark.system
def test_every_curl_command_responds_as_it_says(emulator) -> None:
    blocks = re.findall(r"```console\n((?!\$).*?)```", README, re.DOTALL)
    script = "\n".join(blocks).replace("http://127.0.0.1:8080", emulator.base_url)
    separated = re.sub(r"(?m)^curl ", "echo; curl --noproxy '*' ", script)
    done = subprocess.run(["bash", "-euc", separated], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    responses = [json.loads(line) for line in done.stdout.splitlines() if line]
    token, face, biz_token, unsigned = responses
    assert len(token["token"]) == 32
    assert face["info"]["user_id"] == "user_01"
    assert biz_token["biz_token"]
    assert unsigned["Code"] == "MissingAccessKeyId"


def test_every_setting_is_listed() -> None:
    table = README.partition("## Settings")[2].partition("\n## ")[0]
    listed = set(
        re.findall(r"`([a-z_]+)`", "\n".join(row.split("|")[1] for row in re.findall(r"(?m)^\| `.*$", table)))
    )
    assert listed == set(Settings.names())


def test_every_exit_code_is_listed() -> None:
    documented = re.findall(r"(?m)^\| ([0-9]) \|", README)
    assert documented == re.findall(r"(?m)^  ([0-9])  ", EXIT_CODES)


def test_every_option_is_listed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "specseal_emulator", "serve", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    options = set(re.findall(r"--[a-z-]+", done.stdout)) - {"--help"}
    assert options <= set(re.findall(r"--[a-z-]+", README))
