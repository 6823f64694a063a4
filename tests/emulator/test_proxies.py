"""A proxy that rewrites the Host header breaks ACS3's signature, and the diagnosis names the host."""

from __future__ import annotations

import pytest

from specseal_emulator import Diagnosis
from specseal_emulator.testing import Running

SIGNED = "api.example.com"


def diagnosed(emulator: Running) -> Diagnosis:
    found = emulator.journal.last().diagnosis
    assert found is not None
    return found


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-host": SIGNED},
        {"x-forwarded-host": f"{SIGNED}, inner.example.com"},
        {"x-original-host": SIGNED},
        {"forwarded": f'for=10.0.0.1;host="{SIGNED}";proto=https'},
        {"forwarded": f"for=10.0.0.1, for=10.0.0.2; Host={SIGNED}"},
    ],
)
def test_the_host_before_the_proxy_is_named(aliyun, emulator: Running, headers: dict[str, str]) -> None:
    arrived = emulator.base_url.removeprefix("http://")
    aliyun.http.headers.update(headers)
    aliyun.acs3(signed_host=SIGNED)
    found = diagnosed(emulator)
    assert found.mistakes == ("host",)
    assert (
        f"another host was signed than the one in the Host header ({SIGNED}, which arrived as {arrived})"
        in (found.explanation)
    )
    assert emulator.journal.last().code == "SignatureDoesNotMatch"


@pytest.mark.parametrize("name", ["via", "x-forwarded-for", "x-forwarded-proto", "forwarded", "x-real-ip"])
def test_a_proxy_that_does_not_say_is_suspected(aliyun, emulator: Running, name: str) -> None:
    aliyun.http.headers[name] = "1.1 proxy"
    aliyun.acs3(signed_host=SIGNED)
    found = diagnosed(emulator)
    assert found.mistakes == ("secret",)
    arrived = emulator.base_url.removeprefix("http://")
    assert f"or a proxy rewrote the Host header, which arrived as '{arrived}'" in found.explanation


def test_without_a_proxy_nobody_suspects_one(aliyun, emulator: Running) -> None:
    aliyun.acs3(secret="wrong")
    assert "proxy" not in diagnosed(emulator).explanation


def test_a_proxy_that_changed_nothing_is_no_mistake(aliyun) -> None:
    aliyun.http.headers["x-forwarded-host"] = SIGNED
    assert aliyun.acs3().status_code == 200
