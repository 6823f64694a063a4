"""The command, as a process of its own."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from specseal_emulator.client import EmulatorClient
from specseal_emulator.server import is_loopback
from tests.emulator.processes import COMMAND, end_during_a_request


def failing(*arguments: str) -> tuple[int, str]:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_stopped(start, http, tmp_path: Path, number: signal.Signals) -> None:
    process, url = start()
    (ready,) = tmp_path.glob("*/ready")
    assert ready.read_text(encoding="utf-8") == url + "\n"
    assert http.post(f"{url}/nowhere").json() == {"error": "API_NOT_FOUND"}
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert errors == f"specseal-emulator: serving on {url}\n"
    assert list(tmp_path.glob("*ready-*")) == []


def test_garbage_is_looked_for_only_in_what_requests_make(tmp_path: Path) -> None:
    """While it starts the collector is off; what is there then is left alone by it."""
    program = """
import gc, os, pathlib, signal, sys, threading, time
from specseal_emulator.cli import main

def look():
    while not ready.exists():
        assert threading.main_thread().is_alive()
        time.sleep(0.01)
    print(gc.isenabled(), gc.get_freeze_count() > 50_000, len(gc.get_objects()) < 25_000)
    os.kill(os.getpid(), signal.SIGTERM)

ready = pathlib.Path(sys.argv[1])
threading.Thread(target=look, daemon=True).start()
sys.exit(main(["serve", "--port", "0", "--ready-file", sys.argv[1]]))
"""
    command = [sys.executable, "-c", program, str(tmp_path / "ready")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "True True True\n"


def test_a_request_under_way_is_finished(start) -> None:
    process, url = start()
    end_during_a_request(process, url, lambda: time.sleep(0.3))


def test_settings_and_contracts_can_be_given(start, http, tmp_path: Path) -> None:
    contract = tmp_path / "acme.json"
    example = {"content": {"application/json": {"example": {"hello": 1}}}}
    document = {
        "openapi": "3.1.0",
        "components": {"securitySchemes": {"card": {"type": "mutualTLS"}}},
        "security": [{"card": []}],
        "paths": {"/x": {"get": {"operationId": "x", "responses": {"200": example}}}},
    }
    contract.write_text(json.dumps(document), encoding="utf-8")
    process, url = start("--contract", str(contract), "--set", "token_ttl=5")
    assert http.get(f"{url}/x").json() == {"hello": 1}
    process.send_signal(signal.SIGTERM)
    assert "warning: acme: card: it is not checked: mutualTLS" in process.communicate(timeout=20)[1]


def test_state_can_be_kept_in_a_file(start, megvii, tmp_path: Path) -> None:
    tokens = tmp_path / "state.db"
    sign = megvii.sign(expires=0)
    for status in (200, 403):
        process, url = start("--db", str(tokens))
        megvii.base_url = url
        assert megvii.get_biz_token(sign=sign).status_code == status
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=20)


def test_a_control_token_is_taken_from_the_command_line_or_the_environment(start, http, monkeypatch) -> None:
    _, one = start("--control-token", "one")
    monkeypatch.setenv("SPECSEAL_EMULATOR_CONTROL_TOKEN", "two")
    _, two = start()
    for url, token in ((one, "one"), (two, "two")):
        clock = f"{url}/_emulator/clock"
        statuses = [
            http.get(clock, headers={"authorization": f"Bearer {t}"}).status_code for t in ("one", "two")
        ]
        assert statuses == [200 if token == t else 401 for t in ("one", "two")]


def test_a_listener_does_not_hold_up_the_command(start, megvii) -> None:
    process, url = start()
    listening = EmulatorClient(url).listen(after=0)
    megvii.base_url = url
    megvii.face_info()
    assert next(listening).operation == "getFaceInfo"
    process.send_signal(signal.SIGTERM)
    assert list(listening) == []
    process.communicate(timeout=4)
    assert process.returncode == 0


def test_a_stale_ready_file_is_removed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    ready.write_text("http://127.0.0.1:1\n", encoding="utf-8")
    code, _ = failing("serve", "--contract", str(tmp_path / "none.json"), "--ready-file", str(ready))
    assert code == 3
    assert not ready.exists()


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, errors = failing("serve", "--port", str(port))
    assert code == 4
    assert f"cannot listen on 127.0.0.1 port {port}: Address already in use; choose others with" in errors


def test_options_without_a_command() -> None:
    code, errors = failing("--contract", "acme.json")
    assert code == 2
    assert "name the command before its options: specseal-emulator serve --contract …" in errors


def test_a_contract_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"openapi": "2.0"}', encoding="utf-8")
    code, errors = failing("serve", "--contract", str(path))
    assert code == 3
    assert f"error: contract {path} at /openapi: must be OpenAPI 3.1" in errors


def test_a_ready_file_that_cannot_be_written(tmp_path: Path) -> None:
    code, errors = failing("serve", "--port", "0", "--ready-file", str(tmp_path / "none" / "ready"))
    assert code == 5
    assert "cannot write" in errors


def test_a_database_that_cannot_be_written(tmp_path: Path) -> None:
    code, errors = failing("serve", "--port", "0", "--db", str(tmp_path / "none" / "state.db"))
    assert code == 5
    assert "state.db" in errors


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "COMMAND"),
        (["serve", "--port", "65536"], "is not a port"),
        (["serve", "--port", "x"], "is not a port"),
        (["serve", "--set", "nothing=1"], "unknown setting 'nothing'"),
        (["serve", "--nothing"], "unrecognized arguments"),
    ],
)
def test_a_wrong_command_line(arguments: list[str], words: str) -> None:
    code, errors = failing(*arguments)
    assert code == 2
    assert words in errors


def test_help_names_the_exit_codes() -> None:
    done = subprocess.run([*COMMAND, "serve", "--help"], capture_output=True, text=True, check=True)
    assert "exit codes:" in done.stdout
    assert "--ready-file FILE" in done.stdout


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)]
    + [("::", False), ("10.0.0.1", False), ("example.com", False)],
)
def test_which_addresses_only_this_machine_reaches(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_ipv6(start, http) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:  # a machine without it: the command has to say so
        assert failing("serve", "--host", "::1", "--port", "0")[0] == 4
        return
    _, url = start("--host", "::1")
    assert url.startswith("http://[::1]:")
    assert http.get(url + "/nowhere").status_code == 404
