"""Pages of other origins: none may read a response by default, the control plane never."""

from __future__ import annotations

import httpx
import pytest

from specseal_emulator import Settings
from specseal_emulator.testing import running

PAGE = "http://127.0.0.1:8000"
PREFLIGHT = {"access-control-request-method": "POST", "access-control-request-headers": "x-acs-date"}
PATH = "/faceid/lite/get_token"


def allowed(response: httpx.Response) -> str | None:
    return response.headers.get("access-control-allow-origin")


@pytest.mark.parametrize(
    ("origins", "origin", "expected"),
    [
        ((), PAGE, None),
        ((PAGE,), PAGE, PAGE),
        ((PAGE,), "http://127.0.0.1:8001", None),
        ((PAGE,), "null", None),
        (("null",), "null", "null"),
        (("any",), PAGE, PAGE),
    ],
)
def test_who_may_call(origins: tuple[str, ...], origin: str, expected: str | None) -> None:
    with running(settings=Settings(browser_origins=origins)) as emulator, httpx.Client() as client:
        address = emulator.base_url + PATH
        asked = client.options(address, headers={"origin": origin, **PREFLIGHT})
        assert allowed(asked) == expected
        assert (asked.status_code == 204) == (expected is not None)
        if expected:
            assert asked.headers["access-control-allow-methods"] == "POST"
            assert asked.headers["access-control-allow-headers"] == "x-acs-date"
            assert emulator.journal.entries() == []  # a browser's question is no request to the vendor
        sent = client.post(address, headers={"origin": origin}, data={"api_key": "demo-key"})
        assert allowed(sent) == expected
        assert sent.headers.get("vary") == ("origin" if expected else None)
        assert sent.status_code in {400, 403}


def test_without_an_origin_nothing_is_added() -> None:
    with running(settings=Settings(browser_origins=("any",))) as emulator, httpx.Client() as client:
        sent = client.post(emulator.base_url + PATH, data={"api_key": "demo-key"})
        assert allowed(sent) is None
        plain = client.options(emulator.base_url + PATH)
        assert plain.status_code != 204


@pytest.mark.parametrize("path", ["/_emulator/journal", "/_emulator/health"])
def test_the_control_plane_is_open_to_no_page(path: str) -> None:
    with running(settings=Settings(browser_origins=("any",))) as emulator, httpx.Client() as client:
        sent = client.get(emulator.base_url + path, headers={"origin": PAGE})
        assert allowed(sent) is None
        asked = client.options(emulator.base_url + path, headers={"origin": PAGE, **PREFLIGHT})
        assert allowed(asked) is None
