"""The whole FaceID Lite flow in a real browser: from get_token to a verified callback, for each outcome."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from specseal_emulator import Settings
from specseal_emulator.testing import Running, running
from tests.chromium import chromium, complaints_of
from tests.emulator.h5 import BRIGHTNESS, Receiver, receiving, verified

pytestmark = pytest.mark.system

OUTCOMES = {
    "It passes": ("OK", {"result": "PASS"}),
    "It ends without passing": ("OK", {"result": "FAIL"}),
    "It fails": ("FAILED", None),
    "Cancel": ("CANCELLED", None),
    "Let it time out": ("TIMEOUT", None),
    "No camera: WebRTC is not supported": ("WEBRTC_UNSUPPORTED", None),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 640})
    opened = context.new_page()
    complaints = complaints_of(opened)
    yield opened
    context.close()
    assert [text for text in complaints if "favicon" not in text] == []


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running(settings=Settings(callback_ports=("any",), token_ttl=60)) as emulator:
        yield emulator


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest.fixture
def link(server: Running, megvii: Any, receiver: Receiver) -> Callable[..., str]:
    """The address of a new verification's page."""
    server.reset()

    def get(files: Any = None, **fields: str) -> str:
        megvii.base_url = server.base_url
        given = {"return_url": receiver.url("/return"), "notify_url": receiver.url("/notify")}
        response = megvii.get_token(files, **{**given, **fields})
        assert response.status_code == 200, response.text
        return f"{server.base_url}/faceid/lite/do?token={response.json()['token']}"

    return get


@pytest.mark.parametrize("method", ["POST", pytest.param("GET", marks=pytest.mark.slow)])
@pytest.mark.parametrize("button", OUTCOMES)
def test_each_outcome(page: Page, link, receiver: Receiver, picture, button: str, method: str) -> None:
    status, liveness = OUTCOMES[button]
    files = {"image_ref1": picture()}
    page.goto(
        link(files, comparison_type="0", action_http_method=method, biz_no="订单 7", biz_extra_data="<&>\"'")
    )
    expect(page.get_by_role("heading")).to_have_text("How does this verification end?")
    choice = page.get_by_role("button", name=button, exact=True)
    said = page.locator(f"#{choice.get_attribute('aria-describedby')}").inner_text()
    choice.click()
    expect(page).to_have_title("received")
    returned, notified = receiver.next("/return"), receiver.next("/notify")
    assert (returned.method, notified.method) == (method, "POST")
    data = verified(notified)
    assert verified(returned) == data
    assert (data["status"], data.get("liveness_result")) == (status, liveness)
    assert ("verify_result" in data) == (status == "OK")
    assert (data["biz_info"]["biz_no"], data["biz_info"]["biz_extra_data"]) == ("订单 7", "<&>\"'")
    confidence = data["verify_result"]["result_ref1"]["confidence"] if status == "OK" else None
    assert said.removeprefix("Sends ").split(", ") == [
        f"status = {status}",
        *([f"liveness_result.result = {data['liveness_result']['result']}"] if status == "OK" else []),
        *([f"verify_result.result_ref1.confidence = {confidence}"] if status == "OK" else []),
    ]


@pytest.mark.slow
def test_the_page_times_out_by_itself(page: Page, server: Running, link, receiver: Receiver) -> None:
    server.clock.freeze()
    address = link()
    server.clock.shift(58)
    page.goto(address)
    expect(page.locator("#left")).to_have_text(re.compile("^[012]$"))
    expect(page).to_have_title("received")
    assert verified(receiver.next("/return"))["status"] == "TIMEOUT"
    assert verified(receiver.next("/notify"))["status"] == "TIMEOUT"


def test_the_keyboard_is_enough(page: Page, link, receiver: Receiver) -> None:
    page.goto(link())
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_title("received")
    assert verified(receiver.next("/notify"))["status"] == "CANCELLED"


def test_it_works_without_scripts(browser: Browser, link, receiver: Receiver) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(link(language="1"))
    page.get_by_role("button", name="通过", exact=True).click()
    page.get_by_role("button", name="继续").click()
    expect(page).to_have_title("received")
    assert verified(receiver.next("/return"))["status"] == "OK"
    context.close()


def test_nothing_is_wider_than_a_phone_and_nothing_comes_from_outside(page: Page, link) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    address = link(biz_no="x" * 128, uuid="w" * 512)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [url for url in requested if not url.endswith("/favicon.ico")] == [address]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_it_says_that_it_is_an_emulator_and_what_goes_where(
    browser: Browser,
    link,
    receiver: Receiver,
    width: int,
    scheme: Literal["light", "dark"],
    method: str,
    tmp_path: Path,
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.goto(link(action_http_method=method, biz_no="order-7", uuid="user-1"))
    for text in (
        "This page belongs to an emulator: no camera is used, and nobody is verified.",
        "order-7",
        "user-1",
        receiver.url("/notify"),
        receiver.url("/return"),
        f"{method} by this browser, which goes there next",
        "Seconds left before it times out: ",
    ):
        expect(page.get_by_text(text, exact=False)).to_be_visible()
    for button in OUTCOMES:
        choice = page.get_by_role("button", name=button, exact=True)
        expect(choice).to_be_visible()
        expect(choice).to_have_accessible_description(re.compile("^Sends status = [A-Z_]+"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    picture = Path(os.environ.get("SPECSEAL_SCREENSHOTS") or tmp_path) / f"h5-{method}-{width}-{scheme}.png"
    page.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 5000
    ground, ink = page.evaluate(BRIGHTNESS)
    assert (ground > 200 and ink < 80) if scheme == "light" else (ground < 60 and ink > 180)
    context.close()
