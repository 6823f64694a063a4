"""What is logged, where the environment asks for it, and that nothing secret is in it."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from typing import Any

import pytest

from specseal.runtime.errors import APIError, ConfigurationError

LOGGER = "specseal"


def test_info_has_a_line_per_attempt(
    call: Any, server: Any, acme: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    server.say(
        acme.answer('{"error":"INTERNAL_ERROR"}', 500, headers={"Retry-After": "0.01"}),
        acme.answer('{"request_id":"the-id"}'),
    )
    call.with_settings(max_retries=1).face_info()
    first, second = [record.getMessage() for record in caplog.records if record.name == LOGGER]
    assert first.startswith("getFaceInfo attempt 1: InternalError: ")
    assert re.search(r"; retrying in 0\.\d s$", first)
    assert second.startswith("getFaceInfo attempt 2: HTTP 200, request id the-id, ")


def test_debug_names_what_is_sent(call: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, LOGGER)
    call.face_info()
    said = next(record.getMessage() for record in caplog.records if record.name == LOGGER)
    assert "attempt 1: POST http://127.0.0.1" in said
    assert "user-agent" in said
    assert said.endswith(" bytes")


def test_the_last_failure_is_logged_too(
    call: Any, server: Any, acme: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    server.say(acme.answer('{"error":"INVALID_FACE_TOKEN"}', 400))
    with pytest.raises(APIError):
        call.face_info()
    assert caplog.records[-1].getMessage().endswith("; giving up")


@pytest.mark.parametrize(("level", "lines"), [("info", 1), ("debug", 2), ("", 0)])
def test_the_environment_switches_it_on(server: Any, level: str, lines: int) -> None:
    program = f"""
from specseal.runtime.client import SyncClient
from specseal.runtime.operation import ErrorBody, Operation
from specseal.runtime.product import Product
operation = Operation("op", "GET", "/x", "none", (), (), "*/*", None, (), ErrorBody())
product = Product("p", "1", {{"r": {server.url!r}}}, "ACME", {{}}, frozenset(), frozenset(), operation)
with SyncClient(product, credentials={{}}) as client:
    client._call(operation, {{}})
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env={"ACME_LOG": level}, capture_output=True, text=True, check=True
    )
    assert len(done.stderr.splitlines()) == lines
    assert all(f" {LOGGER} " in line for line in done.stderr.splitlines())


def test_an_unknown_level_is_refused(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_LOG", "verbose")
    with pytest.raises(ConfigurationError, match="ACME_LOG must be info or debug"):
        call.face_info()
