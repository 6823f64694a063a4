"""The inspector in a real Chromium: with the mouse, the keyboard, on a phone, and with hostile requests."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from specseal_emulator import Fault
from specseal_emulator.testing import running
from tests.chromium import chromium, complaints_of
from tests.emulator.h5 import BRIGHTNESS

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, emulator) -> Iterator[Page]:
    """The open page; whatever the browser complains about fails the test."""
    opened = browser.new_page()
    complaints = complaints_of(opened)
    outside: list[str] = []
    opened.on("request", lambda request: outside.append(request.url))
    opened.goto(f"{emulator.base_url}/_emulator/")
    expect(opened.locator("#status")).to_have_text("live")
    yield opened
    opened.close()
    assert complaints == []
    assert [url for url in outside if not url.startswith((emulator.base_url, "data:"))] == []


def test_requests_appear_as_they_come(page: Page, megvii) -> None:
    expect(page.locator("#journal-count")).to_have_text("0 of 0 requests")
    megvii.face_info()
    megvii.face_info(face_token="x")
    entries = page.locator("#entries > li")
    expect(entries).to_have_count(2)
    expect(entries.first).to_contain_text("INVALID_FACE_TOKEN")
    expect(entries.first).to_contain_text("has no face 'x'")
    expect(entries.nth(1)).to_contain_text("200")
    entries.first.locator("summary").click()
    expect(entries.first).to_contain_text("demo_group")
    expect(entries.first).to_contain_text('"error":"INVALID_FACE_TOKEN"')
    expect(entries.first.locator("dd.bad")).to_contain_text("has no face 'x'")
    expect(entries.first).to_contain_text("***")
    expect(entries.first).not_to_contain_text("demo-secret")


def test_what_came_before_is_there(page: Page, megvii) -> None:
    megvii.face_info()
    expect(page.locator("#entries > li")).to_have_count(1)
    page.reload()
    expect(page.locator("#entries > li")).to_have_count(1)


def test_a_diagnosis_is_shown(page: Page, aliyun) -> None:
    aliyun.rpc(secret="demo-secret", signed_as="GET")
    page.locator("#entries summary").click()
    shown = page.locator(".diagnosis")
    expect(shown).to_contain_text("another HTTP method was signed")
    expect(shown).to_contain_text("POST&%2F&AccessKeyId%3Ddemo-key")
    expect(shown).to_contain_text("GET&%2F&AccessKeyId%3Ddemo-key")


def test_filters(page: Page, megvii, aliyun) -> None:
    megvii.face_info()
    megvii.face_info(face_token="x")
    aliyun.rpc()
    expect(page.locator("#journal-count")).to_have_text("3 of 3 requests")
    page.get_by_label("Only failures").check()
    expect(page.locator("#journal-count")).to_have_text("1 of 3 requests")
    page.get_by_label("Only failures").uncheck()
    page.get_by_label("Filter").fill("queryface")
    expect(page.locator("#journal-count")).to_have_text("1 of 3 requests")
    expect(page.locator("#entries > li:visible")).to_contain_text("QueryFaceUserByName")
    page.get_by_label("Filter").fill("")
    page.get_by_label("Hold still").check()
    aliyun.rpc()
    expect(page.locator("#journal-count")).to_have_text("3 of 3 requests, 1 held back")
    page.get_by_label("Hold still").uncheck()
    expect(page.locator("#journal-count")).to_have_text("4 of 4 requests")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#journal-count")).to_have_text("0 of 0 requests")


def test_faults_are_armed_and_disarmed(page: Page, megvii, emulator) -> None:
    page.get_by_label("Calls to").select_option("finauth-facesearch getFaceInfo")
    page.get_by_label("Times").fill("1")
    page.get_by_role("button", name="Arm").click()
    listed = page.locator("#fault-list")
    expect(listed).to_contain_text(
        "INTERNAL_ERROR on finauth-facesearch getFaceInfo; applied to 0 of 1 of 0 requests"
    )
    assert [megvii.face_info().status_code for _ in range(2)] == [500, 200]
    expect(listed).to_contain_text("applied to 1 of 1 of 2 requests, spent")
    page.get_by_role("button", name=re.compile("Disarm fault-")).click()
    expect(listed).to_have_text("none")
    page.get_by_label("Effect").select_option("reset")
    expect(page.get_by_label("Value")).to_be_hidden()
    page.get_by_role("button", name="Arm").click()
    expect(listed).to_contain_text("reset on finauth-facesearch")
    (armed,) = emulator.world.faults.armed()
    assert armed.fault == Fault(
        product="finauth-facesearch", operation="getFaceInfo", connection="reset", count=1
    )


def test_a_refusal_is_shown_until_the_next_action(browser: Browser, megvii, emulator) -> None:
    page = browser.new_page()
    page.goto(f"{emulator.base_url}/_emulator/")
    expect(page.locator("#status")).to_have_text("live")
    page.get_by_label("Value").fill("NO_SUCH_ERROR")
    page.get_by_role("button", name="Arm", exact=True).click()
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("NO_SUCH_ERROR")
    for _ in range(2):  # each makes the page refresh itself; the second does so after the first has done
        with page.expect_response(lambda found: found.url.endswith("/_emulator/limits")):
            megvii.face_info()
    expect(problem).to_contain_text("NO_SUCH_ERROR")
    page.get_by_label("Value").fill("INTERNAL_ERROR")
    page.get_by_role("button", name="Arm", exact=True).click()
    expect(problem).to_be_hidden()
    expect(page.locator("#fault-list")).to_contain_text("INTERNAL_ERROR")
    page.close()


def test_the_clock(page: Page, emulator) -> None:
    now = page.locator("#now")
    expect(now).to_have_text(re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"))
    before = emulator.clock.now()
    page.get_by_role("button", name="+1 h").click()
    expect(page.locator("#clock-note")).to_have_text("3600 s ahead of the system")
    assert 3600 <= emulator.clock.now() - before < 3700
    page.get_by_role("button", name="Freeze").click()
    expect(page.locator("#clock-note")).to_have_text("frozen")
    assert emulator.clock.frozen
    page.get_by_label("Shift by seconds").fill("-3600")
    page.get_by_role("button", name="Shift", exact=True).click()
    page.get_by_role("button", name="Let it run").click()
    page.get_by_role("button", name="System time").click()
    expect(page.locator("#clock-note")).to_have_text("as the system")
    assert abs(emulator.clock.ahead) < 1


def test_state_and_limits(page: Page, megvii, aliyun) -> None:
    assert megvii.get_token().status_code == 200
    aliyun.rpc()
    expect(page.locator("#limit-list")).to_contain_text("calls in 1 s")
    page.get_by_label("Kind").select_option("lite-token")
    expect(page.locator("#records > li")).to_have_count(1)
    expect(page.locator("#records")).to_contain_text("order-1")
    page.get_by_label("Kind").select_option("account")
    expect(page.locator("#records")).to_contain_text("demo-key")
    expect(page.locator("#records")).not_to_contain_text("demo-secret")


def test_everything_is_reset_after_a_question(page: Page, megvii, emulator) -> None:
    megvii.face_info()
    expect(page.locator("#entries > li")).to_have_count(1)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Reset everything").click()
    assert len(emulator.journal.entries()) == 1
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Reset everything").click()
    expect(page.locator("#entries > li")).to_have_count(0)
    assert emulator.journal.entries() == []
    megvii.get_token()
    expect(page.locator("#entries > li")).to_have_count(1)


def test_the_keyboard_is_enough(page: Page, megvii) -> None:
    for token in ("x", "y", "z"):
        megvii.face_info(face_token=token)
    expect(page.locator("#entries > li")).to_have_count(3)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the journal")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    first, second, third = (page.locator("#entries summary").nth(number) for number in range(3))
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(third).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#entries details[open]")).to_contain_text("has no face 'y'")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"


def test_everything_that_can_be_used_has_a_name(page: Page) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("input, select, button")]
            .filter((node) => !(node.labels?.length || node.textContent.trim()))
            .map((node) => node.outerHTML)"""
    )
    assert nameless == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, megvii, width: int) -> None:
    megvii.face_info(face_token="x" * 300)
    page.set_viewport_size({"width": width, "height": 800})
    expect(page.locator("#entries > li")).to_have_count(1)
    page.locator("#entries summary").click()
    page.get_by_label("Kind").select_option("account")
    expect(page.locator("#records > li").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("main *")].map((node) => parseFloat(getComputedStyle(node).fontSize))"""
    )
    assert min(sizes) >= 13


def test_what_came_in_is_shown_as_text(page: Page, megvii, emulator) -> None:
    hostile = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    megvii.face_info(face_token=hostile, group_id=hostile)
    megvii.http.get(f"{megvii.base_url}/{hostile}", params={hostile: hostile}, headers={"x-hostile": hostile})
    expect(page.locator("#entries > li")).to_have_count(2)
    for number in range(2):
        page.locator("#entries summary").nth(number).click()
    expect(page.locator("#entries > li").first).to_contain_text("onerror")
    assert page.locator("#entries img, #entries script").count() == 0
    assert page.title() == "specseal-emulator"


def test_the_page_is_guarded(emulator, http) -> None:
    for name, kind in (("", "text/html"), ("inspector.js", "text/javascript"), ("inspector.css", "text/css")):
        response = http.get(f"{emulator.base_url}/_emulator/{name}")
        assert response.headers["content-type"] == f"{kind}; charset=utf-8"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert http.get(f"{emulator.base_url}/_emulator", follow_redirects=True).status_code == 200


def test_a_token_is_asked_for(browser: Browser, megvii) -> None:
    with running(control_token="open sesame") as other:
        page = browser.new_page()
        page.goto(f"{other.base_url}/_emulator/")
        expect(page.locator("#status")).to_have_text("token required")
        expect(page.get_by_label("Control token")).to_be_focused()
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_have_text("token required")
        page.get_by_label("Control token").fill("open sesame")
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_have_text("live")
        megvii.base_url = other.base_url
        megvii.face_info()
        expect(page.locator("#entries > li")).to_have_count(1)
        page.close()


#: Elements whose content is wider than they are, and fields whose placeholder is.
CUT = """(() => {
  const pen = document.createElement("canvas").getContext("2d");
  const cut = [];
  for (const one of document.querySelectorAll("body *:not(.skip)")) {
    if (one.clientWidth && one.scrollWidth > one.clientWidth + 1) cut.push(one.id || one.textContent);
    if (!one.placeholder) continue;
    const style = getComputedStyle(one);
    pen.font = style.font;
    const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (pen.measureText(one.placeholder).width > room) cut.push(one.placeholder);
  }
  return cut;
})()"""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_cut_in_light_and_dark(
    browser: Browser, emulator, megvii, aliyun, width: int, scheme: Literal["light", "dark"], tmp_path: Path
) -> None:
    megvii.face_info(face_token='it\'s "x"')
    aliyun.rpc(secret="wrong-secret")
    emulator.arm(
        Fault(product="finauth-facesearch", operation="getFaceInfo", error="INTERNAL_ERROR", count=3)
    )
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{emulator.base_url}/_emulator/")
    expect(page.locator("#entries > li")).to_have_count(2)
    for summary in page.locator("#entries summary").all():
        summary.click()
    page.get_by_label("Kind").select_option("account")
    expect(page.locator("#records > li").first).to_be_visible()
    for text in (
        "2 of 2 requests",
        "SignatureDoesNotMatch",
        "group 'demo_group' has no face 'it's \"x\"'",
        "Diagnosis of the signature",
        "INTERNAL_ERROR on finauth-facesearch getFaceInfo; applied to 0 of 3 of 0 requests",
        "as the system",
        "QueryFaceUserByName: ",
        '"key": "demo-key"',
    ):
        expect(page.get_by_text(text).first).to_be_visible()
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not re.search(
        r"\\'|\bNone\b|\bTrue\b|\bFalse\b|b'|<\w+ object|\[\'", page.locator("main").inner_text()
    )
    picture = Path(os.environ.get("SPECSEAL_SCREENSHOTS") or tmp_path) / f"inspector-{width}-{scheme}.png"
    page.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 5000
    ground, ink = page.evaluate(BRIGHTNESS)
    assert (ground > 200 and ink < 80) if scheme == "light" else (ground < 60 and ink > 180)
    context.close()
