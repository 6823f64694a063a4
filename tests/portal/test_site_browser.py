"""The site in Chromium: no connection outside, search, keyboard, both themes at two widths, and "try it"."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image, PngImagePlugin
from playwright.sync_api import Browser, Locator, Page, expect

from specseal.cli import main
from specseal_emulator import Settings
from specseal_emulator.testing import Running, running
from tests.chromium import chromium, complaints_of
from tests.portal.support import ROOT, Quiet
from tools import npm
from tools.lighthouse import serving_folder
from tools.loopback import serving

pytestmark = pytest.mark.system

expect.set_options(timeout=30_000)  # Scalar has 4.4 MB to read, on a machine that may be busy

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
BRIGHTNESS = """element => {
  const style = getComputedStyle(element);
  return Number((element === document.body ? style.backgroundColor : style.color).match(/\\d+/)[0]);
}"""
"""Of the page's background, or of a heading's text: 0 to 255."""
ERROR = "SignatureDoesNotMatch"
OPEN = "Open the interactive reference"
REFERENCES = {
    "linkvisual": "Find users of the face library by name",
    "faceid-lite": "Get a token for one verification in the browser",
}


def picture() -> bytes:
    """A picture with one face, which its comment says."""
    target = io.BytesIO()
    comment = PngImagePlugin.PngInfo()
    comment.add_text("Comment", "specseal-faces: 1")
    Image.new("RGB", (8, 8), "white").save(target, "PNG", pnginfo=comment)
    return target.getvalue()


@dataclass(frozen=True)
class Site:
    """A site, and the emulator that it calls."""

    folder: Path
    emulator: Running

    def address(self, path: str = "index.html") -> str:
        return (self.folder / path).as_uri()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site") / "out"
    modules = npm.install("site") / "node_modules"
    with running(settings=Settings(browser_origins=("null",))) as emulator:
        given = ["--root", str(ROOT), "--out", str(folder), "--modules", str(modules)]
        assert main(["site", *REFERENCES, *given, "--emulator", emulator.base_url]) == 0
        yield Site(folder, emulator)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    complaints = complaints_of(opened)
    yield opened
    context.close()
    assert complaints == []


def drawn(page: Page, address: str, operation: str) -> None:
    """Open a reference, and an operation by its link in the sidebar."""
    page.goto(address)
    page.get_by_role("button", name=OPEN).click()
    page.get_by_role("link", name=operation).first.click()
    expect(page.get_by_role("button", name="Test Request")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["file", "server"])
def test_it_connects_to_nothing_outside(browser: Browser, site: Site, how: str) -> None:
    """A page of each kind behind a proxy that logs what leaves this machine; the browser tells what it loads."""
    asked: list[str] = []

    class Proxy(Quiet):
        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            self.close_connection = True
            if self.raw_requestline and self.parse_request():
                asked.append(self.path)
                self.answer(502, "text/plain", b"logged")

    with serving(Proxy) as proxy, serving_folder(site.folder) as served:
        context = browser.new_context(proxy={"server": proxy, "bypass": "127.0.0.1"})
        page = context.new_page()
        requested: list[str] = []
        refused: list[str] = []
        page.on("request", lambda request: requested.append(request.url))
        page.on("console", lambda told: refused.append(told.text) if told.type == "error" else None)
        start = site.folder.as_uri() if how == "file" else served
        for path in ("index.html?q=sign", "docs/portal.html", "linkvisual/introduction.html"):
            page.goto(f"{start}/{path}")
            page.wait_for_load_state("networkidle")
        drawn(page, f"{start}/linkvisual/index.html", REFERENCES["linkvisual"])
        page.get_by_role("button", name="Test Request").click()
        expect(page.get_by_role("button", name="Send").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert len(requested) > 10
        assert [url for url in requested if not url.startswith((f"{start}/", "data:"))] == []
        assert refused == []  # a policy that had to forbid something would say so here
        assert asked == []
        page.goto("http://outside.test/")
        assert asked, "the proxy sees what goes outside"
        context.close()


def test_search_finds_an_error_code_and_leads_to_its_meaning(page: Page, site: Site) -> None:
    page.goto(site.address())
    page.keyboard.press("/")
    page.keyboard.type(ERROR.lower())
    results = page.locator("#results li")
    expect(page.locator("#count")).to_contain_text("result")
    expect(results.first).to_contain_text(ERROR)
    expect(results.first).to_contain_text("HTTP 400")
    page.keyboard.press("Enter")
    expect(page).to_have_url(
        f"{site.address('linkvisual/operations/query_face_user_by_name.html')}#error-{ERROR.lower()}"
    )
    expect(page.locator("tr:target")).to_contain_text(ERROR)
    expect(page.locator("tr:target")).to_be_in_viewport()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("link visual", "Link Visual"),
        ("getToken", "get_token"),
        ("retries", "Retries"),
        ("outcome", "outcome"),
    ],
)
def test_search_finds_products_operations_documents_and_callbacks(
    page: Page, site: Site, words: str, first: str
) -> None:
    page.goto(f"{site.address()}?q={words}")
    expect(page.locator("#results a").first).to_have_text(first)
    page.locator("#query").fill("no such thing anywhere")
    expect(page.locator("#count")).to_have_text("0 results")
    expect(page.locator("#results li")).to_have_count(0)


def test_the_keyboard_reaches_the_first_operation(page: Page, site: Site) -> None:
    page.goto(site.address())
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    operation = page.get_by_role("link", name="query_face_user_by_name")
    for _ in range(4):
        page.keyboard.press("Tab")
        style = "e => getComputedStyle(e).outlineStyle + ' ' + getComputedStyle(e).outlineWidth"
        assert page.locator(":focus").evaluate(style) == "solid 3px"
        if operation.evaluate("e => e === document.activeElement"):
            break
    expect(operation).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Link Visual: Find users of the face library by name"
    )


@pytest.mark.slow
def test_the_keyboard_tries_an_operation(page: Page, site: Site) -> None:
    name = "linkvisual"
    page.goto(f"{site.address(f'{name}/index.html')}#tag/link-visual/queryfaceuserbyname")
    button = page.get_by_role("button", name="Test Request")
    expect(button).to_be_visible()
    page.get_by_role("link", name="Skip to the content").focus()
    page.keyboard.press("Enter")
    for _ in range(200):
        page.keyboard.press("Tab")
        if button.evaluate("e => e === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Send").first).to_be_visible()


PAGES = {
    "landing": (
        "index.html",
        ("Search products, operations", "Get a token for one verification", "Tutorial"),
    ),
    "operation": (
        "linkvisual/operations/query_face_user_by_name.html",
        ("Returns the users of one isolation id", "IsolationId", ERROR),
    ),
    "errors": (
        "faceid-lite/operations/get_token.html#error-no_face_found",
        ("No face was found in a reference image", "MultipleFacesError"),
    ),
    "reference": ("linkvisual/index.html", ("One operation of the face library", "Servers of the vendor")),
    "document": ("docs/portal.html", ("The OpenAPI document", "documentation portals")),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", list(PAGES))
def test_it_is_read_at_both_widths_in_both_themes(
    browser: Browser, site: Site, tmp_path: Path, name: str
) -> None:
    path, texts = PAGES[name]
    context = browser.new_context()
    page = context.new_page()
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="light")
        page.goto("about:blank")
        page.goto(f"{site.folder.as_uri()}/{path}")
        if name == "reference":
            page.get_by_role("button", name=OPEN).click()
            expect(page.locator(".scalar-app").first).to_be_visible()
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            expect(page.locator("html")).to_have_attribute("data-theme", theme)
            for target in page.locator("tr:target").all():
                target.scroll_into_view_if_needed()
            page.wait_for_function("document.getAnimations().length === 0")
            picture = Path(os.environ.get("SPECSEAL_SCREENSHOTS") or tmp_path) / f"{name}-{size}-{theme}.png"
            page.screenshot(path=picture)
            assert picture.stat().st_size > 5000
            for part in page.locator("body, .scalar-app h2").all()[:2]:
                bright = part.evaluate(BRIGHTNESS)
                seen = "text" if part.evaluate("e => e.tagName") == "H2" else "page"
                assert (bright > 150) == ((theme == "light") == (seen == "page")), (seen, theme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            for text in texts:
                shown = page.get_by_text(text).locator("visible=true").first
                box = shown.bounding_box()
                assert box is not None, text
                assert 0 <= box["x"] < width, text
                assert contrast(shown) >= 4.5, (text, theme)
    context.close()


def contrast(shown: Locator) -> float:
    """The contrast of a text against what is behind it (WCAG 2)."""
    found: float = shown.evaluate(
        """element => {
          const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
          const light = colors => {
            canvas.clearRect(0, 0, 1, 1);
            colors.forEach(one => { canvas.fillStyle = one; canvas.fillRect(0, 0, 1, 1); });
            const [r, g, b] = Array.from(canvas.getImageData(0, 0, 1, 1).data).slice(0, 3).map(one => {
              const part = one / 255;
              return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const behind = [];
          for (let one = element; one; one = one.parentElement) {
            behind.unshift(getComputedStyle(one).backgroundColor);
          }
          const both = [light(behind), light([...behind, getComputedStyle(element).color])];
          const [low, high] = both.sort((a, b) => a - b);
          return (high + 0.05) / (low + 0.05);
        }"""
    )
    return found


@pytest.mark.slow
def test_the_theme_is_chosen_and_kept(page: Page, site: Site) -> None:
    page.goto(site.address())
    page.get_by_role("button", name="Dark theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto(site.address("linkvisual/index.html"))
    page.get_by_role("button", name=OPEN).click()
    expect(page.locator("body")).to_have_class("dark-mode")
    page.get_by_role("button", name="Light theme").click()
    expect(page.locator("body")).to_have_class("light-mode")


@pytest.mark.slow
def test_the_reference_begins_with_text_and_loads_scalar_when_it_is_asked_for(page: Page, site: Site) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    page.goto(f"{site.address('faceid-lite/index.html')}#authentication")
    expect(page.get_by_role("link", name="get_token")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert "scalar.js" not in loaded
    button = page.get_by_role("button", name=OPEN)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=REFERENCES["faceid-lite"]).first).to_be_visible()
    expect(button).to_be_hidden()
    expect(page.locator("#content")).to_be_focused()
    assert "scalar.js" in loaded


@pytest.mark.slow
def test_a_script_that_is_missing_is_named(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/scalar.js", lambda route: route.abort())
    page.goto(f"{site.address('faceid-lite/index.html')}#try")
    expect(page.locator("#opened")).to_contain_text("scalar.js cannot be loaded.")
    expect(page.get_by_role("link", name="get_token")).to_be_visible()
    context.close()


@pytest.mark.parametrize("name", ["linkvisual", pytest.param("faceid-lite", marks=pytest.mark.slow)])
def test_try_it_signs_in_the_page(page: Page, site: Site, name: str) -> None:
    site.emulator.reset()
    drawn(page, site.address(f"{name}/index.html"), REFERENCES[name])
    page.get_by_role("button", name="Test Request").click()
    if name == "faceid-lite":
        with page.expect_file_chooser() as chooser:
            page.get_by_role("row", name="image_ref1").get_by_role("button", name="Select File").click()
        chooser.value.set_files({"name": "face.png", "mimeType": "image/png", "buffer": picture()})
    page.get_by_role("button", name="Send").first.click()
    expect(page.get_by_text("200 OK").first).to_be_visible()
    expect(page.locator("#signed")).to_contain_text("Signed in this page by ")
    entry = site.emulator.journal.last()
    assert (entry.product, entry.status, entry.headers["origin"]) == (name, 200, "null")
    judged = {verdict.check: verdict.passed for verdict in entry.verdicts}
    assert all(judged.values())
    assert judged.keys() & {"signature", "digest", "key and secret"}


@pytest.mark.slow
def test_the_other_scheme_signs_too(page: Page, site: Site) -> None:
    site.emulator.reset()
    page.goto(f"{site.address('linkvisual/index.html')}#try")
    page.get_by_label("signature").select_option("rpc1")
    page.get_by_role("link", name=REFERENCES["linkvisual"]).first.click()
    page.get_by_role("button", name="Test Request").click()
    page.get_by_role("button", name="Send").first.click()
    expect(page.get_by_text("200 OK").first).to_be_visible()
    entry = site.emulator.journal.last()
    assert entry.query["SignatureMethod"] == "HMAC-SHA1"
    assert {one.check: one.passed for one in entry.verdicts}["signature"]


@pytest.mark.slow
def test_the_signature_is_made_with_what_is_typed(browser: Browser, site: Site) -> None:
    site.emulator.reset()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.address('linkvisual/index.html')}#try")
    page.get_by_label("access_key_secret").fill("another-secret")
    page.get_by_role("link", name=REFERENCES["linkvisual"]).first.click()
    page.get_by_role("button", name="Test Request").click()
    page.get_by_role("button", name="Send").first.click()
    expect(page.get_by_text("400 Bad Request").first).to_be_visible()
    assert site.emulator.journal.last().code == ERROR
    context.close()


@pytest.mark.slow
def test_without_scripts_the_pages_can_be_read(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address())
    page.get_by_role("link", name="Link Visual", exact=True).click()
    expect(page.get_by_role("heading", name="Authentication")).to_be_visible()
    page.get_by_role("link", name="query_face_user_by_name").click()
    expect(page.get_by_text(ERROR).first).to_be_visible()
    context.close()
