"""The scripts and commands of a failing case run, and get the same response."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis.stateful import initialize, rule

from specseal_emulator import Account, Fault, Latency, Limits
from specseal_emulator.client import EmulatorClient
from tests.properties import reproduction, signing
from tests.properties.callers import calling
from tests.properties.contracts import of
from tests.properties.model_support import KINDS, Machine
from tests.properties.model_support import run as run_machine
from tests.properties.pictures import picture
from tests.properties.profiles import examples
from tests.properties.sending import Way, deliver, sign
from tests.properties.signing import Keys
from tests.properties.starting import Tapped, tapped
from tests.properties.tap import Exchange

pytestmark = pytest.mark.suite("machinery")

ROOT = Path(__file__).parents[2]


def run(script: str) -> str:
    paths = os.pathsep.join([str(ROOT), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": paths},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def shell(commands: str, emulator: Tapped, options: str = "-euc") -> str:
    """The output of commands."""
    commands = commands.replace(reproduction.SERVED, emulator.base_url)
    done = subprocess.run(["bash", options, commands], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def upload(emulator: Tapped) -> Exchange:
    fields = {
        "return_url": "https://example.com/return",
        "notify_url": "https://example.com/notify",
        "biz_no": "写",
        "uuid": "u",
        "comparison_type": "0",
        **signing.megvii("faceid-lite"),
    }
    parts: list[Any] = [(name, (None, value)) for name, value in fields.items()]
    files = [*parts, ("image_ref1", ("a.png", picture(faces=0), "image/png"))]
    request = requests.Request("POST", f"{emulator.base_url}/faceid/lite/get_token", files=files)
    return deliver(request.prepare(), emulator)[0]


def signed(emulator: Tapped, scheme: str, keys: Keys = signing.MAIN) -> Exchange:
    query = (
        "Action=QueryFaceUserByName&Version=2018-01-20&IsolationId=ZheJiangHZ&PageNo=1&PageSize=3&Name=Tony"
    )
    request = requests.Request("GET", f"{emulator.base_url}/?{query}").prepare()
    sign(request, Way("", "GET", scheme, keys))
    return deliver(request, emulator)[0]


def test_a_script_sends_the_same_once_more(emulator: Tapped) -> None:
    assert "NO_FACE_FOUND" in run(reproduction.raw_script([upload(emulator)]))
    for scheme in ("rpc1", "acs3"):
        printed = run(reproduction.raw_script([signed(emulator, scheme)]))
        assert printed.startswith("200 ")
        assert "3mtjaqebeq4d****" in printed


def test_a_script_brings_its_account_and_its_fault(emulator: Tapped) -> None:
    account = Account("own-key", "own-secret", refusal="Forbidden.RiskControl", limits=Limits(9, 10.0))
    exchange = signed(emulator, "acs3", Keys(account.key, account.secret))
    assert b"InvalidAccessKeyId.NotFound" in exchange.response
    assert "Forbidden.RiskControl" in run(reproduction.raw_script([exchange], account))
    fault = Fault(product="linkvisual", error="InternalError", count=1, latency=Latency(seconds=0.01))
    assert run(reproduction.raw_script([signed(emulator, "rpc1")], fault=fault)).startswith("500 ")


@pytest.mark.system
@pytest.mark.parametrize("fault", [None, Fault(error="INTERNAL_ERROR", count=1)])
def test_curl_sends_the_same_once_more(fault: Fault | None, emulator: Tapped) -> None:
    commands = reproduction.curl([upload(emulator)], Account("other", "secret"), fault)
    with tapped() as other:
        printed = shell(commands, other)
        assert ("INTERNAL_ERROR" if fault else "NO_FACE_FOUND") in printed
        assert EmulatorClient(other.base_url).clock().frozen


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_call_of_a_client_is_made_once_more(kind: str, emulator: Tapped) -> None:
    arguments = {"IsolationId": "ZheJiangHZ", "PageNo": 1, "PageSize": 3, "Name": "Tony"}
    with calling(of("linkvisual"), emulator.base_url, signature="v1", format="XML") as callers:
        assert "3mtjaqebeq4d****" in run(reproduction.client_script(callers, arguments, kind))


def test_a_failing_property_shows_its_values(tmp_path: Path) -> None:
    test = tmp_path / "test_it.py"
    lines = [
        "from hypothesis import given, strategies as st",
        "@given(st.integers())",
        "def test_it(number):",
    ]
    test.write_text("\n".join([*lines, "    assert number < 3", ""]), encoding="utf-8")
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", "-c", os.devnull, str(test)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "number=3" in done.stdout, done.stdout


def test_a_failure_brings_both_and_keeps_the_script(emulator: Tapped, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reproduction, "FOLDER", tmp_path / "reports" / "failures")
    exchange = signed(emulator, "rpc1")
    with pytest.raises(AssertionError) as caught, reproduction.explaining(exchange):
        raise AssertionError("not what it had to be")
    (note,) = caught.value.__notes__
    assert "curl -sS" in note
    (kept,) = reproduction.FOLDER.iterdir()
    assert kept.read_text(encoding="utf-8") in note
    assert str(kept.relative_to(tmp_path)) in note


class Twice(Machine):
    """Fails at the second token."""

    @initialize()
    def begin(self) -> None:
        self.tokens: list[str] = []

    @rule(kind=KINDS)
    def ask(self, kind: str) -> None:
        result = self.clients("finauth-premium").call(kind, {"liveness_id": "l"})
        self.tokens.append(result.biz_token)
        assert len(self.tokens) < 2, f"twice: {self.tokens}"


def test_a_failing_machine_brings_its_steps_and_its_requests(
    emulator: Tapped, monkeypatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reproduction, "FOLDER", tmp_path / "reports" / "failures")
    with pytest.raises(AssertionError, match="twice") as caught:
        run_machine(Twice, emulator, examples(5))
    kept = {path.name.split(".")[-2]: path.read_text("utf-8") for path in reproduction.FOLDER.iterdir()}
    notes = "\n".join(caught.value.__notes__)
    assert set(kept) == {"steps", "request"}
    assert all(script in notes for script in kept.values())
    assert kept["steps"].count("state.ask(kind='sync')") == 2
    with pytest.raises(subprocess.CalledProcessError) as again:
        run(kept["steps"])
    tokens = list(dict.fromkeys(re.findall(r"\d+,[-0-9a-f]{36}", str(caught.value))))
    assert "AssertionError: twice" in again.value.stderr
    assert all(token.partition(",")[2] in again.value.stderr for token in tokens)  # the time precedes it
    lines = run(kept["request"]).splitlines()
    assert [token in line for token, line in zip(tokens, lines, strict=True)] == [True, True]


def converse(emulator: Tapped) -> None:
    """A request to the control plane, one that makes a token, and one that needs it."""
    emulator.reset()
    control = EmulatorClient(emulator.base_url)
    control.change_clock(now=1_800_000_000.0, frozen=True)
    fields = {"return_url": "https://example.com/", "notify_url": "https://example.com/", "biz_no": "n"}
    with calling(of("faceid-lite"), emulator.base_url) as callers:
        given = fields | {"uuid": "u", "comparison_type": "-1"}
        page = callers.run("sync", "liveness_url", callers.call("sync", given).token)
        control.change_clock(shift=100)
        control.arm(Fault(product="faceid-lite", connection="reset", count=1))
        with pytest.raises(Exception, match="get_token"):
            callers.call("sync", given)
    with requests.Session() as session:
        session.trust_env = False
        assert session.get(page).status_code == 200


def test_a_conversation_is_held_once_more(emulator: Tapped) -> None:
    converse(emulator)
    printed = run(reproduction.raw_script(emulator.tap.conversation()))
    assert [line[:4] for line in printed.splitlines() if re.match(r"\d+ ", line)] == [
        "200 ",
        "0 ('",
        "200 ",
    ]


@pytest.mark.system
def test_a_conversation_is_held_once_more_by_curl(emulator: Tapped) -> None:
    converse(emulator)
    commands = reproduction.curl(emulator.tap.conversation())
    with tapped() as other:
        shell(commands, other, "-uc")  # curl fails where the connection breaks
        assert [each.status for each in other.tap.exchanges()] == [200, 0, 200]
    assert other.clock.now() == 1_800_000_100.0
